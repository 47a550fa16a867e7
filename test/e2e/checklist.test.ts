import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { startWorkbench, type Workbench } from "../workbench/workbench.ts";
import type { WorkbenchWindow } from "../workbench/window.ts";

const sample = resolve(import.meta.dirname, "../../media/sample-project");

describe("the checklist audit of the sample project, in Restricted Mode", () => {
  let folder: string;
  let workbench: Workbench;
  let window: WorkbenchWindow;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "flightdeck-checklist-"));
    await cp(sample, join(folder, "sample"), { recursive: true });
    workbench = await startWorkbench({
      trusted: false,
      settings: { "workbench.colorTheme": "Default Dark Modern" },
    });
    window = await workbench.open({ folder: join(folder, "sample") });
  });
  after(async () => {
    await workbench.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const row = (name: string | RegExp) => window.page.getByRole("treeitem", { name });

  it("says what to do before it has run", async () => {
    await window.page.getByRole("tab", { name: "Flightdeck" }).click();
    await window.page.getByRole("button", { name: "Checklist Section" }).click();
    await window.page.getByRole("button", { name: "Run Checklist Audit" }).first().waitFor();
    await window.screenshot("checklist-welcome");
  });

  it("shows the ten items by category with their state, and a summary", async () => {
    // Room for the whole list.
    for (const view of ["Sessions", "Agents"])
      await window.page.getByRole("button", { name: `${view} Section` }).click();
    await window.command("Flightdeck: Run Checklist Audit");
    await row(/^Retry with backoff: absent/).waitFor();
    for (const category of ["Cost", "Observability", "Safety", "State", "Reliability"])
      await row(new RegExp(`^${category}`))
        .first()
        .waitFor();
    await window.page
      .getByText(/^Fail: .*absent/)
      .first()
      .waitFor();
    await window.page.getByRole("button", { name: /Restricted Mode/ }).waitFor();
  });

  it("opens the line of a gap at a click", async () => {
    await row(/^Retry with backoff: absent/).click();
    const gap = row(/^retries are switched off here/).first();
    await gap.click();
    await window.page.getByRole("tab", { name: "api.py" }).waitFor();
    await window.page.getByText(/^Ln 13, Col 1/).waitFor();
    await row(/^To do: Leave the SDK's retries on/).waitFor();
    await window.screenshot("checklist-dark");
    await workbench.server.writeSettings({ "workbench.colorTheme": "Default Light Modern" });
    await window.page.locator(".monaco-workbench.vs").waitFor();
    await window.screenshot("checklist-light");
    assert.deepEqual(window.console.cspViolations, []);
  });

  it("shows the ten items on a page, fixes one after the person has seen what changes, and sees it turn", async () => {
    await window.command("Flightdeck: Open Checklist Report");
    const report = await window.webview(".checklist-item");
    await report.getByText(/^\d of 10 present/).waitFor();
    assert.equal(await report.locator(".checklist-item").count(), 10);
    await window.screenshot("checklist-report-light");
    await workbench.server.writeSettings({ "workbench.colorTheme": "Default Dark Modern" });
    await window.page.locator(".monaco-workbench.vs-dark").waitFor();
    const retry = report.locator(".checklist-item", { hasText: "Retry with backoff" });
    await retry.getByText("retries are switched off here").first().waitFor();
    await window.screenshot("checklist-report-dark");
    await retry.getByRole("button", { name: "Fix…" }).click();
    await window.page.getByRole("option", { name: /src\/api\.py:\d+/ }).click();
    await window.page.getByRole("option", { name: /Leave the SDK's retries on/ }).waitFor();
    await window.screenshot("checklist-fix");
    await window.page.getByRole("option", { name: /Leave the SDK's retries on/ }).click();
    await window.page
      .locator(".editor.modified .view-line", { hasText: "ANTHROPIC_API_KEY" })
      .first()
      .waitFor();
    const question = window.notification("Leave the SDK's retries on?");
    await question.waitFor();
    await window.screenshot("checklist-fix-preview");
    assert.match(await readFile(join(folder, "sample/src/api.py"), "utf8"), /max_retries=0/);
    await question.getByRole("button", { name: "Apply" }).click();
    const turned = await window.webview(".checklist-item");
    await turned
      .locator(".checklist-item", { hasText: "Retry with backoff" })
      .getByText("partial", { exact: true })
      .waitFor();
    assert.doesNotMatch(await readFile(join(folder, "sample/src/api.py"), "utf8"), /max_retries/);
    await window.screenshot("checklist-turned");
  });

  it("shows the page again after a reload", async () => {
    await window.reload();
    const report = await window.webview(".checklist-item");
    const retry = report.locator(".checklist-item", { hasText: "Retry with backoff" });
    await retry.getByText("partial", { exact: true }).waitFor();
    assert.deepEqual(window.console.cspViolations, []);
  });
});
