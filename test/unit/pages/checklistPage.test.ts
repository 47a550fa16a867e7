import assert from "node:assert/strict";
import { SCENARIOS } from "../../preview/checklist/data.ts";
import { post, requested, usePreview } from "../../preview/session.ts";

declare const document: {
  readonly documentElement: { readonly scrollWidth: number; readonly clientWidth: number };
};

describe("the checklist report", () => {
  const open = usePreview("checklist");

  it("says in one sentence how ready the project is, and shows ten items in five groups", async () => {
    const page = await open({ scenario: "mixed" });
    await page
      .getByText("4 of 10 present (1 by default of the library, 1 seen running), 1 declared")
      .waitFor();
    const headings = await page.getByRole("heading", { level: 3 }).allTextContents();
    assert.deepEqual(headings, ["Cost", "Observability", "Safety", "State", "Reliability"]);
    assert.equal(await page.locator(".checklist-item").count(), 10);
  });

  it("says of an item how sure it is, how it was proved and what is missing, and opens the places", async () => {
    const page = await open({ scenario: "mixed" });
    const row = page.locator(".checklist-item", { hasText: "OpenTelemetry traces" });
    await row.getByText("likely · seen in code").waitFor();
    await row.getByText("nothing makes spans of the model calls").waitFor();
    await row.getByRole("button", { name: "src/agent.py:41" }).click();
    assert.deepEqual(await requested(page, "openPlace"), [
      { folder: "/home/ada/support-agent", file: "src/agent.py", line: 41 },
    ]);
    const seen = page.locator(".checklist-item", { hasText: "Per-request cost logged" });
    await seen.getByText("seen running at 2026-11-22 17:04 UTC").waitFor();
    await seen.getByRole("button", { name: "trace" }).click();
    assert.deepEqual(await requested(page, "openTrace"), [{ trace: "4bf92f3577b34da6a3ce929d0e0e4736" }]);
  });

  it("shows on demand all places and what was searched, and keeps that over a reload", async () => {
    const page = await open({ scenario: "mixed" });
    await page
      .getByRole("button", { name: "3 more, and what was searched for OpenTelemetry traces" })
      .click();
    await page.getByRole("button", { name: "src/refunds.py:9" }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "src/refunds.py:9" }).waitFor();
    await page.getByRole("button", { name: "What counts, and why" }).click();
    assert.deepEqual(await requested(page, "explain"), [{ code: "AR03" }]);
  });

  it("offers a fix only where something is to be done", async () => {
    const page = await open({ scenario: "mixed" });
    const row = page.locator(".checklist-item", { hasText: "Injection detection" });
    await row.getByRole("button", { name: "Fix…" }).click();
    assert.deepEqual(await requested(page, "fix"), [
      { folder: "/home/ada/support-agent", root: ".", code: "AR05" },
    ]);
    const done = page.locator(".checklist-item", { hasText: "Context truncation" });
    assert.equal(await done.getByRole("button", { name: "Fix…" }).count(), 0);
  });

  it("exports, and says where a place cannot be opened", async () => {
    const page = await open({ scenario: "mixed" });
    await page.getByRole("button", { name: "Export HTML" }).click();
    assert.deepEqual(await requested(page, "export"), [{ format: "html" }]);
    await page
      .getByRole("button", { name: "3 more, and what was searched for OpenTelemetry traces" })
      .click();
    await page.getByRole("button", { name: "web/server.ts:3" }).click();
    await page.getByText("There is no file web/server.ts. Run the audit again.").waitFor();
  });

  it("shows how far an audit has come, can cancel it, and draws what it found", async () => {
    const page = await open({ scenario: "starting" });
    await page.getByText("Looking for sources…").waitFor();
    await post(page, { type: "progress", done: 120, all: 2000 });
    await page.getByText("120 of 2000 files read").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    assert.equal((await requested(page, "cancel")).length, 1);
    await post(page, { type: "shown", shown: SCENARIOS.mixed });
    await page.getByText("4 of 10 present").waitFor();
    assert.equal(await page.getByRole("button", { name: "Cancel" }).count(), 0);
  });

  it("says before the first audit what it does, and where nothing can be judged why", async () => {
    const page = await open({ scenario: "empty" });
    await page.getByRole("button", { name: "Run Checklist Audit" }).click();
    assert.equal((await requested(page, "run")).length, 1);
    const nothing = await open({ scenario: "nothing" });
    await nothing.getByText("no live call of a language model was found").waitFor();
    assert.equal(await nothing.getByRole("button", { name: "Export HTML" }).count(), 0);
  });

  it("fits a narrow column", async () => {
    const page = await open({ scenario: "mixed", width: 320 });
    await page.getByText("4 of 10 present").waitFor();
    assert.ok(
      await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth),
    );
  });

  it("says why it does not open, and tries again", async () => {
    const page = await open({ scenario: "failing" });
    await page.getByText("The audit's thread ended. Run it again.").waitFor();
    await page.getByRole("button", { name: "Try Again" }).click();
    await page.getByText("4 of 10 present").waitFor();
  });
});
