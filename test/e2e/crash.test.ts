import assert from "node:assert/strict";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Frame } from "playwright-core";
import { openPalette } from "../workbench/palette.ts";
import { until } from "../workbench/until.ts";
import { startWorkbench, type Workbench } from "../workbench/workbench.ts";
import type { WorkbenchWindow } from "../workbench/window.ts";

const sample = resolve(import.meta.dirname, "../../media/sample-project");

/** The chat as the next extension host shows it; until then the page of the dead one stays. */
async function revived(window: WorkbenchWindow): Promise<Frame> {
  let chat: Frame | undefined;
  await until("the chat of the next host", 30_000, async () => {
    chat = await window.webview("[data-page=chat]");
    return (await chat.getByText(/^interrupted/).count()) === 1;
  });
  assert.ok(chat);
  return chat;
}

describe("an extension host that is killed in the middle of a turn", () => {
  let folder: string;
  let workbench: Workbench;
  let window: WorkbenchWindow;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "flightdeck-crash-"));
    await cp(sample, folder, { recursive: true });
    workbench = await startWorkbench({});
    window = await workbench.open({ folder });
  });
  after(async () => {
    await workbench.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("leaves a session that comes back with all that had happened, marked as interrupted", async () => {
    await window.command("Flightdeck: Open Chat");
    const before = await window.webview("[data-page=chat]");
    const input = before.getByRole("textbox", { name: /message/i });
    await input.fill("Add a retry to the client in src/api.py");
    await input.press("Enter");
    await before.getByRole("button", { name: "Allow", exact: true }).waitFor();
    await workbench.server.killExtensionHost();
    const palette = await openPalette(window.page);
    const chat = await revived(window);
    assert.ok(
      await palette.isVisible(),
      "a page that comes back takes no focus from what a person picks from",
    );
    await window.page.keyboard.press("Escape");
    await chat.getByText("Add a retry to the client in src/api.py").first().waitFor();
    await chat.getByText("read_file").first().waitFor();
    await window.screenshot("crash-interrupted");
  });

  it("can be gone on with: what was pending is answered honestly", async () => {
    const chat = await window.webview("[data-page=chat]");
    const input = chat.getByRole("textbox", { name: /message/i });
    await input.fill("What is the refund limit?");
    await input.press("Enter");
    await chat.getByText(/^done · /).waitFor();
    await chat.getByText("edit_file").first().click();
    await chat.getByText("interrupted before this tool finished").first().waitFor();
  });

  it("shows the interrupted turn's spans as interrupted, not as running for ever", async () => {
    await window.command("Flightdeck: Open Trace");
    const trace = await window.webview("[data-page=trace]");
    await trace.getByText("invoke_agent").first().waitFor();
    assert.equal(await trace.getByText("running", { exact: true }).count(), 0);
  });
});
