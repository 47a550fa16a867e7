import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { TurnBuilder } from "../../preview/chat/items.ts";
import { append, drawn, post, requested, usePreview } from "../../preview/session.ts";

const CODE = "        response = requests.get(self.base_url + path, timeout=self.timeout)\n";
/** Characters that come at once. */
const PIECE = 2_000;
const TRICKY = `Setext
===

1. one

   \`\`\`js
   let a = 1;
   \`\`\`

1. two

10. ten
- bullet
  - nested **bold

text** and [a reference][r] and \`code

| a | b |
|--:|---|
| \`x\` | y |

\`\`\`python
${CODE}\`\`\`

    indented
    code

> quote
lazy

***

[r]: https://example.com/r "title"
`;

/** An answer that is being written, with nothing in it yet. */
async function begin(page: Page, name: string): Promise<string> {
  const turn = new TurnBuilder(0, name);
  const item = turn.answer("", { state: "streaming" });
  await post(
    page,
    { type: "changes", changes: [{ op: "put", item }] },
    { type: "changes", changes: [{ op: "turns", turns: [turn.view()] }] },
  );
  return item.id;
}

async function end(page: Page, name: string, text: string): Promise<void> {
  const item = new TurnBuilder(0, name).answer(text);
  await post(page, { type: "changes", changes: [{ op: "put", item }] });
  await drawn(page);
}

const markdown = (page: Page) => page.locator(".markdown").last();

/** How long the main thread of the page worked, in milliseconds, while something ran. */
async function busyTime(page: Page, run: () => Promise<void>): Promise<number> {
  const devTools = await page.context().newCDPSession(page);
  // The thread's own ticks: what other processes take does not count.
  await devTools.send("Performance.enable", { timeDomain: "threadTicks" });
  const busy = async (): Promise<number> => {
    const { metrics } = await devTools.send("Performance.getMetrics");
    return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN);
  };
  const before = await busy();
  await run();
  await drawn(page);
  const spent = (await busy()) - before;
  await devTools.detach();
  return spent;
}

/** Lets an answer grow by a piece in every frame of the page. */
const stream = (page: Page, id: string, text: string, size: number): Promise<void> =>
  page.evaluate(
    async ([item, whole, length]) => {
      for (let i = 0; i < whole.length; i += length) {
        const changes = [{ op: "append", id: item, field: "text", text: whole.slice(i, i + length) }];
        globalThis.preview.post({ type: "changes", changes });
        await new Promise((next) => requestAnimationFrame(next));
      }
    },
    [id, text, size] as const,
  );

describe("an answer that is being written", () => {
  const open = usePreview("chat");
  const openEmpty = async (): Promise<Page> => {
    const page = await open({ scenario: "empty" });
    await page.getByRole("heading", { name: "Give support-agent a task" }).waitFor();
    return page;
  };

  it("ends as if it had come at once, wherever it was cut", async () => {
    const page = await openEmpty();
    await begin(page, "once");
    await end(page, "once", TRICKY);
    const whole = await markdown(page).innerHTML();
    for (const size of [11, 37]) {
      const name = `cut-${size}`;
      await stream(page, await begin(page, name), TRICKY, size);
      await end(page, name, TRICKY);
      assert.equal(await markdown(page).innerHTML(), whole, `in pieces of ${size}`);
    }
  });

  it("keeps what the person selected in its finished part", async () => {
    const page = await openEmpty();
    const id = await begin(page, "a");
    await append(page, id, "First paragraph.\n\nSecond paragraph, still ");
    await page.getByText("First paragraph.").selectText();
    await append(page, id, "growing and **bold**.\n\n- and a list");
    await page.getByText("and a list").waitFor();
    assert.equal(await page.evaluate(() => String(getSelection())), "First paragraph.");
  });

  it("takes the page little time per piece, though it is 200 kB or a code block of 600 lines", async () => {
    const page = await openEmpty();
    const prose = "A sentence with `code`, **weight** and src/api.py:3 in it.\n\n- one\n- two\n\n".repeat(
      2_600,
    );
    for (const [name, text] of Object.entries({ code: `\`\`\`py\n${CODE.repeat(600)}\`\`\`\n`, prose })) {
      const id = await begin(page, name);
      const busy = await busyTime(page, () => stream(page, id, text, PIECE));
      const each = busy / (text.length / PIECE);
      assert.ok(each < 50, `${name}: ${Math.round(each)} ms for each piece`);
      await end(page, name, text);
    }
    assert.equal(await markdown(page).locator("p").count(), 2_600);
  });

  it("copies a long block of code whole", async () => {
    const page = await openEmpty();
    const id = await begin(page, "code");
    await stream(page, id, `\`\`\`py\n${CODE.repeat(130)}\`\`\`\n`, 3_000);
    await drawn(page);
    await page.getByRole("button", { name: "Copy code" }).click();
    const [copied] = (await requested(page, "copy")) as { text: string }[];
    assert.equal(copied?.text, CODE.repeat(130).trimEnd());
  });

  it("is told to those who listen, sentence by sentence", async () => {
    const page = await openEmpty();
    const id = await begin(page, "a");
    await append(page, id, "I read the **client**. Then I");
    await page
      .getByRole("status")
      .filter({ hasText: /^I read the client\.$/ })
      .waitFor({ state: "attached" });
    await append(page, id, " edit it. ");
    await page
      .getByRole("status")
      .filter({ hasText: /^Then I edit it\.$/ })
      .waitFor({ state: "attached" });
  });

  it("shows thinking as a line that can be opened", async () => {
    const page = await open({ scenario: "thinking" });
    await page.getByText(/^Thinking… \d s$/).click();
    await page.getByText("A POST must not be retried").waitFor();
    await append(page, "turn-000001-2", "It is the **cron job**.");
    await page.getByText(/^Thought for \d s$/).waitFor();
  });
});
