import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { GuardVerdict, ToolOutcome, TurnGuard } from "../../../src/core/turnGuard.ts";
import { iterationLimit } from "../../../src/safeguards/iterationLimit.ts";
import { mistakeLimit } from "../../../src/safeguards/mistakeLimit.ts";
import { noProgress } from "../../../src/safeguards/noProgress.ts";
import { repetition } from "../../../src/safeguards/repetition.ts";
import { sameError } from "../../../src/safeguards/sameError.ts";
import { toolStorm } from "../../../src/safeguards/toolStorm.ts";
import { wallClock } from "../../../src/safeguards/wallClock.ts";
import { WorkingTime } from "../../../src/safeguards/workingTime.ts";
import { VirtualClock } from "../../support/virtualClock.ts";

const outcome = (parts: Partial<ToolOutcome> = {}): ToolOutcome => ({
  tool: "read_file",
  input: { path: "a" },
  text: "same",
  isError: false,
  ...parts,
});
const call = (name: string): ToolOutcome => outcome({ tool: name, input: { name } });
const failed = (text: string, parts: Partial<ToolOutcome> = {}): ToolOutcome =>
  outcome({ text, isError: true, failure: "tool_error", ...parts });

/** What the guard says step after step: `nudge`, `stop` or nothing. Ends with the first stop. */
function verdicts(guard: TurnGuard, steps: readonly (readonly ToolOutcome[])[]): readonly string[] {
  const said: string[] = [];
  for (const step of steps) {
    const verdict = guard.afterTools?.(step)?.verdict ?? "";
    said.push(verdict);
    if (verdict === "stop") break;
  }
  return said;
}
const letters = (text: string) => Array.from(text, (letter) => [call(letter)]);
const LIMITS = { nudgeAfter: 3, stopAfter: 5 };

describe("an agent that goes in circles", () => {
  it("is told at the third identical call, and stopped at the fifth", () => {
    assert.deepEqual(verdicts(repetition(LIMITS), letters("AAAAAAA")), ["", "", "nudge", "", "stop"]);
  });

  for (const cycle of ["AB", "ABC", "ABCD", "AAB"]) {
    it(`is noticed when it repeats ${cycle}`, () => {
      const said = verdicts(repetition(LIMITS), letters(cycle.repeat(9)));
      assert.equal(said.indexOf("nudge") + 1, 3 * cycle.length);
      assert.equal(said.indexOf("stop") + 1, 5 * cycle.length);
      assert.equal(said.filter(Boolean).length, 2, "told once");
    });
  }

  it("is noticed with several calls side by side, in whatever order, and with arguments in another order", () => {
    const ab = [outcome({ input: { a: 1, b: [2] } }), call("x")];
    const ba = [call("x"), outcome({ input: { b: [2], a: 1 } })];
    assert.deepEqual(verdicts(repetition(LIMITS), [ab, ba, ab]), ["", "", "nudge"]);
  });

  it("is not suspected while the same call brings something else each time", () => {
    const polls = Array.from({ length: 50 }, (_, n) => [outcome({ text: `${n} jobs left` })]);
    assert.deepEqual(new Set(verdicts(repetition(LIMITS), polls)), new Set([""]));
  });

  it("is never suspected of work that does not repeat itself", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 60 }), (names) => {
        const steps = names.map((name) => [call(name)]);
        assert.ok(verdicts(repetition(LIMITS), steps).every((said) => said === ""));
        assert.ok(verdicts(noProgress(4), steps).every((said) => said === ""));
      }),
    );
  });
});

const missing = (path: string) => [failed(`There is no ${path}.`, { input: { path } })];

describe("the same error again", () => {
  it("is noticed although the arguments that it names differ", () => {
    const steps = ["a.txt", "b/c.txt", "d.md", "e.md", "f.md"].map(missing);
    assert.deepEqual(verdicts(sameError(LIMITS), steps), ["", "", "nudge", "", "stop"]);
  });

  it("is another one where the message differs, and forgotten once the tool succeeds", () => {
    const differing = Array.from({ length: 9 }, (_, n) => [failed(`line ${n} is wrong`)]);
    assert.ok(verdicts(sameError(LIMITS), differing).every((said) => said === ""));
    const interrupted = [missing("a.md"), missing("b.md"), [outcome()], missing("c.md"), missing("d.md")];
    assert.ok(verdicts(sameError(LIMITS), interrupted).every((said) => said === ""));
  });

  it("is not what a person decided", () => {
    const denied = Array.from({ length: 9 }, () => [failed("not allowed", { failure: "approval_denied" })]);
    assert.ok(verdicts(sameError(LIMITS), denied).every((said) => said === ""));
  });
});

const state = (after: string) => [outcome({ tool: "write_file", changes: [{ path: "a", after }] })];

