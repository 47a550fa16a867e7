import assert from "node:assert/strict";
import { append, post, requested, usePreview } from "../../preview/session.ts";
import { THEMES, type Theme } from "../../preview/theme.ts";

describe("the chat page", () => {
  const open = usePreview("chat");

  it("says in an empty session what to do, and sends an example at a click", async () => {
    const page = await open({ scenario: "empty" });
    await page.getByRole("heading", { name: "Give support-agent a task about this project" }).waitFor();
    await page.getByText("The model is simulated: it works without a key and costs nothing.").waitFor();
    await page.getByRole("button", { name: "Summarise this project" }).click();
    assert.deepEqual(await requested(page, "send"), [{ text: "Summarise this project." }]);
    await page.getByRole("button", { name: "Set an API key" }).click();
    assert.deepEqual(await requested(page, "runCommand"), [{ command: "setApiKey" }]);
  });

  it("says that it is loading", async () => {
    const page = await open({ scenario: "loading" });
    await page.getByText("Opening the session…").waitFor();
  });

  it("says why a session does not open, and tries again", async () => {
    const page = await open({ scenario: "failing" });
    await page.getByText("permission denied. Mend the folder's permissions, then try again.").waitFor();
    await page.getByRole("button", { name: "Try Again" }).click();
    await page.getByRole("heading", { name: "Give support-agent" }).waitFor();
  });

  it("asks for everything anew when news was lost", async () => {
    const page = await open({ scenario: "streaming" });
    await page.getByText("I'd do three things").waitFor();
    await page.evaluate(() => window.preview.lose());
    await append(page, "now-5", " more");
    await page.waitForFunction(
      () => window.preview.requests.filter(({ name }: { name: string }) => name === "open").length === 2,
    );
    await append(page, "now-5", "\n\nAfter the loss.");
    await page.getByText("After the loss.").waitFor();
  });

  it("shows another session after a reset", async () => {
    const page = await open({ scenario: "streaming" });
    await page.getByText("I'd do three things").waitFor();
    await post(page, { type: "reset" });
    await page.waitForFunction(
      () => window.preview.requests.filter(({ name }: { name: string }) => name === "open").length === 2,
    );
  });

  it("follows a mention of a file to its line, and says when there is no such file", async () => {
    const page = await open({ scenario: "branches" });
    await page.getByRole("link", { name: "src/api.py:18" }).click();
    assert.deepEqual(await requested(page, "openFile"), [{ path: "src/api.py", line: 18 }]);
    await page.getByRole("link", { name: "src/settings.py:7" }).click();
    await page.getByText("There is no file src/settings.py in this project.").waitFor();
    await page.getByRole("button", { name: "Dismiss" }).click();
    assert.equal(await page.getByText("There is no file").count(), 0);
  });

  it("copies a block of code as it was written", async () => {
    const page = await open({ scenario: "branches" });
    await page.getByRole("button", { name: "Copy code" }).click();
    const [copied] = (await requested(page, "copy")) as { text: string }[];
    assert.match(copied?.text ?? "", /^for attempt in range[^]*time\.sleep\(2\*\*attempt\)$/);
  });

  it("counts down to the next try, and lets the person try now or stop", async () => {
    const page = await open({ scenario: "countdown" });
    await page.getByText(/^in 2\d s\.$/).waitFor();
    await page.getByRole("button", { name: "Try Now" }).click();
    assert.equal((await requested(page, "skipWait")).length, 1);
  });

  it("offers to raise a budget that is reached, and warns of a full context", async () => {
    const page = await open({ scenario: "budget" });
    await page.getByRole("button", { name: "Open Budget Settings" }).click();
    assert.deepEqual(await requested(page, "runCommand"), [{ command: "openBudgetSettings" }]);
    const meter = page.getByRole("meter", { name: "Context" });
    assert.equal(await meter.getAttribute("aria-valuenow"), "86");
    assert.match((await meter.getAttribute("aria-valuetext")) ?? "", /171k of 200k tokens\. Nearly full/);
  });

  it("never shows an unknown price as zero, and marks simulated money", async () => {
    const unpriced = await open({ scenario: "errors" });
    await unpriced.getByText("$0.005 + unpriced").waitFor();
    const simulated = await open({ scenario: "simulated" });
    await simulated.getByText("$0.012 simulated").first().waitFor();
  });

  it("opens a failed command's output at its end, and the whole of it in an editor", async () => {
    const page = await open({ scenario: "errors" });
    await page.getByRole("button", { name: "Open whole output (20.4 MB)" }).click();
    assert.equal((await requested(page, "openOutput")).length, 1);
  });

  it("goes on after a part of it failed", async () => {
    const page = await open({ scenario: "streaming" });
    await page.getByText("I'd do three things").waitFor();
    await post(page, {
      type: "changes",
      changes: [{ op: "put", item: { kind: "end", id: "end-now", turn: "now" } }],
    });
    await page.getByText("This page stopped working").waitFor();
    await page.getByRole("button", { name: "Reload" }).click();
    await page.getByText("I'd do three things").waitFor();
  });

  for (const theme of Object.keys(THEMES) as Theme[]) {
    it(`fits into 300 pixels in the theme ${theme}`, async () => {
      const page = await open({ scenario: "asking", theme, width: 300 });
      await page.getByRole("button", { name: "Allow", exact: true }).waitFor();
      const wider = await page
        .locator(".chat *:not(.diff-lines *, pre *, table *, .visually-hidden)")
        .evaluateAll((all) =>
          all.filter((one) => one.getBoundingClientRect().right > 301).map((one) => one.className),
        );
      assert.deepEqual(wider, []);
    });
  }
});
