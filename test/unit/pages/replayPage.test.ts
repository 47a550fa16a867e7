import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { requested, usePreview } from "../../preview/session.ts";
import { active, press, row } from "./traceSupport.ts";

/** What happened last at the playhead, by the words below the panes. */
const said = (page: Page, text: string | RegExp): Locator =>
  page.locator(".controls-text").filter({ hasText: text });

const transcript = (page: Page): Locator => page.getByRole("log", { name: "Conversation" });
const slider = (page: Page): Locator => page.getByRole("slider", { name: "Time" });

/** Where the veil over the future begins, as a share of the time that is shown. */
const playhead = async (page: Page): Promise<number> =>
  Number.parseFloat(
    await page.locator(".playhead-future").evaluate((veil) => (veil as HTMLElement).style.left),
  );

describe("the replay page", () => {
  const open = usePreview("replay");

  it("opens a session that failed at its first error, transcript and waterfall under one playhead", async () => {
    const page = await open({ scenario: "typical", width: 1400 });
    await said(page, "failed: The API refused the request").waitFor();
    await transcript(page).getByText("tests/test_api.py").waitFor();
    assert.equal(await transcript(page).getByText("src/agent.py").count(), 0, "that comes later");
    assert.match(await active(page), /^attempt 1, 429/);
    const share = await playhead(page);
    assert.ok(share > 5 && share < 15, `${share} %`);
  });

  it("goes step by step and to the next error by keys, and shows each moment as it stood", async () => {
    const page = await open({ scenario: "typical", width: 1400 });
    await said(page, /failed/).waitFor();
    await press(page, "Home");
    await said(page, "Session “Add a retry to the client”").waitFor();
    await page.getByText("Nothing had been said yet at this moment.").waitFor();
    await press(page, "ArrowRight");
    await said(page, "You: Add a retry to the client in src/api.py").waitFor();
    await press(page, "e", "e");
    await said(page, /run_command pytest.* failed/).waitFor();
    const before = await page.locator(".costs").first().innerText();
    await press(page, "End");
    await said(page, "The turn is done").waitFor();
    await transcript(page)
      .getByText(/^done · /)
      .waitFor();
    assert.notEqual(await page.locator(".costs").first().innerText(), before, "it has cost more by now");
    await press(page, "Shift+E");
    await said(page, /failed/).waitFor();
  });

  it("plays to the end and stops there", async () => {
    const page = await open({ scenario: "typical", width: 1400 });
    await said(page, /failed/).waitFor();
    await press(page, "Home", "+", "+", "+", "+", "+", " ");
    await page.getByRole("button", { name: "Pause (Space)" }).waitFor();
    await said(page, "The turn is done").waitFor();
    await page.getByRole("button", { name: "Play (Space)" }).waitFor();
    await page.getByText("00:27 / 00:27").waitFor();
  });

  it("is scrubbed on the time line, and says where it is", async () => {
    const page = await open({ scenario: "typical", width: 1400 });
    await said(page, /failed/).waitFor();
    await slider(page).evaluate((element) => {
      const input = element as HTMLInputElement;
      input.value = "4000";
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    await page.getByText("00:04 / 00:27").waitFor();
    await said(page, /./).waitFor();
    assert.match((await slider(page).getAttribute("aria-valuetext")) ?? "", /^00:04 of 00:27\./);
  });

  it("moves to the end of a span that one chooses, from either side", async () => {
    const page = await open({ scenario: "typical", width: 1400 });
    await said(page, /failed/).waitFor();
    await row(page, /src\/agent\.py/).click();
    await said(page, "read_file src/agent.py").waitFor();
    await transcript(page).getByText("src/agent.py").waitFor();
    await transcript(page).getByRole("button", { name: "→ span" }).nth(1).click();
    await said(page, /^list_files|^search_text/).waitFor();
  });

  it("jumps to what one picks", async () => {
    const page = await open({ scenario: "session", width: 1400 });
    await said(page, /failed/).waitFor();
    await press(page, "Home");
    await page.getByRole("combobox", { name: "What to jump to" }).click();
    await page.getByRole("option", { name: "message" }).click();
    await page.getByRole("button", { name: "Next message" }).click();
    await page.getByRole("button", { name: "Next message" }).click();
    await said(page, "You: Which files did you change").waitFor();
    await press(page, "ArrowRight");
    await page.waitForFunction(() => document.querySelectorAll("[data-span]").length === 3);
  });

  it("marks what became of each step in a re-run, and opens the difference", async () => {
    const page = await open({ scenario: "typical", width: 1400 });
    await said(page, /failed/).waitFor();
    await page.getByText("Re-run", { exact: true }).click();
    await page.getByText(/Step 9 of \d+ is different: the system prompt changed\./).waitFor();
    await page.getByRole("button", { name: "Go there" }).click();
    await page.getByRole("button", { name: "Show difference" }).click();
    await page.getByRole("button", { name: "Show where the re-run differs" }).click();
    assert.equal((await requested(page, "openDivergence")).length, 2);
  });

  it("says that a re-run runs once the person has picked how, and not before", async () => {
    const running = "Running it again";
    const asking = await open({ scenario: "asking", width: 1400 });
    await asking.getByText("Re-run", { exact: true }).click();
    await asking.locator("vscode-button[disabled]", { hasText: "Re-run" }).waitFor();
    assert.equal(await asking.getByText(running).count(), 0);
    const page = await open({ scenario: "rerunning", width: 1400 });
    await page.getByText("Re-run", { exact: true }).click();
    await page.getByText(running).waitFor();
  });

  it("asks the host to fork at the playhead, to compare and to save as a test", async () => {
    const page = await open({ scenario: "typical", width: 1400 });
    await said(page, /failed/).waitFor();
    await press(page, "Home");
    await said(page, /^Session/).waitFor();
    for (const name of ["Fork here", "Compare with…", "Save as Test"]) await page.getByText(name).click();
    assert.deepEqual(await requested(page, "fork"), [{ position: 1 }]);
    assert.equal((await requested(page, "compare")).length, 1);
    assert.equal((await requested(page, "saveAsTest")).length, 1);
  });

  it("stands where it was left after a reload", async () => {
    const page = await open({ scenario: "typical", width: 1400 });
    await said(page, /failed/).waitFor();
    await press(page, "Home", "ArrowRight", "ArrowRight");
    await said(page, /answered with/).waitFor();
    await page.reload();
    await said(page, /answered with/).waitFor();
  });

  it("stacks transcript and waterfall where it is narrow", async () => {
    const page = await open({ scenario: "typical", width: 420, height: 900 });
    await said(page, /failed/).waitFor();
    const [above, below] = await Promise.all([
      page.locator(".replay-transcript").boundingBox(),
      page.locator(".replay-waterfall").boundingBox(),
    ]);
    assert.ok(below!.y >= above!.y + above!.height - 1);
    assert.ok(above!.width > 400 && below!.height > 150);
  });

  it("says how much of a long recording was read, and lets one cancel", async () => {
    const page = await open({ scenario: "reading" });
    await page.getByText("Reading the recording… 40 %").waitFor();
    await page.getByText("Cancel").click();
    assert.equal((await requested(page, "cancel")).length, 1);
  });

  it("says why a recording cannot be played back, and what of one is missing", async () => {
    const newer = await open({ scenario: "newer" });
    await newer.getByText("made by a newer version of Agent Flightdeck").waitFor();
    const noted = await open({ scenario: "noted" });
    await noted.getByText("2 lines are left out because they are damaged").waitFor();
  });

  it("plays a trace of another program back, message by message", async () => {
    const page = await open({ scenario: "received", width: 1400 });
    await press(page, "End");
    const messages = transcript(page);
    await messages.getByRole("article", { name: "system" }).getByText("You help.").waitFor();
    await messages.getByRole("article", { name: "You" }).getByText("How is the weather in Oslo?").waitFor();
    await messages.getByText("Let me look.").waitFor();
    await messages.getByRole("article", { name: /^get_weather/ }).waitFor();
    await messages.getByText("It rains in Oslo.").waitFor();
    await press(page, "t", "Shift+T");
    await said(page, "get_weather").waitFor();
    assert.equal(await messages.getByText("It rains in Oslo.").count(), 0);
    assert.equal(await page.getByText("Fork here").count(), 0, "there is no session to fork");
    assert.equal(await page.getByRole("button", { name: /Fork/ }).count(), 0, "nor a turn or message of one");
  });
});