describe("a turn without progress", () => {
  it("is told at half of the limit and stopped at it", () => {
    const steps = [...letters("ABCDEFG"), ...letters("GACEBDFAGFEDCB")];
    const said = verdicts(noProgress(6), steps);
    assert.deepEqual([said.indexOf("nudge"), said.indexOf("stop")], [9, 12]);
  });

  it("is one that brings files back into states that they had, though it writes each time", () => {
    const steps = ["x", "y", "x", "y", "x", "y"].map((after, n) => {
      const [write] = state(after);
      return [{ ...(write as ToolOutcome), text: `written ${n}` }];
    });
    assert.deepEqual(verdicts(noProgress(4), steps), ["", "", "", "nudge", "", "stop"]);
  });

  it("is one that only fails; one success with something new ends it", () => {
    const errors = Array.from({ length: 3 }, (_, n) => [failed(`error ${n}`)]);
    assert.deepEqual(verdicts(noProgress(4), [...errors, [call("new")], ...errors]), [
      "",
      "nudge",
      "",
      "",
      "",
      "nudge",
      "",
    ]);
  });
});

describe("a storm of tool errors", () => {
  it("is told at five errors and stopped at ten of twenty calls", () => {
    const errors = Array.from({ length: 12 }, (_, n) => [failed(String(n))]);
    const said = verdicts(toolStorm(10), errors);
    assert.deepEqual([said.indexOf("nudge"), said.indexOf("stop")], [4, 9]);
  });

  it("is one within a single answer too", () => {
    const verdict = toolStorm(10).afterTools?.(Array.from({ length: 10 }, (_, n) => failed(String(n))));
    assert.ok(verdict?.verdict === "stop");
    assert.deepEqual(verdict.figures, { errors: 10, calls: 10, limit: 10, window: 20 });
    assert.equal(verdict.text, "10 of the last 10 tool calls failed.");
  });

  it("is none where errors are fewer than that among the last twenty calls", () => {
    const steps = Array.from({ length: 60 }, (_, n) => [n % 5 < 2 ? failed(String(n)) : call(String(n))]);
    assert.ok(!verdicts(toolStorm(10), steps).includes("stop"));
  });

  it("does not count what a person denied or stopped", () => {
    const steps = Array.from({ length: 30 }, () => [failed("no", { failure: "approval_denied" })]);
    assert.ok(verdicts(toolStorm(10), steps).every((said) => said === ""));
  });
});

describe("mistakes in arguments", () => {
  const wrong = failed("- path is missing", { failure: "invalid_tool_arguments" });

  it("end the turn when there are too many in a row", () => {
    assert.deepEqual(verdicts(mistakeLimit(3), [[wrong], [wrong], [wrong]]), ["", "", "stop"]);
    assert.deepEqual(verdicts(mistakeLimit(3), [[wrong, wrong], [outcome()], [wrong, wrong]]), ["", "", ""]);
  });
});

const run = (limit: number): readonly (GuardVerdict | undefined)[] => {
  const guard = iterationLimit(limit);
  const said: (GuardVerdict | undefined)[] = [];
  for (let n = 0; n <= limit; n++) {
    const stop = guard.beforeAsking?.();
    said.push(stop ?? guard.afterTools?.([]));
    if (stop) break;
  }
  return said;
};

describe("the limit of model calls", () => {
  it("stops the call after the last one, and tells the model when three are left", () => {
    const said = run(10);
    assert.deepEqual(
      [said.findIndex((v) => v?.verdict === "nudge"), said.findIndex((v) => v?.verdict === "stop")],
      [6, 10],
    );
    assert.deepEqual(
      run(1).map((verdict) => verdict?.verdict),
      [undefined, "stop"],
    );
  });
});

function setUp() {
  const clock = new VirtualClock();
  const working = new WorkingTime(clock);
  const guard = wallClock({ clock, working, seconds: 100 });
  const stops: GuardVerdict[] = [];
  const watch = guard.watch?.((verdict) => stops.push(verdict));
  return { clock, working, guard, stops, watch };
}

describe("the time of a turn", () => {
  it("ends in the middle of whatever the turn does", async () => {
    const { clock, stops, guard } = setUp();
    await clock.advance(99_000);
    assert.deepEqual([stops.length, guard.beforeAsking?.()], [0, undefined]);
    await clock.advance(2_000);
    assert.deepEqual(
      stops.map(({ verdict, failure, figures }) => [verdict, failure, figures]),
      [["stop", "timeout", { workedMs: 100_000, limitMs: 100_000 }]],
    );
    assert.equal(guard.beforeAsking?.()?.verdict, "stop");
  });

  it("does not pass while a person is asked", async () => {
    const { clock, working, stops } = setUp();
    const answers: ((value: { decision: "deny"; by: "person" }) => void)[] = [];
    const asking = working
      .without({ ask: () => new Promise((resolve) => answers.push(resolve)) })
      .ask(undefined as never, new AbortController().signal);
    await clock.advance(3_600_000);
    assert.equal(stops.length, 0);
    answers[0]?.({ decision: "deny", by: "person" });
    await asking;
    await clock.advance(99_000);
    assert.equal(stops.length, 0);
    await clock.advance(3_000);
    assert.equal(stops.length, 1);
  });

  it("is told to the model once, when a tenth is left", async () => {
    const { clock, guard } = setUp();
    assert.equal(guard.afterTools?.([]), undefined);
    await clock.advance(90_000);
    assert.equal(guard.afterTools?.([])?.verdict, "nudge");
    assert.equal(guard.afterTools?.([]), undefined);
  });

  it("leaves no timer behind", () => {
    const { clock, watch } = setUp();
    watch?.dispose();
    assert.equal(clock.waiting, 0);
  });
});
