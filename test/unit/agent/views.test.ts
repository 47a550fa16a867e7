import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Sendable } from "../../../src/agent/conversation.ts";
import { applyView, holds } from "../../../src/agent/views/applyView.ts";
import { bytesOf, makeView, type MadeView, type ViewOptions } from "../../../src/agent/views/makeView.ts";
import { resultText } from "../../../src/agent/views/shorten.ts";
import type { MessageId } from "../../../src/core/ids.ts";
import type { ContentBlock } from "../../../src/core/model.ts";
import type { HistoryView } from "../../../src/core/view.ts";
import type { MessagesBody } from "../../support/messagesApi.ts";
import { rejection } from "../../support/fakeAnthropic/strictness.ts";
import { signed } from "../../support/fakeAnthropic/signatures.ts";
import { problemOf } from "../../support/strictApi.ts";

const text = (value: string): ContentBlock => ({ type: "text", text: value });
const thinking: ContentBlock = { type: "thinking", thinking: "hm", signature: "c2ln" };

/** One step of an agent: what it says, how many tools it calls, how large their arguments and results are. */
interface Step {
  readonly says: string;
  readonly thinks: boolean;
  readonly calls: readonly { readonly input: number; readonly result: number }[];
}
interface Turn {
  readonly prompt: string;
  readonly steps: readonly Step[];
  /** Absent where the turn was cut off after its tools. */
  readonly ends: boolean;
}

/** A history as a session makes it: prompts, answers, results, each with its id. */
function historyOf(turns: readonly Turn[]): readonly Sendable[] {
  const messages: Sendable[] = [];
  const add = (role: "user" | "assistant", content: readonly ContentBlock[]): void => {
    messages.push({ id: `m${messages.length}` as MessageId, role, content });
  };
  for (const [t, { prompt, steps, ends }] of turns.entries()) {
    add("user", [text(`${prompt}.`)]);
    for (const [s, { says, thinks, calls }] of steps.entries()) {
      const uses = calls.map(({ input }, c): ContentBlock => {
        return {
          type: "tool_use",
          id: `t${t}s${s}c${c}`,
          name: "write",
          input: { path: "a", text: "x".repeat(input) },
        };
      });
      add("assistant", [...(thinks ? [thinking] : []), text(`${says}.`), ...uses]);
      const results = calls.map(({ result }, c): ContentBlock => {
        return { type: "tool_result", tool_use_id: `t${t}s${s}c${c}`, content: "r".repeat(result) };
      });
      if (results.length > 0) add("user", results);
    }
    if (ends) add("assistant", [text("Done.")]);
  }
  return messages;
}

const sizes = fc.oneof({ weight: 4, arbitrary: fc.nat(3_000) }, { weight: 1, arbitrary: fc.nat(60_000) });
const words = fc.oneof(
  { weight: 6, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.string({ minLength: 2_000, maxLength: 9_000 }) },
);
const calls = fc.array(fc.record({ input: sizes, result: sizes }), { minLength: 1, maxLength: 3 });
const steps = fc.array(fc.record({ says: words, thinks: fc.boolean(), calls }), { maxLength: 8 });
const turns = fc.array(fc.record({ prompt: words, steps, ends: fc.boolean() }), {
  minLength: 1,
  maxLength: 6,
});
const histories = turns.map(historyOf);

const options = (limit: number, more: Partial<ViewOptions> = {}): ViewOptions => ({
  limit,
  target: limit / 2,
  keepLastThinking: false,
  ...more,
});
const asBody = (messages: readonly Sendable[]): MessagesBody =>
  ({
    model: "m",
    max_tokens: 1,
    messages: messages.map(({ role, content }) => ({ role, content })),
  }) as unknown as MessagesBody;

/** The history as the fake server signs it, answer by answer. */
function signedHistory(history: readonly Sendable[]): readonly Sendable[] {
  const messages: Sendable[] = [];
  for (const message of history) {
    const body = asBody(messages);
    const content = message.content.map((block) =>
      block.type === "thinking"
        ? {
            ...block,
            signature: String(signed({ type: "thinking", thinking: block.thinking }, body, [])["signature"]),
          }
        : block,
    );
    messages.push({ ...message, content });
  }
  return messages;
}

