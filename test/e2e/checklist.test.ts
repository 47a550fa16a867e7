import assert from "node:assert/strict";
import { cp, mkdtemp, rm } from "node:fs/promises";
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
});
