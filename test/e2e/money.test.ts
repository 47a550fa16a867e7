import assert from "node:assert/strict";
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Frame } from "playwright-core";
import { broken, startFakeAnthropic, type RunningFake } from "../support/fakeAnthropic/index.ts";
import { readBooks } from "../support/storm/books.ts";
import { countOf, sum } from "../support/store/naiveLedger.ts";
import { startWorkbench, type Workbench } from "../workbench/workbench.ts";
import type { WorkbenchWindow } from "../workbench/window.ts";

interface Opened {
  readonly workbench: Workbench;
  readonly window: WorkbenchWindow;
  readonly chat: Frame;
  close(): Promise<void>;
}

/** A window with a chat whose model is behind this address. */
async function open(url: string, model: string): Promise<Opened> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "flightdeck-money-")));
  await writeFile(join(folder, "notes.txt"), "The refund limit is 120.\n");
  const workbench = await startWorkbench({
    env: { ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: "test-key" },
    settings: { "flightdeck.model": model },
  });
  const window = await workbench.open({ folder }, { width: 1200, height: 800 });
  await window.command("Flightdeck: Open Chat");
  const chat = await window.webview("[data-page=chat]");
  const close = async (): Promise<void> => {
    await workbench.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { workbench, window, chat, close };
}

async function send(chat: Frame, text: string): Promise<void> {
  const input = chat.getByRole("textbox", { name: /message/i });
  await input.fill(text);
  await input.press("Enter");
}

/** Answers an input box or a list of VS Code. */
async function answer({ page }: WorkbenchWindow, title: RegExp, text?: string): Promise<void> {
  const widget = page.locator(".quick-input-widget", { hasText: title });
  await widget.waitFor();
  const input = widget.locator(".quick-input-box input, .quick-input-filter input").first();
  if (text !== undefined) await input.fill(text);
  await input.press("Enter");
}

describe("a model whose price nobody knows", () => {
  let opened: Opened;
  before(async () => {
    // Nothing is ever sent there.
    opened = await open("http://models.invalid", "house-model");
  });
  after(() => opened.close());

  it("is refused while there is a cap, with a button to enter its price, after which it is asked", async () => {
    const { window, chat } = opened;
    await send(chat, "Hello?");
    const notice = chat.locator(".notice-text").filter({ hasText: "What house-model costs is not known." });
    await notice.waitFor();
    await window.screenshot("money-1-unpriced");
    await chat.getByRole("button", { name: "Enter Price…" }).first().click();
    await answer(window, /What does house-model cost/, "billed per token");
    await answer(window, /USD per million input tokens/, "2");
    await answer(window, /USD per million output tokens/, "10");
    await window.notification(/The price of house-model is in your settings/).waitFor();
    await chat.getByRole("button", { name: "Send", exact: true }).waitFor();
    await send(chat, "And now?");
    // Now the only trouble is that the server does not exist.
    await chat
      .getByText(/The API could not be reached/)
      .first()
      .waitFor();
  });
});

describe("a call that was cut off", () => {
  let opened: Opened;
  let server: RunningFake;
  before(async () => {
    server = await startFakeAnthropic({ otherwise: () => broken("cut") });
    opened = await open(server.url, "claude-sonnet-5-5");
  });
  after(async () => {
    await opened.close();
    await server.close();
  });

  it("is booked as uncertain until the person says what the bill says", async () => {
    const { window, chat, workbench } = opened;
    await send(chat, "Hello?");
    await chat.getByText(/^cut off · /).waitFor();
    const booked = async () => sum((await readBooks(workbench.home)).calls.map(countOf));
    assert.ok((await booked()) >= server.fake.bill.total);
    await window.command("Flightdeck: Correct Uncertain Spending");
    await answer(window, /Uncertain spending/);
    await answer(window, /What .*claude-sonnet-5-5 really cost/, "0.0123");
    await answer(window, /How do you know/, "the provider's bill");
    await window.notification(/Booked \$0\.0123? instead of/).waitFor();
    await window.screenshot("money-2-corrected");
    await window.command("Flightdeck: Correct Uncertain Spending");
    await window.notification(/No spending of this month is uncertain/).waitFor();
  });
});