/** More than the strict server asks for: roles alternate wherever they did in the history. */
function rolesRepeat(messages: readonly Sendable[]): number {
  return messages.filter(({ role }, n) => messages[n - 1]?.role === role).length;
}

describe("a view of a history", () => {
  it("is what a strict server accepts, whatever the history and the limit", () => {
    fc.assert(
      fc.property(
        histories,
        fc.integer({ min: 1, max: 120_000 }),
        fc.boolean(),
        (history, limit, keepLastThinking) => {
          const made = makeView(history, options(limit, { keepLastThinking }));
          const sent = made === undefined ? history : applyView(history, made.view);
          assert.equal(problemOf({ body: asBody(sent) }), undefined);
          assert.ok(rolesRepeat(sent) <= rolesRepeat(history));
          assert.equal(new Set(sent.map(({ id }) => id)).size, sent.length);
        },
      ),
      { numRuns: 120 },
    );
  });

  it("holds no thinking that a server would reject which binds it to every byte before it", () => {
    const limits = { contextWindow: 1_000_000, maxOutput: 1_000 };
    fc.assert(
      fc.property(turns, fc.integer({ min: 1, max: 120_000 }), (given, limit) => {
        const history = signedHistory(historyOf(given));
        assert.equal(rejection(asBody(history), limits), undefined);
        const made = makeView(history, options(limit));
        if (made !== undefined)
          assert.equal(rejection(asBody(applyView(history, made.view)), limits), undefined);
      }),
      { numRuns: 25 },
    );
  });

  it("is never above a limit that the newest prompt and step can meet", () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 6_000, max: 120_000 }), (history, limit) => {
        const made = makeView(history, options(limit));
        const sent = made === undefined ? history : applyView(history, made.view);
        assert.ok(bytesOf(sent) <= limit, `${bytesOf(sent)} of ${limit}`);
        assert.ok(made?.fits ?? true);
      }),
      { numRuns: 120 },
    );
  });

  it("stays the same, byte for byte, as the history goes on", () => {
    fc.assert(
      fc.property(turns, turns, fc.integer({ min: 1_000, max: 60_000 }), (before, after, limit) => {
        const short = historyOf(before);
        const long = historyOf([...before, ...after]);
        const made = makeView(short, options(limit));
        if (made === undefined) return;
        const first = applyView(short, made.view);
        assert.deepEqual(applyView(long, made.view).slice(0, first.length), first);
        assert.deepEqual(
          applyView(long, JSON.parse(JSON.stringify(made.view)) as HistoryView).slice(0, first.length),
          first,
        );
        assert.ok(holds(made.view, long));
      }),
      { numRuns: 60 },
    );
  });

  it("leaves the history as it was, and has the first task and the newest prompt", () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 6_000, max: 60_000 }), (history, limit) => {
        const before = structuredClone(history);
        const made = makeView(history, options(limit));
        assert.deepEqual(history, before);
        if (made === undefined) return;
        const sent = applyView(history, made.view);
        const prompts = history.filter(
          ({ id, role, content }) => role === "user" && content[0]?.type === "text" && id !== "",
        );
        assert.equal(sent[0]?.id, history[0]?.id);
        assert.ok(sent.some(({ id }) => id === prompts.at(-1)?.id));
        assert.equal(sent.at(-1)?.id, history.at(-1)?.id);
      }),
      { numRuns: 60 },
    );
  });
});

const step = (says: string, result: number, input = 10): Step => ({
  says,
  thinks: true,
  calls: [{ input, result }],
});
const turn = (prompt: string, ...of: readonly Step[]): Turn => ({ prompt, steps: of, ends: true });
const shown = (messages: readonly Sendable[]): string =>
  messages
    .map(({ content }) =>
      content
        .map((block) => {
          if (block.type === "text") return block.text;
          if (block.type === "tool_result") return resultText(block).slice(0, 24);
          return block.type;
        })
        .join("|"),
    )
    .join("\n");

const thoughts = (messages: readonly Sendable[]): readonly number[] =>
  messages.flatMap(({ content }, n) => (content.some(({ type }) => type === "thinking") ? [n] : []));
