import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Frame } from "playwright-core";
import type { WorkbenchWindow } from "../workbench/window.ts";
import { until } from "../workbench/until.ts";
import { startWorkbench, type Workbench } from "../workbench/workbench.ts";

const PLANNER = `---
description: Plans
handoffs:
  - label: Look at it first
    agent: coder
    prompt: Say hello to the plan.
  - label: Go ahead
    agent: coder
    prompt: What is the vault code?
    send: true
---
You plan.
`;

describe("a conversation that another follows in VS Code", () => {
  let folder: string;
  let workbench: Workbench;
  let window: WorkbenchWindow;
  let chat: Frame;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "flightdeck-handoff-"));
    const agents = join(folder, ".github/agents");
    await mkdir(agents, { recursive: true });
    await writeFile(join(agents, "planner.agent.md"), PLANNER);
    await writeFile(join(agents, "coder.agent.md"), "---\nuser-invocable: false\n---\nYou code.\n");
    await writeFile(join(folder, "notes.md"), "The vault code is 4711-K.\n");
    workbench = await startWorkbench();
    window = await workbench.open({ folder }, { width: 1100, height: 800 });
    await window.command("Flightdeck: Open Chat");
    chat = await window.webview("[data-page=chat]");
  });
  after(async () => {
    await workbench.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function askPlanner(message = "hello"): Promise<void> {
    const input = chat.getByRole("textbox", { name: "Message to planner" });
    await input.fill(message);
    await input.press("Enter");
    await chat.getByText(/^done · /).waitFor();
  }

  it("offers hand-offs after the answer, and brings the message with the answer to the other agent", async () => {
    await chat.getByRole("textbox", { name: "Message to planner" }).waitFor();
    const offered = await chat
      .locator("vscode-single-select")
      .first()
      .locator("vscode-option")
      .allTextContents();
    assert.ok(!offered.some((name) => name.includes("coder")), "it is not offered to people");
    await askPlanner();
    await window.screenshot("handoff-1-buttons");
    await chat.getByRole("button", { name: "Look at it first" }).click();
    const input = chat.getByRole("textbox", { name: "Message to coder" });
    // The draft comes with the answer to it, after the agent's name.
    await chat.getByText(/^Answer of planner \(/).waitFor();
    await until("the draft", 20_000, async () => (await input.inputValue()) === "Say hello to the plan.");
    await window.screenshot("handoff-2-draft");
    await input.press("Enter");
    await chat.getByText(/^done · /).waitFor();
    await chat.getByText("I asked the agent planner:").first().waitFor();
    const tainted = chat.getByText("text that looks like instructions");
    assert.equal(await tainted.count(), 0, "VS Code's own tools are described to an AI, which is no attack");
  });

  it("sends at once where the file says so, as a session of its own", async () => {
    await pickPlanner();
    await askPlanner();
    await chat.getByRole("button", { name: "Go ahead" }).click();
    await chat.getByText("4711-K").first().waitFor();
    await chat.getByText(/^done · /).waitFor();
    await window.page.getByRole("tab", { name: "Flightdeck" }).click();
    await window.page.getByRole("treeitem", { name: /What is the vault code/ }).waitFor();
  });

  it("is private where the one before it was: nothing of a hand-off or of a new session is written", async () => {
    await window.command("View: Close All Editors");
    await window.command("Flightdeck: New Private Session");
    chat = await window.webview("[data-page=chat]");
    await pickPlanner();
    await askPlanner("What is the private word? It is xylophone.");
    await chat.getByRole("button", { name: "Go ahead" }).click();
    await chat.getByText("4711-K").first().waitFor();
    await chat.getByText(/^done · /).waitFor();
    await chat.getByRole("button", { name: "New Session" }).click();
    await window.page.getByRole("tab", { name: "Private Chat" }).waitFor();
    await window.screenshot("handoff-3-private");
    await pickPlanner();
    await askPlanner("Say xylophone again.");
    assert.deepEqual(await filesWith("xylophone"), []);
    assert.notDeepEqual(await filesWith("What is the vault code?"), [], "what is not private is found");
  });

  /** Files of the extension in which a text stands. */
  async function filesWith(text: string): Promise<readonly string[]> {
    const entries = await readdir(dirname(workbench.home), { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const isIn = await Promise.all(files.map(async (path) => (await readFile(path)).includes(text)));
    return files.filter((_, index) => isIn[index]);
  }

  /** An empty chat with the planner, whoever was talked to before. */
  async function pickPlanner(): Promise<void> {
    await chat
      .locator("vscode-single-select")
      .first()
      .evaluate((element) => {
        Object.assign(element, { value: "planner" });
        element.dispatchEvent(new Event("change"));
      });
    await chat.getByRole("textbox", { name: "Message to planner" }).waitFor();
  }
});
