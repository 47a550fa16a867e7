import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { post, requested, usePreview } from "../../preview/session.ts";
import { active, grid, outline, press, row, until } from "./traceSupport.ts";

const traces = async (page: Page): Promise<readonly unknown[]> =>
  (await requested(page, "open")).map((args) => (args as { trace?: unknown }).trace);

/** Runs in the page. */
const keepsOneFold = (): boolean => {
  const state = JSON.parse(sessionStorage.getItem("vscode-state") ?? "{}") as {
    page?: { folds?: unknown[] };
  };
  return state.page?.folds?.length === 1;
};

/** Runs in the page. */
const isFarDownAtTheEnd = (): boolean => {
  const element = document.querySelector("[role=treegrid]");
  const rest = (element?.scrollHeight ?? 0) - (element?.clientHeight ?? 0) - (element?.scrollTop ?? 0);
  return rest < 30 && (element?.scrollTop ?? 0) > 1000;
};

describe("the trace page", () => {
  const open = usePreview("trace");

  it("says what will be here while there is nothing", async () => {
    const page = await open({ scenario: "empty" });
    await page.getByRole("heading", { name: "No trace yet" }).waitFor();
  });

  it("says that a trace is gone, why, and lets one try again", async () => {
    const page = await open({ scenario: "gone" });
    await page.getByText("This session's recording was deleted.").waitFor();
    await page.getByRole("button", { name: "Try Again" }).click();
    assert.equal((await requested(page, "open")).length, 2);
  });

  it("says so when it goes while it is shown", async () => {
    const page = await open({ scenario: "typical" });
    await row(page, /invoke_agent/).waitFor();
    await post(page, { type: "gone", error: { message: "The recording was deleted.", advice: "" } });
    await page.getByRole("alert").getByText("The recording was deleted.").waitFor();
  });

  it("sums the trace up", async () => {
    const page = await open({ scenario: "simulated", width: 1200 });
    const figures = await page.locator(".header-figures li").allInnerTexts();
    assert.deepEqual(figures, ["42 spans", "27.1 s", "72.7k tok", "$0.073 (simulated)", "4 errors"]);
  });

  it("opens the newest turn of a session, and an older one that is chosen", async () => {
    const page = await open({ scenario: "session" });
    await row(page, /context full/).waitFor();
    await page.getByRole("combobox", { name: "Turn of the session" }).click();
    await page.getByRole("option", { name: /2\. Which files did you change/ }).click();
    await until(page, () => document.querySelectorAll("[data-span]").length === 3);
    assert.equal((await traces(page)).length, 2);
    await page.reload();
    await until(page, () => document.querySelectorAll("[data-span]").length === 3);
  });

  it("shows a span as soon as it has started, and lets it grow without news", async () => {
    const page = await open({ scenario: "beginning", width: 1200 });
    const chat = row(page, /chat claude-sonnet-5-5, model call, running/);
    await chat.waitFor();
    await until(page, () => {
      const bars = [...document.querySelectorAll<HTMLElement>(".bar-running.bar-model")];
      const width = bars[0]?.offsetWidth ?? 0;
      const before = (document.body.dataset["before"] ??= String(width));
      return width > Number(before);
    });
    const late = row(page, /list_files, \., tool, 14 ms/);
    await late.waitFor();
    await page.getByText(/^\d+ spans$/).waitFor();
  });

  it("keeps the end of a running trace in view while one looks at it, and leaves who scrolled away", async () => {
    const page = await open({ scenario: "flood", height: 400, width: 1200 });
    await until(page, isFarDownAtTheEnd);
    await grid(page).evaluate((element) => element.scrollTo(0, 200));
    const count = Number(await grid(page).getAttribute("aria-rowcount"));
    await page.waitForFunction(
      (before) =>
        Number(document.querySelector("[role=treegrid]")?.getAttribute("aria-rowcount")) > before + 500,
      count,
    );
    assert.equal(await grid(page).evaluate((element) => element.scrollTop), 200);
  });

  it("goes on to the next turn when it begins, unless the person chose an older one", async () => {
    const page = await open({ scenario: "session" });
    await row(page, /context full/).waitFor();
    const choice = { trace: "f".repeat(32), title: "And now?", start: Date.now(), state: "running" };
    await post(page, { type: "choices", choices: [choice] });
    await until(page, () => window.preview.requests.filter(({ name }) => name === "open").length === 2);
    assert.deepEqual(await traces(page), [undefined, undefined]);
  });

  it("reveals a span that the host names", async () => {
    const page = await open({ scenario: "typical", height: 300, width: 1200 });
    const last = row(page, /invoke_agent/);
    await last.waitFor();
    const span = await page.evaluate(async () => {
      const element = document.querySelector("[data-span]");
      (element as HTMLElement).click();
      await new Promise((done) => setTimeout(done, 200));
      const args = window.preview.requests.find(({ name }) => name === "details")?.args;
      return args as { traceId: string; spanId: string };
    });
    await grid(page).focus();
    await press(page, "End", "1");
    await post(page, { type: "reveal", span });
    assert.match(await active(page), /^invoke_agent/);
  });

  it("keeps selection, folds, filter and details over a reload", async () => {
    const page = await open({ scenario: "typical", width: 1200 });
    await row(page, /attempt 1, 429/).click();
    await press(page, "ArrowLeft", "ArrowLeft");
    await until(page, keepsOneFold);
    await page.reload();
    await page.getByRole("region", { name: "Details of chat claude-sonnet-5-5" }).waitFor();
    assert.match(await active(page), /^chat.*3\.64 s/);
    assert.equal((await outline(page)).filter((name) => name.includes("attempt 1")).length, 11);
    const focused = await page.evaluate(() => document.activeElement?.tagName);
    assert.equal(focused, "BODY", "a page that comes back takes no focus");
  });

  it("asks anew when news were lost", async () => {
    const page = await open({ scenario: "typical" });
    await row(page, /invoke_agent/).waitFor();
    await page.evaluate(() => window.preview.lose());
    await post(page, { type: "choices", choices: [] });
    await until(page, () => window.preview.requests.filter(({ name }) => name === "open").length === 2);
  });
});
