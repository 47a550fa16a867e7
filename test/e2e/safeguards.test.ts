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
    // While a turn runs there is a Stop in its place.
    await chat.getByRole("button", { name: "Send", exact: true }).waitFor();
    const input = chat.getByRole("textbox", { name: /message/i });
    await input.fill(text);
    await input.press("Enter");
  }

  /** What a safeguard says in the conversation; the same is read out from elsewhere. */
  const notice = (text: RegExp) => chat.locator(".notice-text").filter({ hasText: text });

  it("every failure that can be tried stands in the list behind /simulate", async () => {
    const input = chat.getByRole("textbox", { name: /message/i });
    await input.pressSequentially("/sim");
    await chat.getByRole("option", { name: /\/simulate tool_timeout/ }).waitFor();
    await window.screenshot("safeguards-0-list");
    await input.fill("");
  });

  it("a rate limit counts down, and the wait can be skipped", async () => {
    await send("/simulate rate_limit");
    await notice(/Rate limited by simulated; trying again/).waitFor();
    await chat.getByRole("timer").waitFor();
    await window.screenshot("safeguards-1-rate-limit");
    await chat.getByRole("button", { name: "Try Now" }).click();
    await chat.getByText(/^done · /).waitFor();
  });

  it("another model answers where the chosen one stays overloaded, and the chat says why", async () => {
    await send("/simulate overloaded 2");
    await notice(/Fell back from simulated to simulated-small: overloaded twice\./).waitFor();
    await chat
      .getByText(/^done · /)
      .nth(1)
      .waitFor();
    await window.screenshot("safeguards-2-fallback");
  });

  it("an answer that reached the limit of output goes on", async () => {
    await send("/simulate output_truncated");
    await notice(/the model goes on with it once/).waitFor();
    await chat
      .getByText(/^done · /)
      .nth(2)
      .waitFor();
  });

  it("a storm of tool errors ends the turn, after the tool was switched off, and says both", async () => {
    await send("/simulate tool_storm");
    await notice(/read_file is switched off/)
      .first()
      .waitFor();
    const toast = window.notification(/was ended: .*tool calls failed/);
    await toast.waitFor();
    await chat.getByText(/tool errors · /).waitFor();
    await window.screenshot("safeguards-3-tool-storm");
  });

  it("a conversation that is too long goes on without its oldest parts, and all of it stays readable", async () => {
    await send("/simulate context_overflow");
    await notice(/From here on the model no longer gets \d+ older messages/).waitFor();
    await chat.getByText(/^That was .*context_overflow/).waitFor();
    // The meter says so as long as it holds; the first message is still there to be read.
    await chat.getByRole("img", { name: /older messages/ }).waitFor();
    await window.screenshot("safeguards-4-context");
  });

  it("a budget cap ends the turn before anything is sent, and tells the person wherever they look", async () => {
    await send("/simulate budget");
    await notice(/this turn's budget \(\$0\.12\)/).waitFor();
    const toast = window.notification(/was ended: This call could cost up to/);
    await toast.waitFor();
    await window.screenshot("safeguards-5-budget");
    await chat.getByText(/budget reached · /).waitFor();
    await toast.getByRole("button", { name: "Budget Settings" }).click();
    await window.page.locator(".settings-editor").waitFor();
  });

  it("left no error behind", () => {
    assert.deepEqual(window.console.cspViolations, []);
    assert.deepEqual(window.console.pageErrors, []);
  });
});
