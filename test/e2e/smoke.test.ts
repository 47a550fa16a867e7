import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { packageExtension } from "../workbench/package.ts";
import { startWorkbench, type Workbench } from "../workbench/workbench.ts";
import type { WorkbenchWindow } from "../workbench/window.ts";

const probe = resolve(import.meta.dirname, "../fixtures/probe-extension");
const statusItem = "flightdeck-tests.probe.state";
describe("the workbench with a minimal extension", () => {
  let folder: string;
  let workbench: Workbench;
  let window: WorkbenchWindow;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "flightdeck folder é "));
    await writeFile(join(folder, "notes.md"), "# Notes\n");
    workbench = await startWorkbench({ extensions: [probe], settings: { "probe.greeting": "Good morning" } });
    window = await workbench.open({ folder });
    await window.statusBarItem(statusItem).waitFor();
  });

  after(async () => {
    await workbench.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("shows the opened folder and the extension's status bar item", async () => {
    await window.page.getByRole("treeitem", { name: "notes.md" }).waitFor();
    assert.match((await window.statusBarItem(statusItem).textContent()) ?? "", /probe in process \d+/);
  });

  it("runs a command by its title and shows what it says, with a setting of scope machine", async () => {
    await window.command("Probe: Notify");
    const toast = window.notification("Good morning from the probe");
    await toast.getByRole("button", { name: "Good", exact: true }).click();
    await toast.waitFor({ state: "detached" });
  });

  it("finds a webview's page, which talks with the extension host", async () => {
    await window.command("Probe: Open Page");
    const page = await window.webview("[data-page=probe]");
    await page.getByRole("button", { name: "Count" }).click();
    await page.getByText("the host has seen 1").waitFor();
  });

  it("collects errors of the page and what its Content-Security-Policy forbade", () => {
    assert.deepEqual(window.console.pageErrors, ["the page says something is wrong"]);
    assert.equal(window.console.cspViolations.length, 1);
    assert.match(window.console.cspViolations[0] ?? "", /inline script/i);
  });

  it("keeps what the extension logs to its output channel", async () => {
    assert.match(await workbench.server.log("Probe"), /\[info\] the probe is up/);
  });

  it("runs commands while a webview has the focus", async () => {
    const page = await window.webview("[data-page=probe]");
    await page.getByRole("button", { name: "Count" }).focus();
    await window.command("Probe: Notify");
    await window.notification("from the probe").getByRole("button", { name: "Bad" }).click();
  });

  it("follows a change of the colour theme and of the window's size", async () => {
    await workbench.server.writeSettings({ "workbench.colorTheme": "Default High Contrast" });
    await window.page.locator(".monaco-workbench.hc-black").waitFor();
    await window.resize({ width: 800, height: 600 });
    const picture = await readFile(await window.screenshot("smoke"));
    assert.equal(picture.readUInt32BE(16), 800);
  });

  it("starts the extension anew after its host was killed", async () => {
    const before = await window.statusBarItem(statusItem).textContent();
    const killed = await workbench.server.killExtensionHost();
    assert.equal(killed.length, 1);
    await window
      .statusBarItem(statusItem)
      .filter({ hasNotText: before ?? "" })
      .waitFor();
  });

  it("comes back after a reload", async () => {
    await window.reload();
    await window.statusBarItem(statusItem).waitFor();
  });
});

describe("the workbench with an installed package, in Restricted Mode", () => {
  let folder: string;
  let workbench: Workbench;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "flightdeck-"));
    const vsix = join(folder, "probe.vsix");
    await packageExtension(probe, vsix);
    workbench = await startWorkbench({ vsix: [vsix], trusted: false });
  });

  after(async () => {
    await workbench.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("runs the extension from its package and does not trust the folder", async () => {
    const window = await workbench.open({ folder });
    await window.statusBarItem(statusItem).waitFor();
    await window.page.getByRole("button", { name: /Restricted Mode/ }).waitFor();
  });
});
