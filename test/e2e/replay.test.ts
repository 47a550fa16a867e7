import assert from "node:assert/strict";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Frame } from "playwright-core";
import type { WorkbenchWindow } from "../workbench/window.ts";
import { startWorkbench, type Workbench } from "../workbench/workbench.ts";

const sample = resolve(import.meta.dirname, "../../media/sample-project");

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

  it("is still open after a reload", async () => {
    await window.reload();
    await window.page.getByRole("tab", { name: /^Replay/ }).click();
    page = await window.webview("[data-page=replay]");
    await said(/failed/).waitFor();
  });
});
