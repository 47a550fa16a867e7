import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { post, requested, usePreview } from "../../preview/session.ts";

const focusedName = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const focused = document.activeElement === document.body ? null : document.activeElement;
    return focused?.getAttribute("aria-label") ?? focused?.textContent ?? "";
  });

/** Presses Tab until something of a name has the focus. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press("Tab");
    const at = (await focusedName(page)).trim();
    if (typeof name === "string" ? at === name : name.test(at)) return;
  }
  throw new Error(`Tab does not reach ${name}`);
}

describe("the chat by keyboard alone", () => {
  const open = usePreview("chat");

  it("writes, sends, approves and stops", async () => {
    const page = await open({ scenario: "asking" });
    await page.getByRole("group", { name: /^Approval/ }).waitFor();
    await tabTo(page, "Allow");
    await page.keyboard.press("Enter");
    assert.equal((await requested(page, "answer")).length, 1);
    await tabTo(page, "Message to support-agent");
    await page.keyboard.type("And then the tests");
    await tabTo(page, "Stop");
    await page.keyboard.press("Enter");
    assert.equal((await requested(page, "stop")).length, 1);
  });

  it("reaches the header's pickers, a card, its span and the end of the turn", async () => {
    const page = await open({ scenario: "branches" });
    await page.getByText("done · 12.2 s").waitFor();
    for (const name of [
      "New Session",
      "More Actions",
      "Previous version",
      /read_file/,
      "→ span",
      "→ trace",
      "Retry",
    ]) {
      await tabTo(page, name);
    }
    await page.keyboard.press("Enter");
    assert.equal((await requested(page, "retry")).length, 1);
  });

  it("begins in the message, and comes back there from an edited one", async () => {
    const page = await open({ scenario: "branches" });
    await page.getByText("done · 12.2 s").waitFor();
    assert.equal(await focusedName(page), "Message to support-agent");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Escape");
    await page.keyboard.type("hello");
    assert.equal(await page.getByRole("textbox").inputValue(), "hello");
  });

  it("opens and folds a card", async () => {
    const page = await open({ scenario: "branches" });
    await tabTo(page, /read_file/);
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: "Arguments of read_file" }).waitFor();
    await page.keyboard.press("Space");
    await page.getByRole("region", { name: "Arguments of read_file" }).waitFor({ state: "detached" });
  });

  it("edits the last message with the up arrow, and Escape leaves it as it was", async () => {
    const page = await open({ scenario: "branches" });
    const input = page.getByRole("textbox", { name: "Message to support-agent" });
    await input.focus();
    await page.keyboard.press("ArrowUp");
    const editor = page.getByRole("textbox", { name: "Edit your message" });
    await editor.waitFor();
    await page.keyboard.press("Escape");
    await editor.waitFor({ state: "detached" });
    assert.deepEqual(await requested(page, "edit"), []);
    await input.focus();
    await page.keyboard.press("ArrowUp");
    await editor.waitFor();
    await page.keyboard.type(" Twice.");
    await page.keyboard.press("Enter");
    await editor.waitFor({ state: "detached" });
    const [edit] = (await requested(page, "edit")) as { message: string; text: string }[];
    assert.equal(edit?.message, "before-1");
    assert.match(edit?.text ?? "", /tests\. Twice\.$/);
  });

  it("goes to another branch of the conversation", async () => {
    const page = await open({ scenario: "branches" });
    await page.getByText("2/3").waitFor();
    await tabTo(page, "Next version");
    await page.keyboard.press("Enter");
    assert.deepEqual(await requested(page, "switchTo"), [{ turn: "turn-c" }]);
  });

  it("picks from the more menu", async () => {
    const page = await open({ scenario: "branches" });
    await tabTo(page, "More Actions");
    await page.keyboard.press("Enter");
    await page.locator("vscode-context-menu:focus-within").getByText("Copy as Markdown").waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    const [copied] = (await requested(page, "copy")) as { text: string }[];
    assert.match(copied?.text ?? "", /^# Add a retry to the client\n\n## You\n\nAdd a retry/);
    assert.equal(await focusedName(page), "More Actions");
  });

  it("does not take the focus from a person who is typing when an approval appears", async () => {
    const page = await open({ scenario: "running" });
    await page.getByRole("textbox", { name: "Message to support-agent" }).focus();
    await page.keyboard.type("I am wri");
    await post(page, {
      type: "changes",
      changes: [
        {
          op: "put",
          item: {
            kind: "tool",
            id: "asking",
            turn: "now",
            at: 0,
            name: "run_command",
            title: "ls",
            input: "{}",
            output: "",
            state: "asking",
            approval: { call: "asking", tool: "run_command", effects: "execute", title: "ls" },
          },
        },
      ],
    });
    await page.getByRole("group", { name: "Approval of run_command ls" }).waitFor();
    await page.keyboard.type("ting");
    assert.equal(await page.getByRole("textbox").inputValue(), "I am writing");
  });
});
