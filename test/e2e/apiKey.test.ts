import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiServer, type ApiServer } from "../support/apiServer.ts";
import { answer } from "../support/messagesApi.ts";
import { until } from "../workbench/until.ts";
import type { WorkbenchWindow } from "../workbench/window.ts";
import { startWorkbench, type Workbench } from "../workbench/workbench.ts";

const KEY = "not-a-real-key";

const keys = ({ requests }: ApiServer): readonly (string | null)[] =>
  requests.map(({ headers }) => headers.get("x-api-key"));

describe("an API key in VS Code", () => {
  let folder: string;
  let first: ApiServer;
  let second: ApiServer;
  let workbench: Workbench;
  let window: WorkbenchWindow;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "flightdeck-key-"));
    first = await apiServer(({ method }) =>
      method === "GET" ? Response.json({ data: [], has_more: false }) : answer(["Hello."]),
    );
    second = await apiServer(first.handler);
    workbench = await startWorkbench({ settings: { "flightdeck.anthropic.baseUrl": first.url } });
    window = await workbench.open({ folder });
  });

  after(async () => {
    await workbench.stop();
    await Promise.all([first.close(), second.close()]);
    await rm(folder, { recursive: true, force: true });
  });

  it("is checked with the address that it is entered for, and kept", async () => {
    await window.command("Flightdeck: Set API Key");
    await window.page.getByText(`API key for ${first.url}`).waitFor();
    await window.page.keyboard.type(KEY);
    await window.page.keyboard.press("Enter");
    await window.notification(`The key for ${first.url} works and is stored.`).waitFor();
    assert.deepEqual(keys(first), [KEY]);
  });

  it("is not sent to another address before the person said so, with both before their eyes", async () => {
    await workbench.change({ "flightdeck.anthropic.baseUrl": second.url });
    await until("the question", 60_000, async () => {
      await window.command("Flightdeck: Set API Key");
      const question = window.dialog().getByText(`May an API key of yours be sent to ${second.url}?`);
      const tooEarly = window.page.getByText(`API key for ${first.url}`);
      await question.or(tooEarly).first().waitFor();
      if (await question.isVisible()) return true;
      await window.page.keyboard.press("Escape");
      await tooEarly.waitFor({ state: "hidden" });
      return undefined;
    });
    const text = (await window.dialog().textContent()) ?? "";
    assert.ok(text.includes(first.url) && text.includes(second.url), text);
    assert.deepEqual(keys(second), []);
    await window.screenshot("api-key-another-address");
    await window.dialog().getByRole("button", { name: "Cancel" }).click();
    assert.deepEqual(keys(second), []);
  });

  it("is sent there when they say so, which is remembered", async () => {
    await window.command("Flightdeck: Set API Key");
    const { host } = new URL(first.url);
    await window
      .dialog()
      .getByRole("button", { name: `Use the Key of ${host}` })
      .click();
    await window.notification(`The key for ${second.url} works and is stored.`).waitFor();
    assert.deepEqual(keys(second), [KEY]);
    await window.command("Flightdeck: Set API Key");
    await window.page.getByText(`API key for ${second.url}`).waitFor();
    await window.page.keyboard.press("Escape");
  });
});
