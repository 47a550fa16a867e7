import assert from "node:assert/strict";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { packageExtension } from "../workbench/package.ts";
import { until } from "../workbench/until.ts";
import { startWorkbench, type Workbench } from "../workbench/workbench.ts";

const root = resolve(import.meta.dirname, "../..");
const meterId = "agent-flightdeck.agent-flightdeck.flightdeck.budget";

describe("the packaged extension", () => {
  let folder: string;
  let workbench: Workbench | undefined;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "flightdeck-package-"));
  });
  after(async () => {
    await workbench?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("installs and activates, and its engine, worker and pages are all in the package", async () => {
    const vsix = join(folder, "agent-flightdeck.vsix");
    await packageExtension(root, vsix);
    assert.ok((await stat(vsix)).size < 5_000_000);
    workbench = await startWorkbench({ vsix: [vsix] });
    const window = await workbench.open({ folder });
    const meter = window.statusBarItem(meterId);
    await until("the meter, which needs the engine", 30_000, async () =>
      ((await meter.textContent()) ?? "").includes("$0.00 / $5.00"),
    );
    await window.command("Flightdeck: Open Chat");
    const chat = await window.webview("[data-page=chat]");
    const input = chat.getByRole("textbox", { name: /message/i });
    await input.fill("hello");
    await input.press("Enter");
    await chat.getByText(/^done · /).waitFor();
    await window.command("Flightdeck: Open Dashboard");
    const dashboard = await window.webview("[data-page=dashboard]");
    await dashboard.getByText("Calls").first().waitFor();
    assert.deepEqual(window.console.cspViolations, []);
  });
});
