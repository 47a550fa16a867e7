import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Frame, Locator } from "playwright-core";
import { EVERYTHING } from "../support/mcpServers.ts";
import type { WorkbenchWindow } from "../workbench/window.ts";
import { startWorkbench, type Workbench } from "../workbench/workbench.ts";

const SLOW = { timeout: 60_000 };

describe("a project with MCP servers that nobody trusts yet", () => {
  let folder: string;
  let marker: string;
  let workbench: Workbench;
  let window: WorkbenchWindow;
  let chat: Frame;

  const item = (name: RegExp): Locator => window.page.getByRole("treeitem", { name }).first();
  const hasStarted = (): Promise<boolean> =>
    stat(marker).then(
      () => true,
      () => false,
    );

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "flightdeck-trust-"));
    const project = join(folder, "project");
    marker = join(folder, "it-started");
    await mkdir(project);
    const mark = `import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(marker)}, "");`;
    const args = ["--import", `data:text/javascript,${encodeURIComponent(mark)}`, ...EVERYTHING.args];
    const servers = { mcpServers: { everything: { ...EVERYTHING, args } } };
    await writeFile(join(project, ".mcp.json"), JSON.stringify(servers));
    workbench = await startWorkbench({
      trusted: false,
      settings: { "security.workspace.trust.startupPrompt": "never" },
    });
    window = await workbench.open({ folder: project }, { width: 1400, height: 900 });
  });

  after(async () => {
    await workbench.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("starts none, asks for none, and says why, while an agent answers without them", async () => {
    await window.command("Flightdeck: Open Chat");
    chat = await window.webview("[data-page=chat]", 60_000);
    const input = chat.getByRole("textbox", { name: /message/i });
    await input.fill("hello");
    await input.press("Enter");
    await chat.getByText(/^done · /).waitFor(SLOW);
    await window.page.getByRole("tab", { name: "Flightdeck" }).click();
    await item(/MCP server everything, not started: the workspace is not trusted/).waitFor(SLOW);
    assert.equal(await window.notification(/wait for your consent/).count(), 0);
    assert.equal(await hasStarted(), false);
    await window.screenshot("trust-1-restricted");
  });

  it("asks for consent first when the person trusts it, and starts the server only then", async () => {
    await window.command("Workspaces: Manage Workspace Trust");
    await window.page.getByRole("button", { name: "Trust", exact: true }).click();
    const notice = window.notification(/MCP servers that wait for your consent: everything/);
    await notice.waitFor(SLOW);
    await item(/MCP server everything, needs your consent/).waitFor(SLOW);
    assert.equal(await hasStarted(), false);
    await window.screenshot("trust-2-asked");
    await notice.getByRole("button", { name: "Review…" }).click();
    await window.dialog().getByText("Start the MCP server “everything”?").waitFor(SLOW);
    assert.equal(await hasStarted(), false);
    await window.dialog().getByRole("button", { name: "Start Server" }).click();
    await item(/MCP server everything, ready · \d+ tools/).waitFor(SLOW);
    assert.equal(await hasStarted(), true);
  });
});
