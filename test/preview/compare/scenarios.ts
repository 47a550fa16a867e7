import type { SessionId, TurnId } from "../../../src/core/ids.ts";
import { ms, nanoUsd } from "../../../src/core/units.ts";
import { NO_USAGE } from "../../../src/core/usage.ts";
import { compare } from "../../../src/views/compare/compare.ts";
import type { ComparedSession, ComparedStep } from "../../../src/views/compare/comparedSteps.ts";
import { comparisonView, type ComparisonView } from "../../../src/views/compare/comparisonView.ts";

let seq = 0;
const step = (
  kind: ComparedStep["kind"],
  name: string,
  text: string,
  more: Partial<ComparedStep> = {},
): ComparedStep => ({
  kind,
  name,
  text,
  seq: ++seq,
  turn: "01turn" as TurnId,
  inherited: false,
  ...more,
});

const spent = (input: number, output: number, usd: number, seconds: number): Partial<ComparedStep> => ({
  usage: { ...NO_USAGE, input, output },
  cost: { nanoUsd: nanoUsd(usd * 1e9), simulatedNanoUsd: nanoUsd(0), unpriced: 0 },
  duration: ms(seconds * 1_000),
  attempts: 1,
});

const PROMPT = "Why does the refund test fail on Mondays? Fix it, and keep every other test green.";
const SOURCE = Array.from(
  { length: 30 },
  (_, i) => `${i + 1}: def refund_${i}(order): return order.total`,
).join("\n");
const read = (path: string, text: string, more: Partial<ComparedStep> = {}): ComparedStep =>
  step("tool", "read_file", text, { input: JSON.stringify({ path }, null, 2), duration: ms(4), ...more });
const answer = (text: string, more: Partial<ComparedStep>): ComparedStep =>
  step("answer", "claude-sonnet-5-5", text, more);
const session = (
  title: string,
  outcome: ComparedSession["outcome"],
  steps: readonly ComparedStep[],
): ComparedSession => ({
  id: `01${title.length}` as SessionId,
  title,
  isFork: false,
  steps,
  outcome,
});
const inherited = { inherited: true };

const failed = (): ComparedSession =>
  session(PROMPT, "rate_limit", [
    step("prompt", "you", PROMPT),
    answer("I look at the test and at what it calls.", spent(4_200, 80, 0.014, 3.2)),
    read("tests/test_refund.py", SOURCE),
    step("safeguard", "retry: wait", "The rate limit is reached. It is tried again in 3 s.", {
      safeguard: "retry",
    }),
    answer("The date is taken in local time.", { ...spent(9_800, 160, 0.031, 5.1), attempts: 3 }),
    step("tool", "edit_file", "Edited src/refund.py.", {
      input: JSON.stringify(
        { path: "src/refund.py", old_text: "date.today()", new_text: "datetime.now().date()" },
        null,
        2,
      ),
      approval: "Allowed once",
      duration: ms(12),
    }),
    step("tool", "run_command", "FAILED tests/test_refund.py::test_monday\n1 failed, 41 passed", {
      input: JSON.stringify({ command: "pytest -q" }, null, 2),
      failure: "tool_error",
      duration: ms(8_400),
    }),
    answer("", { ...spent(11_000, 0, 0.03, 0.4), failure: "rate_limit" }),
    step("end", "rate_limit", "The rate limit is reached.", { failure: "rate_limit", duration: ms(21_000) }),
  ]);

const fork = (): ComparedSession => ({
  ...session(`Fork: ${PROMPT}`, "done", [
    step("prompt", "you", PROMPT, inherited),
    answer("I look at the test and at what it calls.", inherited),
    read("tests/test_refund.py", SOURCE, inherited),
    answer(
      "The date is taken in local time. I take it in UTC, as the rest does.",
      spent(9_900, 120, 0.029, 3.9),
    ),
    step("tool", "edit_file", "Edited src/refund.py.", {
      input: JSON.stringify(
        { path: "src/refund.py", old_text: "date.today()", new_text: "datetime.now(UTC).date()" },
        null,
        2,
      ),
      approval: "Allowed once",
      duration: ms(11),
    }),
    step("tool", "run_command", "42 passed", {
      input: JSON.stringify({ command: "pytest -q" }, null, 2),
      duration: ms(7_900),
    }),
    answer(
      "The test passes on every day now: the refund's date is taken in UTC.",
      spent(10_400, 90, 0.027, 2.8),
    ),
    step("end", "done", "", { duration: ms(15_000) }),
  ]),
  isFork: true,
});

const many = (other: string): ComparedSession =>
  session(`Read ${other}`, "done", [
    step("prompt", "you", "Read everything"),
    ...Array.from({ length: 900 }, (_, i) =>
      read(`src/file${i}.ts`, i % 3 === 0 ? `${other} ${i}` : `text ${i}`),
    ),
    step("end", "done", "", { duration: ms(60_000) }),
  ]);

const short = (): ComparedSession =>
  session("Hello", "done", [
    step("prompt", "you", "Hello"),
    answer("Hello.", spent(100, 5, 0.0004, 1)),
    step("end", "done", ""),
  ]);

export const SCENARIOS = {
  fork: () => comparisonView(compare(failed(), fork())),
  same: () => comparisonView(compare(short(), short())),
  many: () => comparisonView(compare(many("one"), many("another"))),
} satisfies Record<string, () => ComparisonView>;

export const isScenario = (name: string): name is keyof typeof SCENARIOS => Object.hasOwn(SCENARIOS, name);
