import assert from "node:assert/strict";
import { post, requested, usePreview } from "../../preview/session.ts";
import { THEMES, type Theme } from "../../preview/theme.ts";

declare const window: { readonly preview: { readonly requests: readonly { readonly name: string }[] } };
declare const document: {
  readonly activeElement: { readonly textContent: string | null } | null;
  readonly documentElement: { readonly scrollWidth: number; readonly clientWidth: number };
};

describe("the compare page", () => {
  const open = usePreview("compare");

  it("says what the change did, and shows the steps of both sides beside each other", async () => {
    const page = await open({ scenario: "fork" });
    await page
      .getByRole("heading", { name: /cheaper, succeeded where A failed \(rate limited\)\.$/ })
      .waitFor();
    const command = page.getByRole("button", { name: /^run_command, changed, result, outcome/ });
    assert.match(await command.innerText(), /1 failed, 41 passed[\s\S]*42 passed/);
    const marked = await page.locator(".compare-changed").allInnerTexts();
    assert.ok(marked.includes('  "new_text": "datetime.now(UTC).date()"'));
    assert.ok(!marked.some((text) => text.includes("src/refund.py")));
  });

  it("goes from difference to difference, and opens one in the diff editor", async () => {
    const page = await open({ scenario: "fork" });
    const next = page.getByRole("button", { name: "Next difference" });
    await next.click();
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
    assert.match(await focused(), /Retry.*tried again in 3 s/);
    await page.keyboard.press("Enter");
    assert.deepEqual(await requested(page, "openDiff"), [{ index: 3 }]);
    await page.getByRole("button", { name: "Previous difference" }).click();
    assert.match(await focused(), /Turn done/);
  });

  it("folds what a fork shares with its parent, and on demand what is the same", async () => {
    const page = await open({ scenario: "fork" });
    assert.equal(await page.getByText("read_file").count(), 0);
    await page.getByRole("button", { name: "3 steps are shared" }).click();
    assert.equal(await page.getByText("read_file").count(), 2);
    const same = await open({ scenario: "same" });
    assert.equal(await same.getByRole("listitem").count(), 3);
    await same.getByRole("checkbox", { name: "Only differences" }).check();
    await same.getByText("Both sessions did the same.").waitFor();
    await same.reload();
    await same.getByText("Both sessions did the same.").waitFor();
  });

  it("draws as many rows as somebody wants to see", async () => {
    const page = await open({ scenario: "many" });
    const rows = page.getByRole("listitem");
    await rows.first().waitFor();
    assert.equal(await rows.count(), 300);
    await page.getByRole("button", { name: /^Show 300 more of 602/ }).click();
    await page.getByRole("button", { name: /^Show 300 more of 302/ }).waitFor();
    assert.equal(await rows.count(), 600);
  });

  it("swaps the sides, opens a session, and says why something failed", async () => {
    const page = await open({ scenario: "fork" });
    await page.getByRole("button", { name: "Swap sides" }).click();
    await page.getByRole("button", { name: "chat" }).first().click();
    assert.deepEqual(await requested(page, "openSession"), [{ side: "left" }]);
    assert.equal((await requested(page, "swap")).length, 1);
    await page.getByRole("button", { name: "trace" }).nth(1).click();
    await page.getByText("The recording of this session was deleted.").waitFor();
    const failing = await open({ scenario: "failing" });
    await failing.getByText("One of the sessions was deleted.").waitFor();
    await failing.getByRole("button", { name: "Try Again" }).click();
    await failing.getByRole("heading", { level: 1 }).waitFor();
  });

  it("compares anew when a session goes on", async () => {
    const page = await open({ scenario: "fork" });
    await page.getByRole("heading", { level: 1 }).waitFor();
    await post(page, { type: "changed" });
    await page.waitForFunction(
      () => window.preview.requests.filter(({ name }) => name === "open").length === 2,
    );
  });

  it("fits a narrow panel in every theme", async () => {
    for (const theme of Object.keys(THEMES) as Theme[]) {
      const page = await open({ scenario: "fork", theme, width: 320 });
      await page.getByRole("heading", { level: 1 }).waitFor();
      const { scrollWidth, clientWidth } = await page.evaluate(() => ({
        scrollWidth: document.documentElement.scrollWidth,
        clientWidth: document.documentElement.clientWidth,
      }));
      assert.ok(scrollWidth <= clientWidth, theme);
    }
  });
});
