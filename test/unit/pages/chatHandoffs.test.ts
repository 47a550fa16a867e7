import assert from "node:assert/strict";
import { post, requested, usePreview } from "../../preview/session.ts";
import { header } from "../../preview/chat/header.ts";

describe("hand-offs in the chat", () => {
  const open = usePreview("chat");

  it("are buttons after the answer, which say on hover what they do", async () => {
    const page = await open({ scenario: "handoffs" });
    const button = page.getByRole("button", { name: "Review the change" });
    await button.waitFor();
    assert.match((await button.getAttribute("title")) ?? "", /^reviewer goes on/);
    await button.click();
    assert.deepEqual(await requested(page, "handOff"), [{ index: 0 }]);
  });

  it("that fail say why", async () => {
    const page = await open({ scenario: "handoffs" });
    await page.getByRole("button", { name: "Go on with planner" }).click();
    await page.getByText("This hand-off is no longer offered.").waitFor();
  });

  it("are not offered while the agent runs, nor where the session is read-only", async () => {
    const page = await open({ scenario: "handoffs" });
    const group = page.getByRole("group", { name: "Go on with another agent" });
    await group.waitFor();
    const handoffs = [{ index: 0, label: "Review", detail: "" }];
    for (const hidden of [{ running: true }, { readOnly: "Another window writes this session." }]) {
      await post(page, { type: "header", header: header({ handoffs, ...hidden }) });
      await group.waitFor({ state: "detached" });
      await post(page, { type: "header", header: header({ handoffs }) });
      await group.waitFor();
    }
  });

  it("bring a message to look at, and the answer that belongs to it, which is sent with it", async () => {
    const page = await open({ scenario: "handedOver" });
    const input = page.getByRole("textbox", { name: "Message to reviewer" });
    assert.match(await input.inputValue(), /^Review the change/);
    await page.getByText(/^Answer of support-agent \(/).waitFor();
    await input.press("Enter");
    const [sent] = (await requested(page, "send")) as readonly { readonly text: string }[];
    assert.match(sent?.text ?? "", /^Review the change[^]*\n\nI'd do three things/);
  });

  it("can be taken over without the answer", async () => {
    const page = await open({ scenario: "handedOver" });
    await page.getByRole("button", { name: "Remove “Answer of support-agent”" }).click();
    await page.getByRole("textbox", { name: "Message to reviewer" }).press("Enter");
    assert.deepEqual(await requested(page, "send"), [
      { text: "Review the change: is the retry bounded, and are all errors covered?" },
    ]);
  });
});
