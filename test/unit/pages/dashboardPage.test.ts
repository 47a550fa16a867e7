import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { drawn, post, requested, usePreview } from "../../preview/session.ts";
import { THEMES, type Theme } from "../../preview/theme.ts";

declare const document: {
  readonly documentElement: {
    readonly scrollWidth: number;
    readonly clientWidth: number;
    readonly style: { setProperty(name: string, value: string): void };
  };
  querySelector(selector: string): { getContext(kind: string): Context } | null;
};
interface Context {
  readonly canvas: { readonly width: number; readonly height: number };
  getImageData(x: number, y: number, width: number, height: number): { readonly data: Iterable<number> };
}

/** The share of the chart's pixels that have a colour. */
const painted = (page: Page, [red, green, blue]: readonly [number, number, number]): Promise<number> =>
  page.evaluate(
    (wanted) => {
      const context = document.querySelector(".spend .time-plot canvas")?.getContext("2d");
      if (context === undefined) return 0;
      const data = [...context.getImageData(0, 0, context.canvas.width, context.canvas.height).data];
      let count = 0;
      for (let i = 0; i < data.length; i += 4) {
        if (wanted.every((part, at) => data[i + at] === part)) count++;
      }
      return count / (data.length / 4);
    },
    [red, green, blue],
  );

