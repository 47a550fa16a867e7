import assert from "node:assert/strict";
import type { Session } from "../../../src/agent/session.ts";
import type { RecordedLine } from "../../../src/core/lines.ts";
import type { Settings } from "../../../src/core/settings.ts";
import { FakeAnthropic, fault, say, type FakeAnthropicOptions } from "../../support/fakeAnthropic/index.ts";
import { promptOf } from "../../support/fakeAnthropic/tokens.ts";
import { dataOf } from "../../support/lines.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { MODEL, testEngine } from "../../support/testEngine.ts";

const HAIKU = "claude-haiku-4-5";
const NO_CAPS = { "budget.daily": null, "budget.monthly": null } as const;
const THOUGHT = { type: "thinking", thinking: "So that is what it says." } as const;
const QUESTIONS = 5;

async function answered(session: Session, prompt: string): Promise<void> {
  assert.equal((await session.send(prompt)).failure, undefined);
}

const sentTo = ({ accepted }: FakeAnthropic, model: string) =>
  accepted.map(({ body }) => body).filter((body) => body.model === model);

describe("a fallback whose window is smaller", () => {
  const folder = useTempFolder({ "project/notes.txt": "the refund limit is 120\n" });

  /** A conversation of five questions with so many bytes each, and whatever comes then. */
  async function talk(bytes: number, options: FakeAnthropicOptions = {}, settings: Partial<Settings> = {}) {
    const fake = new FakeAnthropic({ ...options, otherwise: () => say(THOUGHT, "I have read it.") });
    const engine = testEngine({
      folder: folder().path,
      api: [fake.handler],
      settings: { fallback: [HAIKU], ...NO_CAPS, ...settings },
    });
    const session = await engine.sessions.create({ model: MODEL });
    const lines: RecordedLine[] = [];
    session.subscribe((event) => void ("line" in event && lines.push(event.line)));
    for (let number = 0; number < QUESTIONS; number++)
      await answered(session, `${number}. ${"The quick brown fox jumps. ".repeat(bytes / 27)}`);
    return { engine, session, fake, lines };
  }

  it("gets a view of its own without foreign thinking; the chosen model has the whole again next time", async () => {
    const settings = { "context.maxTokens": 1_000_000 };
    const { engine, session, fake, lines } = await talk(200_000, {}, settings);
    fake.script(fault("overloaded"), fault("overloaded"), say("From haiku."));
    await answered(session, "What was the first question?");
    await answered(session, "And the last?");
    assert.deepEqual(fake.rejections, []);
    const [small] = sentTo(fake, HAIKU);
    const whole = sentTo(fake, MODEL.id).at(-1);
    assert.ok(small && whole);
    assert.ok(
      promptOf(small) < 160_000 && promptOf(whole) > 250_000,
      `${promptOf(small)}, ${promptOf(whole)}`,
    );
    assert.deepEqual(withoutMarks(small.messages[0]), withoutMarks(whole.messages[0]));
    assert.match(JSON.stringify(small.messages.at(-1)), /What was the first question/);
    assert.ok(!JSON.stringify(small.messages).includes(THOUGHT.thinking));
    assert.ok(JSON.stringify(whole.messages).includes(THOUGHT.thinking));
    const views = dataOf(lines, "request").map(({ model, view }) => [model.id, view !== undefined]);
    assert.deepEqual(views.slice(QUESTIONS), [
      [MODEL.id, false],
      [MODEL.id, false],
      [HAIKU, true],
      [MODEL.id, false],
    ]);
    const said = dataOf(lines, "decision").flatMap((each) =>
      each.safeguard === "context" ? [each.text] : [],
    );
    assert.match(said.at(-1) ?? "", /^claude-haiku-4-5 holds less, so it does not get \d+ older messages/);
    await engine.dispose();
  });

  it("gets a shorter one where the server says that it is still too long, and only that model does", async () => {
    const limits = { [HAIKU]: { contextWindow: 10_000 } };
    const { engine, session, fake, lines } = await talk(8_000, { limits }, { maxTokens: 1_024 });
    const busy = fault("overloaded");
    fake.script(busy, busy, busy, busy, say("From haiku."));
    await answered(session, "What was the first question?");
    await answered(session, "And the last?");
    assert.equal(fake.rejections.length, 1);
    assert.match(fake.rejections[0] ?? "", /prompt is too long|exceed context limit/);
    const tried = dataOf(lines, "request").slice(QUESTIONS, -1);
    assert.deepEqual(
      tried.map(({ model, view }) => [model.id, view !== undefined]),
      [
        [MODEL.id, false],
        [MODEL.id, false],
        [HAIKU, false],
        [MODEL.id, false],
        [MODEL.id, false],
        [HAIKU, true],
      ],
    );
    assert.equal(dataOf(lines, "request").at(-1)?.view, undefined);
    await engine.dispose();
  });
});

/** Marks for the cache move; they are no part of the prompt. */
const withoutMarks = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === "cache_control" ? undefined : inner)));
