import assert from "node:assert/strict";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Frame } from "playwright-core";
import type { WorkbenchWindow } from "../workbench/window.ts";
import { startWorkbench, type Workbench } from "../workbench/workbench.ts";

const sample = resolve(import.meta.dirname, "../../media/sample-project");

describe("safeguards of the model call, as a person sees them", () => {
  let folder: string;
  let workbench: Workbench;
  let window: WorkbenchWindow;
  let chat: Frame;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "flightdeck-safeguards-"));
    await cp(sample, folder, { recursive: true });
    workbench = await startWorkbench({
      settings: {
        "workbench.colorTheme": "Default Dark Modern",
        "flightdeck.fallback": ["simulated-small"],
        "flightdeck.maxTokens": 4_000,
        "flightdeck.budget.turn": 0.12,
      },
    });
    window = await workbench.open({ folder }, { width: 1300, height: 900 });
    await window.command("Flightdeck: Open Chat");
    chat = await window.webview("[data-page=chat]");
  });

  after(async () => {
    await workbench.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function send(text: string): Promise<void> {
    const input = chat.getByRole("textbox", { name: /message/i });
    await input.fill(text);
    await input.press("Enter");
  }

  it("a rate limit counts down, and the wait can be skipped", async () => {
    await send("/simulate rate_limit");
    await chat.getByText(/Rate limited by simulated; trying again/).waitFor();
    await chat.getByRole("timer").waitFor();
    await window.screenshot("safeguards-1-rate-limit");
    await chat.getByRole("button", { name: "Try Now" }).click();
    await chat.getByText(/^done · /).waitFor();
  });

  it("another model answers where the chosen one stays overloaded, and the chat says why", async () => {
    await send("/simulate overloaded 2");
    await chat.getByText("Fell back from simulated to simulated-small: overloaded twice.").waitFor();
    await chat
      .getByText(/^done · /)
      .nth(1)
      .waitFor();
    await window.screenshot("safeguards-2-fallback");
  });

  it("an answer that reached the limit of output goes on", async () => {
    await send("/simulate output_truncated");
    await chat.getByText(/the model goes on with it once/).waitFor();
    await chat
      .getByText(/^done · /)
      .nth(2)
      .waitFor();
  });

  it("a budget cap ends the turn before anything is sent, and tells the person wherever they look", async () => {
    await send("/simulate budget");
    await chat
      .getByText(/this turn's budget \(\$0\.12\)/)
      .first()
      .waitFor();
    const toast = window.notification(/was ended: This call could cost up to/);
    await toast.waitFor();
    await window.screenshot("safeguards-3-budget");
    await chat.getByText(/budget reached · /).waitFor();
    await toast.getByRole("button", { name: "Budget Settings" }).click();
    await window.page.locator(".settings-editor").waitFor();
  });

  it("left no error behind", () => {
    assert.deepEqual(window.console.cspViolations, []);
    assert.deepEqual(window.console.pageErrors, []);
  });
});