describe("the dashboard page", () => {
  const open = usePreview("dashboard");

  it("says in an empty workspace what will appear, and how", async () => {
    const page = await open({ scenario: "empty" });
    await page.getByRole("heading", { name: "Nothing has run here yet" }).waitFor();
    await page.getByRole("button", { name: "New Session" }).click();
    await page.getByRole("button", { name: "Set a budget" }).click();
    assert.equal((await requested(page, "newSession")).length, 1);
    assert.equal((await requested(page, "openBudgetSettings")).length, 1);
  });

  it("says why it does not open, and tries again", async () => {
    const page = await open({ scenario: "failing" });
    await page.getByText("The index of the sessions stopped. Try again; it is made anew.").waitFor();
    await page.getByRole("button", { name: "Try Again" }).click();
    await page.getByRole("heading", { name: "Dashboard" }).waitFor();
  });

  it("says that it is loading", async () => {
    const page = await open({ scenario: "loading" });
    await page.getByText("Opening the dashboard…").waitFor();
  });

  it("opens the chat and the trace of a session, and says where that fails", async () => {
    const page = await open({ scenario: "month" });
    await page.getByRole("button", { name: "Add a retry to the client in src/api.py", exact: true }).click();
    assert.deepEqual(await requested(page, "openSession"), [{ session: "01session1" }]);
    await page.getByRole("button", { name: "Open the trace of “Why does the refund test" }).click();
    assert.deepEqual(await requested(page, "openTrace"), [{ session: "01session2" }]);
    await page.getByText("The recording of this session was deleted.").waitFor();
    await page.getByRole("button", { name: "Dismiss" }).click();
    assert.equal(await page.getByText("The recording of this session was deleted.").count(), 0);
  });

  it("changes its range with the keyboard, and keeps it over a reload", async () => {
    const page = await open({ scenario: "month" });
    await page.getByRole("radio", { name: "7 days" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.getByText("in 490 turns").waitFor();
    assert.deepEqual((await requested(page, "query")).at(-1), { range: "month", filter: {} });
    await page.reload();
    await page.getByText("in 490 turns").waitFor();
    assert.deepEqual(await requested(page, "open"), [{ range: "month", filter: {} }]);
  });

  it("lists other sessions first when asked to", async () => {
    const page = await open({ scenario: "month" });
    const first = page.locator(".session-title").first();
    assert.match((await first.textContent()) ?? "", /^Add a retry/);
    await page.getByRole("radio", { name: "Dearest" }).check();
    assert.match((await first.textContent()) ?? "", /^Move the ticket store/);
  });

  it("gives its chart as a sentence and as a table", async () => {
    const page = await open({ scenario: "month" });
    const chart = page.getByRole("img", { name: /^\$8\.87 in all, most at Tuesday, November 17/ });
    await chart.waitFor();
    const spend = page.getByRole("region", { name: "Spend per day" });
    await spend.getByRole("button", { name: "As a table" }).click();
    const row = page.getByRole("row", { name: /^Tuesday, November 17/ });
    assert.match((await row.textContent()) ?? "", /\$1\.11.*\$2\.1\d$/);
  });

  it("says what a bar is made of when the pointer is on it", async () => {
    const page = await open({ scenario: "month" });
    await page.getByText("In all$8.87").waitFor();
    const box = await page.locator(".spend .time-plot .u-over").boundingBox();
    if (box === null) throw new Error("the chart is not there");
    await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.8);
    await page.getByText(/^Tuesday, November 17\$2\.1\d$/).waitFor();
    await page.mouse.move(box.x + box.width * 0.5, box.y - 60);
    await page.getByText("In all$8.87").waitFor();
  });

  it("opens the traces behind its numbers, narrowed as the page is", async () => {
    const page = await open({ scenario: "received" });
    await page.getByTitle("Open the traces behind it: error rate").click();
    await page.getByTitle("Open the traces behind it: p95 latency").click();
    const [failed, slowest] = (await requested(page, "openBehind")) as readonly Record<string, unknown>[];
    const range = {
      from: Date.parse("2026-11-14T00:00:00Z"),
      to: Date.parse("2026-11-21T00:00:00Z"),
    };
    assert.deepEqual(failed, { kind: "call", order: "newest", range, failure: "any", filter: {} });
    assert.equal(slowest?.["order"], "slowest");
    const failures = page.getByRole("region", { name: "Failures" }).first();
    await failures.getByRole("radio", { name: "Tools" }).check();
    await failures.getByRole("button", { name: "As a table" }).click();
    await failures.getByRole("button", { name: "Tuesday, November 17" }).click();
    const ofTools = ((await requested(page, "openBehind")) as readonly Record<string, unknown>[]).at(-1);
    assert.equal(ofTools?.["kind"], "tool");
    assert.deepEqual(ofTools["range"], {
      from: Date.parse("2026-11-17T00:00:00Z"),
      to: Date.parse("2026-11-18T00:00:00Z"),
    });
    await page.getByRole("radio", { name: "Programs" }).check();
    await page
      .getByRole("row", { name: /^checkout-bot/ })
      .getByRole("button")
      .first()
      .click();
    const ofProgram = ((await requested(page, "openBehind")) as readonly Record<string, unknown>[]).at(-1);
    assert.deepEqual(ofProgram?.["filter"], { service: "checkout-bot" });
  });

  it("asks for one program's figures when it is picked, and keeps that over a reload", async () => {
    const page = await open({ scenario: "received" });
    await page.locator("vscode-single-select[label=Source]").click();
    await page.getByRole("option", { name: "nightly-eval" }).click();
    await page.waitForFunction(() => window.preview.requests.some(({ name }) => name === "query"));
    assert.deepEqual(await requested(page, "query"), [
      { range: "week", filter: { service: "nightly-eval" } },
    ]);
    await page.reload();
    await page.getByRole("heading", { name: "Dashboard" }).waitFor();
    assert.deepEqual(await requested(page, "open"), [{ range: "week", filter: { service: "nightly-eval" } }]);
  });

  it("says how far the month's cap will last", async () => {
    const page = await open({ scenario: "month" });
    await page.getByText("At this pace $41.85 by November 30, $8.15 below the cap.").waitFor();
    const budget = page.getByRole("region", { name: "Budget", exact: true });
    await budget.getByRole("button", { name: "As a table" }).click();
    assert.equal(await budget.getByRole("row").count(), 21, "a day each, and the head");
  });

  it("keeps simulated money out of the chart of real money", async () => {
    const page = await open({ scenario: "month" });
    await page.locator(".legend").getByText("claude-sonnet-5-5").waitFor();
    assert.equal(await page.locator(".legend").getByText("simulated").count(), 0);
    await page.getByRole("radio", { name: "Simulated" }).check();
    await page.getByRole("heading", { name: "Spend per day (simulated)" }).waitFor();
    assert.equal(await page.locator(".legend").getByText("claude-sonnet-5-5").count(), 0);
  });

  it("asks anew when something changed, not more often than once a second, and when news was lost", async () => {
    const page = await open({ scenario: "month" });
    await page.getByText("Dashboard").waitFor();
    await post(page, ...Array.from({ length: 20 }, () => ({ type: "changed" })));
    await page.waitForFunction(() => window.preview.requests.some(({ name }) => name === "query"));
    assert.equal((await requested(page, "query")).length, 1);
    await page.evaluate(() => window.preview.lose());
    await post(page, { type: "changed" });
    await page.waitForFunction(
      () => window.preview.requests.filter(({ name }) => name === "open").length === 2,
    );
  });

  it("says that its figures are not whole while recordings are read", async () => {
    const page = await open({ scenario: "indexing" });
    await page.getByText("Reading the recordings (42 %). The figures are not complete yet.").waitFor();
    await post(page, { type: "indexing", share: 0.9 });
    await page.getByText("Reading the recordings (90 %)").waitFor();
  });

  it("paints its chart anew in the colours of another theme", async () => {
    const page = await open({ scenario: "month", theme: "dark" });
    await page.locator(".spend .time-plot canvas").waitFor();
    assert.ok((await painted(page, [0x59, 0xa4, 0xf9])) > 0.05, "the theme's blue");
    await page.evaluate(() => document.documentElement.style.setProperty("--vscode-charts-blue", "#123456"));
    await drawn(page);
    assert.equal(await painted(page, [0x59, 0xa4, 0xf9]), 0);
    assert.ok((await painted(page, [0x12, 0x34, 0x56])) > 0.05, "the new one");
  });

  for (const theme of Object.keys(THEMES) as Theme[]) {
    it(`fits a narrow and a wide window in the theme ${theme}`, async () => {
      for (const width of [300, 800, 2000]) {
        const page = await open({ scenario: "large@month", theme, width });
        await page.locator(".spend .time-plot canvas").waitFor();
        const over = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.equal(over, 0, `${width} px`);
        const inside = await page.locator(".page").evaluate((area) => area.scrollWidth - area.clientWidth);
        assert.equal(inside, 0, `${width} px`);
      }
    });
  }

  it("breaks no rule of its content security policy", async () => {
    const page = await open({ scenario: "empty" });
    const complaints: string[] = [];
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    await page.goto(page.url().replace("empty", "month"));
    await page.locator(".spend .time-plot canvas").waitFor();
    assert.deepEqual(complaints, []);
  });
});
