import assert from "node:assert/strict";
import { costText, moodOf, spokenRow, tokensText } from "../../../src/views/rowText.ts";
import { NO_TOTALS } from "../../../src/views/spanTotals.ts";
import { agentRun } from "../../support/traces/agentRun.ts";
import { oddTrace } from "../../support/traces/oddTrace.ts";
import { waterfallOf, waterfallOfLines } from "./waterfallSupport.ts";

const run = waterfallOfLines(agentRun().lines.flatMap((line) => (line.type === "span" ? [line.data] : [])));
const spanNamed = (name: string, { columns } = run): number =>
  Array.from({ length: columns.length }, (_, row) => row).find((row) => columns.text("name", row) === name) ??
  -1;

describe("the words of a row", () => {
  it("give tokens in and out, and nothing where there are none", () => {
    assert.equal(tokensText({ ...NO_TOTALS, input: 8120, output: 412 }), "8.1k/412");
    assert.equal(tokensText(NO_TOTALS), "");
  });

  it("never turn an unknown price into zero", () => {
    assert.equal(costText({ ...NO_TOTALS, unpriced: 2 }).text, "unpriced");
    assert.equal(costText({ ...NO_TOTALS, unpriced: 1, cost: 84_000_000 }).text, "≥ $0.084");
    assert.equal(costText(NO_TOTALS).text, "");
  });

  it("tell simulated money from real money", () => {
    assert.deepEqual(costText({ ...NO_TOTALS, simulated: 4_200_000 }), {
      text: "$0.0042",
      hint: "$0.0042 simulated, which nobody pays",
      simulated: true,
    });
    assert.deepEqual(costText({ ...NO_TOTALS, cost: 1_000_000_000, simulated: 4_200_000 }), {
      text: "$1.00",
      hint: "$1.00, $0.0042 simulated, which nobody pays",
      simulated: false,
    });
  });

  it("mark a bill that may differ, and one too small for the column", () => {
    assert.equal(costText({ ...NO_TOTALS, cost: 3_000_000, uncertain: 1 }).text, "~$0.003");
    assert.equal(costText({ ...NO_TOTALS, cost: 7 }).text, "< $0.0001");
    assert.equal(costText({ ...NO_TOTALS, cost: 7 }).hint, "$0.000000007");
  });

  it("say in words what failed, what was interrupted and what runs", () => {
    assert.deepEqual(moodOf(run.columns, spanNamed("attempt 1")), { kind: "done", label: "done" });
    assert.equal(moodOf(run.columns, spanNamed("execute_tool run_command")).label, "tool error");
    const odd = waterfallOf(oddTrace());
    assert.equal(moodOf(odd.columns, spanNamed("worker that vanished", odd)).label, "interrupted");
    assert.equal(moodOf(odd.columns, spanNamed("its own child", odd)).label, "failed");
  });

  it("speak a row whole", () => {
    const span = spanNamed("execute_tool run_command");
    assert.equal(
      spokenRow(run.columns, span, run.totals(span), "2.24 s"),
      "execute_tool run_command, pytest -q, tool, tool error, 2.24 s",
    );
    assert.equal(
      spokenRow(run.columns, 0, run.totals(0), "27.1 s"),
      "invoke_agent assistant, agent, 27.1 s, 70.9k tokens in, 1.8k out, $0.073",
    );
  });
});