/** The history as a made view has it. */
function through(history: readonly Sendable[], made: MadeView | undefined): readonly Sendable[] {
  assert.ok(made !== undefined);
  return applyView(history, made.view);
}

describe("what goes first", () => {
  const five = historyOf([
    { prompt: "Task", steps: [1, 2, 3, 4, 5].map((n) => step(`step ${n}`, 5_000)), ends: false },
  ]);

  it("are the oldest results, as few as are needed, and the newest three steps stay whole", () => {
    const made = makeView(five, options(30_000, { target: 22_000 }));
    assert.deepEqual(made?.view.left, { messages: 0, results: 1, inputs: 0, texts: 0 });
    const sent = shown(through(five, made)).split("\n");
    assert.match(sent[2] ?? "", /^\[5000 characters were/);
    assert.ok(sent.filter((line) => line.startsWith("rrrr")).length === 4);
  });

  it("are large inputs beside them, whose short fields stay", () => {
    const history = historyOf([
      { prompt: "Task", steps: [step("a", 10, 9_000), ...[1, 2, 3].map(() => step("b", 10))], ends: false },
    ]);
    const made = makeView(history, options(5_000));
    const use = through(history, made)[1]?.content.at(-1);
    assert.deepEqual(use?.type === "tool_use" && use.input, {
      path: "a",
      text: "[9000 characters left out]",
    });
  });

  it("are then the oldest turns; the first task stays, and a note stands for them", () => {
    const history = historyOf(
      [1, 2, 3, 4, 5].map((n) => turn(`Question ${n} ${"?".repeat(3_000)}`, step(`a${n}`, 10))),
    );
    const made = makeView(history, options(12_000, { target: 11_000 }));
    const sent = through(history, made);
    assert.deepEqual(sent.map(({ role }) => role).slice(0, 3), ["user", "assistant", "user"]);
    assert.match(shown(sent.slice(0, 1)), /^Question 1/);
    assert.match(
      shown(sent.slice(1, 2)),
      /^\[Note of the system that runs you: \d+ earlier messages were left out here/,
    );
    assert.match(shown(sent.slice(2)), /^Question [34]/);
    assert.equal(made?.view.gaps.length, 1);
  });

  it("are then the oldest steps of the turn that runs, calls with their results", () => {
    const history = historyOf([
      { prompt: "Task", steps: [1, 2, 3, 4, 5, 6].map((n) => step(`${n}`.repeat(3_000), 10)), ends: false },
    ]);
    const made = makeView(history, options(15_000, { target: 12_000 }));
    const sent = through(history, made);
    assert.match(shown(sent.slice(0, 1)), /^Task\.\|\[Note of the system that runs you: 6 earlier messages/);
    assert.equal(sent.length, 7);
    assert.match(shown(sent.slice(1, 2)), /^4+\./);
  });

  it("is at last the middle of long texts, the newest ones too", () => {
    const history = historyOf([{ prompt: "p".repeat(50_000), steps: [step("a", 80_000)], ends: false }]);
    const made = makeView(history, options(20_000));
    assert.equal(made?.fits, true);
    assert.match(shown(through(history, made)), /^p+\n\[… \d+ characters left out …\]\np+/);
    assert.equal(made?.view.left.texts, 1);
  });

  it("is thinking from the first edit on; a model with manual thinking keeps that of its last answer", () => {
    const bound = makeView(five, options(20_000));
    assert.deepEqual(thoughts(through(five, bound)), []);
    const manual = makeView(five, options(20_000, { keepLastThinking: true }));
    const sent = through(five, manual);
    assert.deepEqual(thoughts(sent), [sent.findLastIndex(({ role }) => role === "assistant")]);
    const later = makeView(
      historyOf([
        {
          prompt: "T",
          steps: [step("a", 10), step("b", 9_000), ...[1, 2, 3].map(() => step("c", 10))],
          ends: false,
        },
      ]),
      options(8_000),
    );
    assert.equal(later?.view.thinkingFrom, "m4", "what stands before the first edit is as it was");
  });

  it("is nothing where nothing can go", () => {
    assert.equal(makeView(historyOf([turn("Hi")]), options(1)), undefined);
  });
});
