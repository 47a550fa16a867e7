import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { access, appendFile, cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { promisify } from "node:util";
import type { Frame } from "playwright-core";
import { until } from "../workbench/until.ts";
import type { WorkbenchWindow } from "../workbench/window.ts";
import { startWorkbench, type Workbench } from "../workbench/workbench.ts";

const sample = resolve(import.meta.dirname, "../../media/sample-project");
const cli = resolve(import.meta.dirname, "../../dist/cli.js");
const run = promisify(execFile);

describe("yesterday's run that failed", () => {
  let folder: string;
  let workbench: Workbench;
  let window: WorkbenchWindow;
  let page: Frame;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "flightdeck-replay-"));
    await cp(sample, folder, { recursive: true });
    workbench = await startWorkbench({
      settings: { "workbench.colorTheme": "Default Dark Modern", "remote.autoForwardPorts": false },
    });
    window = await workbench.open({ folder }, { width: 1400, height: 900 });
  });

  after(async () => {
    await workbench.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const said = (text: string | RegExp) => page.locator(".controls-text").filter({ hasText: text });

  it("is recorded while it fails", async () => {
    await window.command("Flightdeck: Open Chat");
    const chat = await window.webview("[data-page=chat]");
    const input = chat.getByRole("textbox", { name: /message/i });
    await input.fill("/simulate invalid_request Which orders can be refunded?");
    await input.press("Enter");
    await chat.locator(".end-failed").waitFor();
  });

  it("is found after a restart by what was asked and how it failed, and opens at its error", async () => {
    await window.reload();
    await window.command("Flightdeck: Replay Session");
    const picker = window.page.locator(".quick-input-widget");
    await picker.getByText("Which orders can be refunded?").first().waitFor();
    await window.page.keyboard.type("invalid_request");
    await window.screenshot("replay-1-picker");
    await window.page.keyboard.press("Enter");
    page = await window.webview("[data-page=replay]");
    await said(/failed/).waitFor();
    await page.getByText("chat simulated").first().waitFor();
    await window.screenshot("replay-2-at-the-error");
  });

  it("is walked through step by step, with the state of each moment", async () => {
    await page.getByRole("log", { name: "Conversation" }).focus();
    await window.page.keyboard.press("Home");
    await said(/^Session/).waitFor();
    await page.getByText("Nothing had been said yet at this moment.").waitFor();
    await window.page.keyboard.press("ArrowRight");
    await said(/^You: \/simulate/).waitFor();
    assert.equal(await page.locator(".user-message").count(), 1);
    await window.page.keyboard.press("e");
    await said(/failed/).waitFor();
    await window.page.keyboard.press("End");
    await page.locator(".end-failed").waitFor();
    await window.screenshot("replay-3-end");
  });

  it("is forked at its error with another message, and succeeds", async () => {
    await page.getByRole("log", { name: "Conversation" }).focus();
    await window.page.keyboard.press("Home");
    await window.page.keyboard.press("e");
    await said(/failed/).waitFor();
    await page.getByText("Fork here").click();
    const picker = window.page.locator(".quick-input-widget");
    await picker.getByText("Your message").click();
    await picker
      .locator(".quick-input-title")
      .filter({ hasText: /^Message$/ })
      .waitFor();
    const input = picker.locator("input").first();
    await input.waitFor();
    await window.screenshot("replay-4-fork");
    await input.fill("Which orders can be refunded?");
    await input.press("Enter");
    const chat = await window.webview("[data-page=chat] .end-done");
    assert.equal(await chat.locator(".end-failed").count(), 0);
    await window.screenshot("replay-5-forked");
  });

  it("is compared with its fork: what the change did stands in a line", async () => {
    await window.page.getByRole("tab", { name: /^Replay/ }).click();
    page = await window.webview("[data-page=replay]");
    await page.getByText("Compare with…").click();
    const picker = window.page.locator(".quick-input-widget");
    await picker.getByText("Compare with which other session?").waitFor();
    await window.page.keyboard.press("Enter");
    const compare = await window.webview("[data-page=compare]");
    await compare
      .getByText(/succeeded|invalid request|invalid_request/)
      .first()
      .waitFor();
    await window.screenshot("replay-6-compared");
  });

  it("runs again without a difference, and differs from a project that was changed", async () => {
    await window.page.getByRole("tab", { name: /^Replay/ }).click();
    page = await window.webview("[data-page=replay]");
    const picker = window.page.locator(".quick-input-widget");
    await page.getByText("Re-run", { exact: true }).click();
    await picker.getByText("As it was recorded").click();
    await page.locator(".rerun-reproduced", { hasText: /The same in its only step/ }).waitFor();
    await window.screenshot("replay-7-rerun");
    await appendFile(join(folder, "AGENTS.md"), "\nAlways answer in French.\n");
    await page.getByText("Re-run", { exact: true }).click();
    await picker.getByText("With the project as it is now").click();
    await page.getByText("Show difference").click();
    await window.page.locator(".monaco-diff-editor").getByText("Always answer in French.").first().waitFor();
    await window.screenshot("replay-8-difference");
    await window.page.getByRole("tab", { name: /^Replay/ }).click();
    page = await window.webview("[data-page=replay]");
    await page.locator(".rerun-diverged", { hasText: /Step 1 of \d+ is different/ }).waitFor();
  });

  it("becomes a test of the project, which CI runs", async () => {
    await page.getByText("Save as Test").click();
    const name = window.page.locator(".quick-input-widget input").first();
    await name.fill("refunds");
    await name.press("Enter");
    await window.notification("Saved as .flightdeck/recordings/refunds.jsonl").waitFor();
    await window.screenshot("replay-9-saved");
    const saved = [".flightdeck/recordings/refunds.jsonl", "--check", "--storage", join(folder, "elsewhere")];
    await run(process.execPath, [cli, "replay", ...saved], { cwd: folder }); // throws unless it exits with 0
  });

  it("leaves as a file, and comes back as an imported session that is not trusted", async () => {
    await window.command("View: Show Flightdeck");
    const sessions = window.page.getByRole("treeitem", { name: /simulate invalid_request/ });
    await sessions.first().click({ button: "right" });
    const menu = window.page.getByRole("menuitem", { name: /Export Session/ });
    const picker = window.page.locator(".quick-input-widget");
    const format = picker.getByText("One file with everything");
    await until("the formats", 20_000, async () => {
      if (await format.isVisible()) return true;
      await menu.click({ timeout: 1000 }).catch(() => {}); // a menu that has just opened takes no click yet
      return false;
    });
    await format.click();
    const path = picker.locator("input").first();
    // The dialogs fill in a path of their own some time after they appear.
    const proposed = (what: RegExp) =>
      until(`a path like ${what}`, 20_000, async () => what.exec(await path.inputValue())?.[0]);
    const file = await proposed(/^.*invalid-request.*\.flightdeck\.jsonl$/);
    await path.press("Enter");
    await window
      .notification(`It is in ${basename(file)}.`)
      .getByText("Open File")
      .waitFor();
    await access(file);
    await window.command("Flightdeck: Import Recording…");
    await picker.getByText("Look at It").waitFor();
    await proposed(/^.*\/$/);
    const question = window.dialog().getByText("It is untrusted");
    await until("the question", 60_000, async () => {
      if (await question.isVisible()) return true;
      // The dialog may put its own path back over one that came early.
      await path.fill(file, { timeout: 2_000 }).catch(() => {});
      await path.press("Enter", { timeout: 2_000 }).catch(() => {});
      await question.waitFor({ timeout: 4_000 }).catch(() => {});
      return question.isVisible();
    });
    await window.screenshot("replay-10-import");
    await window.dialog().getByText("Import", { exact: true }).click();
    await window.webview("[data-page=chat] .badge-warning");
    await window.page.getByRole("treeitem", { name: /simulate invalid_request.*, imported/ }).waitFor();
    await window.screenshot("replay-11-imported");
  });

  it("is still open after a reload", async () => {
    await window.reload();
    await window.page.getByRole("tab", { name: /^Replay/ }).click();
    page = await window.webview("[data-page=replay]");
    await said(/failed/).waitFor();
  });
});
