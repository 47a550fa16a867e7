import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Frame } from "playwright-core";
import { until } from "../workbench/until.ts";
import type { WorkbenchWindow } from "../workbench/window.ts";
import { startWorkbench, type Workbench } from "../workbench/workbench.ts";

const sample = resolve(import.meta.dirname, "../../media/sample-project");
const PROMPT = "Add a retry to the client in src/api.py and run the tests";
const meterId = "agent-flightdeck.agent-flightdeck.flightdeck.budget";

describe("the main job, from an empty window to a session that is found again", () => {
  let temporary: string;
  let folder: string;
  let workbench: Workbench;
  let window: WorkbenchWindow;
  let chat: Frame;
  let trace: Frame;

  before(async () => {
    temporary = await mkdtemp(join(tmpdir(), "flightdeck-main-"));
    // The name stands in the screenshots.
    folder = join(temporary, "support-agent");
    await cp(sample, folder, { recursive: true });
    workbench = await startWorkbench({ settings: { "workbench.colorTheme": "Default Dark Modern" } });
    window = await workbench.open({ folder }, { width: 1500, height: 950 });
  });

  after(async () => {
    await workbench.stop();
    await rm(temporary, { recursive: true, force: true });
  });

  const rows = (): Promise<number> => trace.locator("[role=treegrid] [role=row][aria-level]").count();
  const meter = async (): Promise<string> => (await window.statusBarItem(meterId).textContent()) ?? "";
  const source = (): Promise<string> => readFile(join(folder, "src/api.py"), "utf8");

  it("opens the chat with the project's agent, ready without a key", async () => {
    await window.command("Flightdeck: Open Chat");
    chat = await window.webview("[data-page=chat]");
    await chat.getByText("Give support a task about this project").waitFor();
    await chat.getByText("works without a key").waitFor();
    await until("the budget meter", 10_000, async () => (await meter()).includes("$0.00 / $5.00"));
    await window.screenshot("main-1-empty-chat");
  });

  it("streams the answer and asks before it edits a file", async () => {
    const input = chat.getByRole("textbox", { name: /message/i });
    await input.fill(PROMPT);
    await input.press("Enter");
    await chat.getByRole("button", { name: "Allow", exact: true }).waitFor();
    assert.doesNotMatch(await source(), /retry/, "nothing is written before it is allowed");
    await chat.getByText("needs approval").first().waitFor();
  });

  it("shows the run as a waterfall beside the chat while it waits", async () => {
    await window.command("Flightdeck: Open Trace");
    trace = await window.webview("[data-page=trace]");
    await trace.getByText("invoke_agent").first().waitFor();
    assert.ok((await rows()) >= 4);
    await window.screenshot("main-2-approval");
  });

  it("goes on when the edit is allowed, and the waterfall grows", async () => {
    const before = await rows();
    await chat.getByRole("button", { name: "Allow", exact: true }).click();
    await chat.getByText("npm test").first().waitFor();
    await until("more spans", 10_000, async () => (await rows()) > before);
    assert.match(await source(), /def with_retry/);
    await chat.getByRole("button", { name: "Allow", exact: true }).click();
    await chat.getByText(/^done · /).waitFor();
    await chat.getByText("succeeded (exit code 0)").first().waitFor();
    await window.screenshot("main-3-done");
  });

  it("moved the cost in the header and the budget meter, marked as simulated", async () => {
    const cost = /session\s*\$0\.\d+ simulated/;
    assert.match((await chat.locator("body").textContent()) ?? "", cost);
    await until("the meter", 10_000, async () => /\$0\.0\d+ \/ \$5\.00.*simulated/.test(await meter()));
  });

  it("lists the session in the tree", async () => {
    await window.page.getByRole("tab", { name: "Flightdeck" }).click();
    await window.page.getByRole("treeitem", { name: new RegExp(PROMPT.slice(0, 30)) }).waitFor();
  });

  it("finds chat and trace again after the window was reloaded", async () => {
    const spans = await rows();
    await window.reload();
    chat = await window.webview("[data-page=chat]");
    await chat.getByText(/^done · /).waitFor();
    await chat.getByText(PROMPT).first().waitFor();
    trace = await window.webview("[data-page=trace]");
    await until("the same spans", 10_000, async () => (await rows()) === spans);
    await window.page.getByRole("treeitem", { name: new RegExp(PROMPT.slice(0, 30)) }).waitFor();
    await window.screenshot("main-4-after-reload");
  });

  it("goes on with the session", async () => {
    const input = chat.getByRole("textbox", { name: /message/i });
    await input.fill("What is the refund limit?");
    await input.press("Enter");
    await until("the second end", 20_000, async () => (await chat.getByText(/^done · /).count()) === 2);
    assert.match((await chat.locator("body").textContent()) ?? "", /refund/i);
  });

  it("shows what was spent on the dashboard", async () => {
    await window.command("Flightdeck: Open Dashboard");
    const dashboard = await window.webview("[data-page=dashboard]");
    await dashboard.getByText(PROMPT.slice(0, 30)).first().waitFor();
    await window.screenshot("main-5-dashboard");
  });

  it("broke no content security policy and left no error in the host", () => {
    assert.deepEqual(window.console.cspViolations, []);
    assert.deepEqual(window.console.pageErrors, []);
  });
});
