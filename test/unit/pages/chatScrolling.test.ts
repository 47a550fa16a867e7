import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { append, atRest, drawn, post, requested, usePreview } from "../../preview/session.ts";

/** The answer that is being written in the scenario `streaming`. */
const ANSWER = "now-5";
const PARAGRAPH = "A sentence that is long enough to fill a line of the conversation and then some more.\n\n";

const list = (page: Page) => page.locator(".timeline-scroll");
const scrollTop = (page: Page): Promise<number> => list(page).evaluate((element) => element.scrollTop);
const toEnd = (page: Page): Promise<number> =>
  list(page).evaluate((element) => element.scrollHeight - element.clientHeight - element.scrollTop);
const bubble = (page: Page, number: number) => page.getByText(`Question ${number}:`);

/** Scrolls up by the keyboard, and waits until each step has come to rest. */
async function pageUp(page: Page, times: number): Promise<void> {
  await list(page).focus();
  for (let i = 0; i < times; i++) {
    await page.keyboard.press("PageUp");
    await atRest(list(page));
  }
}

/** The turn at the upper edge, and how far it is from it. */
const firstVisible = (page: Page): Promise<{ turn: string | undefined; top: number | undefined }> =>
  page.locator("[data-turn]").evaluateAll((turns) => {
    const edge = turns[0]?.closest(".timeline-scroll")?.getBoundingClientRect().top ?? 0;
    const first = turns.find((turn) => turn.getBoundingClientRect().bottom > edge);
    return { turn: first?.dataset["turn"], top: first?.getBoundingClientRect().top };
  });

describe("scrolling in the chat", () => {
  const open = usePreview("chat");

  it("stays at the end while an answer grows", async () => {
    const page = await open({ scenario: "streaming", height: 500 });
    for (let i = 0; i < 5; i++) await append(page, ANSWER, PARAGRAPH.repeat(5));
    await page.getByText("A sentence that is long").nth(24).waitFor();
    await drawn(page);
    assert.ok((await toEnd(page)) < 5);
  });

  it("stays where the person scrolled to while an answer grows, and offers the way back", async () => {
    const page = await open({ scenario: "streaming", height: 400 });
    await pageUp(page, 1);
    await page.getByRole("button", { name: "↓ New" }).waitFor();
    const before = await scrollTop(page);
    await append(page, ANSWER, PARAGRAPH.repeat(20));
    await page.getByText("A sentence that is long").nth(19).waitFor();
    await drawn(page);
    assert.equal(await scrollTop(page), before);
    await page.getByRole("button", { name: "↓ New" }).click();
    await page.getByRole("button", { name: "↓ New" }).waitFor({ state: "detached" });
    assert.ok((await toEnd(page)) < 5);
  });

  it("opens a session of 2,000 turns at its end without a long wait, and holds few of them", async () => {
    const page = await open({ scenario: "long" });
    await bubble(page, 2000).waitFor();
    const took = await page.evaluate(() => performance.measure("opening", "host ready").duration);
    assert.ok(took < 5_000, `${Math.round(took)} ms`);
    assert.ok((await toEnd(page)) < 5);
    assert.ok((await page.locator("article").count()) < 100);
  });

  it("loads and shows old turns when they are scrolled to", async () => {
    const page = await open({ scenario: "long" });
    await bubble(page, 2000).waitFor();
    await list(page).evaluate((element) => element.scrollTo({ top: 0 }));
    await bubble(page, 1).waitFor();
    await list(page).evaluate((element) => element.scrollTo({ top: element.scrollHeight / 2 }));
    await page
      .getByText(/Question 1?0\d\d:/)
      .first()
      .waitFor();
    assert.ok((await requested(page, "items")).length >= 2);
    assert.ok((await page.locator("article").count()) < 200);
  });

  it("does not move what is read when turns above it take their true height", async () => {
    const page = await open({ scenario: "long", height: 700 });
    await bubble(page, 2000).waitFor();
    await pageUp(page, 5);
    const before = await firstVisible(page);
    await drawn(page);
    await drawn(page);
    assert.deepEqual(await firstVisible(page), before);
  });

  it("comes back to where the person read after a reload", async () => {
    const page = await open({ scenario: "long", height: 700 });
    await bubble(page, 2000).waitFor();
    await pageUp(page, 3);
    const { turn } = await firstVisible(page);
    await page.waitForFunction(
      (kept) => sessionStorage.getItem("vscode-state")?.includes(`"turn":"${kept}"`),
      turn,
    );
    await page.reload();
    await page.getByRole("button", { name: "↓ Latest" }).waitFor();
    await drawn(page);
    assert.equal((await firstVisible(page)).turn, turn);
  });

  it("scrolls to an item that the host points at, though its turn is not loaded", async () => {
    const page = await open({ scenario: "long" });
    await bubble(page, 2000).waitFor();
    await post(page, { type: "reveal", turn: "long-701", item: "long-701-1" });
    await page.locator(".revealed").getByText("Question 701:").waitFor();
    assert.equal(await page.locator(".revealed").count(), 1);
  });
});
