import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { drawn, requested, usePreview } from "../../preview/session.ts";
import { until } from "../../workbench/until.ts";
import { active, grid, outline, press, row } from "./traceSupport.ts";

const labels = (page: Page): Promise<readonly string[]> => page.locator(".tick").allTextContents();

/** What the axis says, and where. */
const axis = (page: Page): Promise<readonly string[]> =>
  page
    .locator(".tick")
    .evaluateAll((ticks) =>
      ticks.map((tick) => `${tick.textContent} at ${tick.getBoundingClientRect().left}`),
    );

describe("the waterfall's rows", () => {
  const open = usePreview("trace");

  const focused = async (scenario: string): Promise<Page> => {
    const page = await open({ scenario, width: 1200 });
    await grid(page).focus();
    return page;
  };

  it("are a tree grid that says level, place and state of each", async () => {
    const page = await open({ scenario: "typical", width: 1200 });
    const attempt = row(page, /attempt 1, 429/);
    assert.equal(await attempt.getAttribute("aria-level"), "3");
    assert.equal(await attempt.getAttribute("aria-posinset"), "1");
    assert.equal(await attempt.getAttribute("aria-setsize"), "2");
    assert.equal(await row(page, "invoke_agent assistant").getAttribute("aria-expanded"), "true");
    assert.equal(await row(page, "run_command").getAttribute("aria-expanded"), null);
    assert.equal(await grid(page).getAttribute("aria-rowcount"), "43");
    await page.getByRole("columnheader", { name: "Tokens" }).waitFor();
  });

  it("show tokens and cost of all that is below", async () => {
    const page = await open({ scenario: "typical", width: 1200 });
    const cells = await row(page, "invoke_agent assistant").getByRole("gridcell").allInnerTexts();
    assert.deepEqual(cells.slice(1, 4), ["70.9k/1.8k", "$0.073", "27.1 s"]);
  });

  it("are walked through with the keyboard", async () => {
    const page = await focused("typical");
    assert.match(await active(page), /^invoke_agent/);
    await press(page, "ArrowDown", "ArrowDown");
    assert.match(await active(page), /^attempt 1/);
    await press(page, "End");
    assert.match(await active(page), /^attempt 1, attempt, 1.25 s/);
    await press(page, "PageUp", "Home");
    assert.match(await active(page), /^invoke_agent/);
  });

  it("fold and unfold, and go to parent and child", async () => {
    const page = await focused("typical");
    await press(page, "ArrowRight", "ArrowLeft");
    assert.deepEqual((await outline(page)).slice(0, 3), [
      "invoke_agent assistant",
      "  chat claude-sonnet-5-5",
      "  search_text",
    ]);
    await press(page, "ArrowRight", "ArrowRight");
    assert.match(await active(page), /^attempt 1/);
    await press(page, "ArrowLeft");
    assert.match(await active(page), /^chat/);
    await press(page, "1");
    assert.deepEqual(await outline(page), ["invoke_agent assistant"]);
    await press(page, "2");
    assert.equal(
      (await outline(page)).some((name) => name.includes("attempt")),
      false,
    );
    await press(page, "0");
    assert.equal(
      (await outline(page)).some((name) => name.includes("attempt")),
      true,
    );
  });

  it("fold by a click on the arrow, which opens no details", async () => {
    const page = await open({ scenario: "typical", width: 1200 });
    await row(page, "invoke_agent assistant").locator(".twistie").click();
    assert.deepEqual(await outline(page), ["invoke_agent assistant"]);
    assert.equal(await page.getByRole("region", { name: /^Details/ }).count(), 0);
  });

  it("show an error though it was folded away, and the next one after it", async () => {
    const page = await focused("typical");
    await press(page, "1", "e");
    assert.match(await active(page), /^attempt 1, 429, attempt, rate limited/);
    await press(page, "e");
    assert.match(await active(page), /^execute_tool run_command, pytest -q, tool, tool error/);
    await press(page, "E");
    assert.match(await active(page), /rate limited/);
  });

  it("are filtered by words, walked by match, and all come back", async () => {
    const page = await focused("typical");
    await press(page, "/");
    await page.keyboard.type("tool:edit");
    await page.getByText("4 found").waitFor();
    assert.deepEqual(await outline(page), [
      "invoke_agent assistant",
      ...Array.from({ length: 4 }, () => "  edit_file"),
    ]);
    await press(page, "Enter");
    await page.getByText("1 of 4").waitFor();
    await press(page, "Escape", "Escape", "n");
    assert.equal((await outline(page)).length > 5, true);
    await press(page, "/");
    await page.keyboard.type("nothing like this");
    await page.getByRole("button", { name: "Clear Filter" }).click();
    assert.equal((await outline(page)).length > 5, true);
  });

  it("can be marked instead of hidden by the filter", async () => {
    const page = await focused("typical");
    await press(page, "/");
    await page.keyboard.type("edit_file");
    await page.getByRole("button", { name: "Hide What Does Not Match" }).click();
    assert.equal((await page.locator(".row-unmarked").count()) > 10, true);
  });

  it("zoom around the selected span, move along in time, and show the whole again", async () => {
    const page = await focused("typical");
    const whole = await axis(page);
    await press(page, "e", "+", "+");
    const near = await axis(page);
    assert.notDeepEqual(near, whole);
    await press(page, "Shift+ArrowRight");
    assert.notDeepEqual(await axis(page), near);
    await press(page, "f");
    assert.deepEqual(await axis(page), whole);
  });

  it("zoom to what is dragged over in the minimap", async () => {
    const page = await open({ scenario: "typical", width: 1200 });
    await row(page, "invoke_agent assistant").waitFor();
    const { x = 0, y = 0, width = 0 } = (await page.locator(".minimap").boundingBox()) ?? {};
    await page.mouse.move(x + width * 0.5, y + 20);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.75, y + 20, { steps: 3 });
    await page.mouse.up();
    assert.deepEqual(await labels(page), ["14 s", "16 s", "18 s", "20 s"]);
  });

  it("carry the critical path as a line", async () => {
    const page = await focused("typical");
    assert.equal(await page.locator(".path-line").count(), 0);
    await press(page, "c");
    assert.equal((await page.locator(".path-line").count()) > 10, true);
  });

  it("show spans without parent, without end and with hostile names, each once", async () => {
    const page = await open({ scenario: "odd", width: 1200 });
    await row(page, "agent.run").waitFor();
    assert.equal(await page.locator("[data-span]").count(), 18);
    assert.equal(await page.locator(".name b").count(), 0);
    await row(page, /child of a span that never came/)
      .getByTitle("its parent is not in this trace")
      .waitFor();
    await row(page, /^ring: first/)
      .getByTitle("its parents form a ring")
      .waitFor();
    assert.equal(
      await row(page, /worker that vanished/)
        .locator(".cell-duration")
        .innerText(),
      "–",
    );
  });

  it("stay few in the document however many there are, and reach to the last", async () => {
    const page = await focused("spans-100000");
    await press(page, "g", "End");
    await drawn(page);
    assert.equal(await grid(page).getAttribute("aria-rowcount"), "100001");
    // A jump draws a few rows per frame.
    await until("the last row", 10_000, async () => (await active(page)) !== "");
    assert.equal((await page.locator("[data-span]").count()) < 60, true);
  });

  it("stay where they are when one clicks on one of them", async () => {
    const page = await open({ scenario: "spans-10000", width: 1200 });
    await row(page, /./).waitFor();
    await grid(page).evaluate((element) => element.scrollTo(0, 50_000));
    await drawn(page);
    const { x = 0, y = 0 } = (await grid(page).boundingBox()) ?? {};
    await page.mouse.click(x + 200, y + 200);
    const selected = await page.locator("[data-span][aria-selected=true]").boundingBox();
    assert.ok(selected !== null && selected.y <= y + 200 && selected.y + selected.height >= y + 200);
    assert.ok((await grid(page).evaluate((element) => element.scrollTop)) > 49_000);
  });

  it("get a wider name column with the keyboard", async () => {
    const page = await open({ scenario: "typical", width: 1200 });
    const head = page.getByRole("columnheader", { name: "Name" });
    const before = (await head.boundingBox())?.width ?? 0;
    await page.getByRole("separator", { name: "Width of the name column" }).focus();
    await press(page, "ArrowRight", "ArrowRight");
    assert.equal((await head.boundingBox())?.width, before + 32);
  });

  it("tell their keys on request", async () => {
    const page = await focused("typical");
    await press(page, "?");
    const help = page.getByRole("dialog", { name: "Keys" });
    await help.getByText("next and previous error").waitFor();
    await press(page, "Escape");
    await help.waitFor({ state: "detached" });
  });

  it("that repeat each other are one row that opens, closes, and leads to its errors", async () => {
    const page = await focused("received-run");
    const repeated = row(page, /^execute_tool read_file, 40 times, tool, 1 failed/);
    assert.equal(await repeated.getAttribute("aria-expanded"), "false");
    assert.equal((await outline(page)).length, 5);
    await press(page, "ArrowDown", "ArrowRight");
    assert.equal(await grid(page).getAttribute("aria-rowcount"), "45");
    await press(page, "ArrowDown", "ArrowLeft");
    assert.match(await active(page), /^execute_tool read_file, 40 times/);
    await press(page, "e");
    assert.match(await active(page), /FileNotFoundError/);
    await press(page, "Home", "g", "g");
    assert.equal((await outline(page)).length, 5);
  });

  it("are found by their attributes, which the page does not hold", async () => {
    const page = await focused("received-run");
    await page.keyboard.press("/");
    await page.keyboard.type("gen_ai.tool.call.arguments=*module_7.py*");
    await page.getByText("1 found").waitFor();
    assert.deepEqual(await outline(page), ["invoke_agent reviewer", "  read_file"]);
    const [asked] = (await requested(page, "search")) as { attributes: { key: string }[] }[];
    assert.equal(asked?.attributes[0]?.key, "gen_ai.tool.call.arguments");
  });

  it("come while the rest of a large trace is read, and stay where one is", async () => {
    const page = await focused("reading");
    await page.getByText(/reading: \d+ %/).waitFor();
    await press(page, "ArrowDown", "ArrowDown");
    const before = await active(page);
    assert.notEqual(before, "");
    await page.getByText(/reading: \d+ %/).waitFor({ state: "detached" });
    assert.equal(await active(page), before);
    await page.getByText("100,000 spans").waitFor();
  });
});
