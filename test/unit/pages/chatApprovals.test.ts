import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { requested, usePreview } from "../../preview/session.ts";

const answers = async (page: Page) =>
  (await requested(page, "answer")).map((args) => (args as { answer: unknown }).answer);

describe("an approval in the chat", () => {
  const open = usePreview("chat");

  it("is allowed once by its first button", async () => {
    const page = await open({ scenario: "asking" });
    await page.getByRole("button", { name: "Allow", exact: true }).click();
    assert.deepEqual(await answers(page), [{ decision: "allow", scope: "once" }]);
  });

  it("says what is allowed for the session before it is", async () => {
    const page = await open({ scenario: "asking" });
    await page.getByText("For this session: all edits in src/.").waitFor();
    await page.getByRole("button", { name: "Allow for This Session" }).click();
    assert.deepEqual(await answers(page), [{ decision: "allow", scope: "session" }]);
  });

  it("is denied with the reason that the agent reads", async () => {
    const page = await open({ scenario: "asking" });
    await page.getByRole("button", { name: "Deny…" }).click();
    await page.keyboard.type("use tenacity");
    await page.keyboard.press("Enter");
    assert.deepEqual(await answers(page), [{ decision: "deny", reason: "use tenacity" }]);
  });

  it("can be denied without a reason, and the way back is open until then", async () => {
    const page = await open({ scenario: "asking" });
    await page.getByRole("button", { name: "Deny…" }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Deny…" }).click();
    await page.getByRole("button", { name: "Deny", exact: true }).click();
    assert.deepEqual(await answers(page), [{ decision: "deny" }]);
  });

  it("offers no grant for what must be asked every time, and says why", async () => {
    const page = await open({ scenario: "command" });
    await page.getByText("Asked every time: package.json was changed by the agent.").waitFor();
    assert.equal(await page.getByRole("button", { name: "Allow for This Session" }).count(), 0);
  });

  it("takes the focus, but not on the button that allows", async () => {
    const page = await open({ scenario: "asking" });
    const group = page.getByRole("group", { name: "Approval of edit_file src/api.py" });
    await group.waitFor();
    assert.ok(await group.evaluate((element) => element === element.ownerDocument.activeElement));
    await page.keyboard.press("Enter");
    assert.deepEqual(await answers(page), []);
  });

  it("opens the change in the diff editor", async () => {
    const page = await open({ scenario: "asking" });
    await page.getByRole("button", { name: "Open in Diff Editor" }).click();
    assert.equal((await requested(page, "openDiff")).length, 1);
  });
});
