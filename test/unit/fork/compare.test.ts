import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { SessionId, TurnId } from "../../../src/core/ids.ts";
import { align } from "../../../src/views/compare/align.ts";
import { compareSessions, type Comparison } from "../../../src/views/compare/compare.ts";
import type { ComparedStep, StepKind } from "../../../src/views/compare/comparedSteps.ts";
import { collect } from "../../support/collect.ts";
import { FakeAnthropic, fault, say, type Step } from "../../support/fakeAnthropic/index.ts";
import type { Block } from "../../support/messagesApi.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { MODEL, testEngine, type TestEngine } from "../../support/testEngine.ts";

const read = (path: string): Block => ({ type: "tool_use", name: "read_file", input: { path } });
const told = ({ rows }: Comparison): readonly string[] =>
  rows.map(({ state, left, right, differences }) => {
    const { kind, name } = left ?? right ?? { kind: "", name: "" };
    const what = kind === "tool" || kind === "end" || kind === "safeguard" ? `${kind} ${name}` : kind;
    return [what, state, ...differences].join(" · ");
  });

describe("two sessions beside each other", () => {
  const folder = useTempFolder({ "project/a.txt": "one\n", "project/b.txt": "bee\n" });
  let fake: FakeAnthropic;
  let engine: TestEngine;
  beforeEach(() => {
    fake = new FakeAnthropic();
    engine = testEngine({ folder: folder().path, api: [fake.handler], settings: { "retry.maxAttempts": 1 } });
  });
  afterEach(() => engine.dispose());

  async function session(prompt: string, ...steps: readonly Step[]): Promise<SessionId> {
    fake.script(...steps);
    const made = await engine.sessions.create({ model: MODEL });
    await made.send(prompt);
    return made.id;
  }

  const compared = async (left: SessionId, right: SessionId): Promise<Comparison> =>
    compareSessions(await collect(engine.sessions.lines(left)), await collect(engine.sessions.lines(right)));

  it("that did the same are the same in every row", async () => {
    const steps = [say("I look.", read("a.txt")), say("It says one.")];
    const { rows, summary } = await compared(
      await session("What?", ...steps),
      await session("What?", ...steps),
    );
    assert.deepEqual(
      rows.map(({ left, state }) => [left?.kind, state]),
      [
        ["prompt", "same"],
        ["answer", "same"],
        ["tool", "same"],
        ["answer", "same"],
        ["end", "same"],
      ],
    );
    assert.match(summary, /^As many steps.*, succeeded as before\.$/);
  });

  it("show where arguments, results and texts differ, and what only one of them did", async () => {
    const left = await session("What?", say("I look.", read("a.txt")), say("It says one."));
    const right = await session("What?", say("I look.", read("b.txt"), read("a.txt")), say("It says bee."));
    assert.deepEqual(told(await compared(left, right)), [
      "prompt · same",
      "answer · same",
      "tool read_file · only_right",
      "tool read_file · same",
      "answer · changed · text",
      "end done · same",
    ]);
  });

  it("say in a line what came of it: fewer steps, the price, and success in the place of a failure", async () => {
    const left = await session("Do it", say(read("a.txt")), say(read("b.txt")), fault("rate_limit"));
    const right = await session("Do it", say("Done."));
    const { summary, left: before, right: after } = await compared(left, right);
    assert.equal(before.totals.outcome, "rate_limit");
    assert.equal(after.totals.outcome, "done");
    assert.match(
      summary,
      /^4 steps fewer, .*tokens fewer, \$0\.\d+ cheaper.*, succeeded where A failed \(rate limited\)\.$/,
    );
  });

  it("share what a fork has from its parent, which counts for neither", async () => {
    const parent = await session("Do it", say("I look.", read("a.txt")), fault("rate_limit"));
    const lines = await collect(engine.sessions.lines(parent));
    const at = lines.filter(({ type }) => type === "request")[1]?.seq ?? -1;
    const { session: fork } = await engine.forks.fork({ from: parent, at });
    fake.script(say("It says one."));
    await fork.goOn();
    const comparison = await compared(parent, fork.id);
    assert.deepEqual(told(comparison).slice(0, 3), [
      "prompt · shared",
      "answer · shared",
      "tool read_file · shared",
    ]);
    assert.deepEqual(
      [comparison.left.totals.steps, comparison.right.totals.steps, comparison.right.totals.tools],
      [1, 1, 0],
    );
    assert.match(comparison.summary, /succeeded where A failed \(rate limited\)\.$/);
    const reverse = await compared(fork.id, parent);
    assert.match(reverse.summary, /failed \(rate limited\) where A succeeded\.$/);
  });

  it("are taken on the branch on which they ended", async () => {
    const left = await session("What?", say("One."));
    const right = await session("What?", say("Two."));
    const opened = await engine.sessions.open(right);
    fake.script(say("One."));
    await opened.retry();
    assert.deepEqual(told(await compared(left, right)), [
      "prompt · same",
      "answer · same",
      "end done · same",
    ]);
  });
});

/** Ten thousand answers, counted from a number on. */
const long = (from: number): readonly ComparedStep[] =>
  Array.from({ length: 10_000 }, (_, i) => ({
    kind: "answer",
    name: "m",
    text: String(i + from),
    seq: i,
    turn: "t" as TurnId,
    inherited: false,
  }));

describe("aligned steps", () => {
  const step = fc
    .record({
      kind: fc.constantFrom<StepKind>("prompt", "answer", "tool", "safeguard", "end"),
      name: fc.constantFrom("a", "b"),
      text: fc.constantFrom("x", "y", "z"),
    })
    .map((each): ComparedStep => ({ ...each, seq: 0, turn: "t" as TurnId, inherited: false }));

  it("are all of both, once and in their order, and equal ones at both ends meet", () => {
    const steps = fc.array(step, { maxLength: 20 });
    fc.assert(
      fc.property(steps, steps, steps, (left, right, common) => {
        const [a, b] = [
          [...common, ...left],
          [...common, ...right],
        ];
        const pairs = align(a, b);
        assert.deepEqual(
          pairs.flatMap(([each]) => (each ? [each] : [])),
          a,
        );
        assert.deepEqual(
          pairs.flatMap(([, each]) => (each ? [each] : [])),
          b,
        );
        for (const [index] of common.entries()) assert.deepEqual(pairs[index], [a[index], b[index]]);
        for (const [l, r] of pairs) assert.ok(!l || !r || l.kind === r.kind);
      }),
    );
  });

  it("of ten thousand each are found in time that grows with them", () => {
    const pairs = align(long(0), long(3));
    assert.ok(pairs.filter(([l, r]) => l?.text === r?.text).length > 9_900);
  });
});
