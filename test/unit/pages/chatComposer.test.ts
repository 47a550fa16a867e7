import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { requested, usePreview } from "../../preview/session.ts";

const input = (page: Page) => page.getByRole("textbox", { name: "Message to support-agent" });

/** Pastes as a person does, without the system's clipboard. */
const paste = (page: Page, characters: number): Promise<void> =>
  input(page).evaluate((element, length) => {
    const data = new DataTransfer();
    data.setData(
      "text/plain",
      "x"
        .repeat(79)
        .concat("\n")
        .repeat(length / 80),
    );
    element.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
    );
  }, characters);

describe("writing a message", () => {
  const open = usePreview("chat");

  it("sends with Enter, begins a line with Shift+Enter, and empties the input", async () => {
    const page = await open({ scenario: "empty" });
    await input(page).focus();
    await page.keyboard.type("first");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("second");
    await page.keyboard.press("Enter");
    assert.deepEqual(await requested(page, "send"), [{ text: "first\nsecond" }]);
    assert.equal(await input(page).inputValue(), "");
  });

  it("sends nothing but blanks never", async () => {
    const page = await open({ scenario: "empty" });
    await input(page).fill("   \n ");
    await page.keyboard.press("Enter");
    assert.deepEqual(await requested(page, "send"), []);
  });

  it("gives the message back when it could not be sent, and says why", async () => {
    const page = await open({ scenario: "empty" });
    await input(page).fill("please fail");
    await page.keyboard.press("Enter");
    await page.getByText("the disk is full. Free disk space, then try again.").waitFor();
    assert.equal(await input(page).inputValue(), "please fail");
  });

  it("completes a file behind @", async () => {
    const page = await open({ scenario: "empty" });
    await input(page).focus();
    await page.keyboard.type("look at @set");
    await page.getByRole("option", { name: "settings.py" }).waitFor();
    await page.keyboard.press("Enter");
    assert.equal(await input(page).inputValue(), "look at @src/settings.py ");
    assert.equal(await page.getByRole("listbox").count(), 0);
    assert.deepEqual(await requested(page, "send"), []);
  });

  it("completes a command behind / with the arrow keys, and Escape closes the list", async () => {
    const page = await open({ scenario: "empty" });
    await input(page).focus();
    await page.keyboard.type("/s");
    await page.getByRole("option", { name: "/summary" }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Tab");
    assert.equal(await input(page).inputValue(), "/summary ");
    await input(page).fill("");
    await page.keyboard.type("/s");
    await page.getByRole("option", { name: "/summary" }).waitFor();
    await page.keyboard.press("Escape");
    assert.equal(await page.getByRole("listbox").count(), 0);
    assert.equal(await input(page).inputValue(), "/s");
  });

  it("keeps what was typed over a reload", async () => {
    const page = await open({ scenario: "empty" });
    await input(page).focus();
    await page.keyboard.type("half a thou");
    await page.reload();
    assert.equal(await input(page).inputValue(), "half a thou");
  });

  it("takes a paste of 5 MB without freezing, and asks before it is sent", async () => {
    const page = await open({ scenario: "empty" });
    await input(page).fill("What is this?");
    const began = performance.now();
    await paste(page, 5_000_000);
    await page.getByText("Pasted text (5.0 MB, 62,501 lines)").waitFor();
    assert.ok(performance.now() - began < 6_000);
    assert.equal(await input(page).inputValue(), "What is this?");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByText("This message is 5.0 MB large, about 1.3M tokens.").waitFor();
    assert.deepEqual(await requested(page, "send"), []);
    await page.getByRole("button", { name: "Send Anyway" }).click();
    const [sent] = (await requested(page, "send")) as { text: string }[];
    assert.equal(sent?.text.length, "What is this?\n\n".length + 5_000_000);
    assert.equal(await page.getByText("Pasted text").count(), 0);
  });

  it("does not send a large paste that was removed", async () => {
    const page = await open({ scenario: "empty" });
    await paste(page, 400_000);
    await page.getByRole("button", { name: "Remove the pasted text" }).click();
    await input(page).fill("small");
    await page.keyboard.press("Enter");
    assert.deepEqual(await requested(page, "send"), [{ text: "small" }]);
  });

  it("stops a run, and holds the next message until it has ended", async () => {
    const page = await open({ scenario: "running" });
    await input(page).fill("next");
    await page.keyboard.press("Enter");
    assert.deepEqual(await requested(page, "send"), []);
    await page.getByText("To send, stop the agent or wait for it.").waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    assert.equal((await requested(page, "stop")).length, 1);
    assert.equal(await input(page).inputValue(), "next");
  });

  it("says for which servers the first message waits, and can be stopped there", async () => {
    const page = await open({ scenario: "startingServers" });
    await page.getByText("Waiting for the MCP servers everything, files to start.").waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    assert.equal((await requested(page, "stop")).length, 1);
  });

  it("says why nothing can be sent to a session of another window", async () => {
    const page = await open({ scenario: "readOnly" });
    await page.getByText("This session is open in a VS Code window").waitFor();
    assert.equal(await page.getByRole("textbox").count(), 0);
    assert.equal(await page.getByRole("button", { name: /Edit|Retry/ }).count(), 0);
  });
});
