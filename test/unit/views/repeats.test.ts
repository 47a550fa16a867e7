import assert from "node:assert/strict";
import type { Span } from "../../../src/core/telemetry.ts";
import { span, spanId } from "../../support/traces/manySpans.ts";
import { READS, receivedRun } from "../../support/traces/receivedRun.ts";
import { waterfallOf } from "./waterfallSupport.ts";

const names = (waterfall: ReturnType<typeof waterfallOf>): readonly string[] =>
  Array.from(waterfall.rows, (row) => {
    const group = waterfall.group(row);
    return waterfall.columns.text("name", row) + (group ? ` × ${group.count}` : "");
  });

const GROUPED = [
  "invoke_agent reviewer",
  `execute_tool read_file × ${READS}`,
  "chat claude-sonnet-5-5",
  "execute_tool run_command",
  "chat claude-sonnet-5-5",
];

const repeated = (count: number): readonly Span[] => [
  span(1, { name: "root" }),
  ...Array.from({ length: count }, (_, index) => span(index + 2, { parent: 1, name: "step" })),
];

describe("siblings that repeat each other", () => {
  it("are one row that says how many, from when to when, and how many failed", () => {
    const waterfall = waterfallOf(receivedRun());
    assert.deepEqual(names(waterfall), GROUPED);
    const head = waterfall.rows[1]!;
    const group = waterfall.group(head)!;
    assert.equal(group.failed, 1);
    assert.equal(group.running, 0);
    assert.equal(group.end - waterfall.columns.arrays.start[head]!, 39 * 50 + 30);
    assert.equal(waterfall.isFolded(head), true);
  });

  it("open and close", () => {
    const waterfall = waterfallOf(receivedRun());
    const head = waterfall.rows[1]!;
    waterfall.openGroup(head, true);
    assert.equal(waterfall.rows.length, GROUPED.length + READS - 1);
    assert.equal(waterfall.repeatsOf(head), READS);
    waterfall.openGroup(head, false);
    assert.deepEqual(names(waterfall), GROUPED);
  });

  it("stand one by one where the person wants that, and while a filter hides the rest", () => {
    const waterfall = waterfallOf(receivedRun());
    waterfall.filter("tool:read", true);
    assert.equal(waterfall.rows.length, READS + 1);
    waterfall.filter("", true);
    waterfall.groupsRepeats = false;
    assert.equal(waterfall.rows.length, receivedRun().length);
  });

  it("lead to each of them: an error inside opens its group", () => {
    const waterfall = waterfallOf(receivedRun());
    const failed = waterfall.nextError(undefined)!;
    assert.equal(waterfall.rowAt(failed), 1);
    waterfall.uncover(failed);
    assert.equal(waterfall.rows[waterfall.rowAt(failed)], failed);
  });

  it("sum up what is below them, and open with all levels", () => {
    const calls = repeated(5).flatMap((step, index) =>
      index === 0
        ? [step]
        : [
            step,
            span(100 + index, {
              parent: index + 1,
              attributes: { "gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": 10 },
            }),
          ],
    );
    const waterfall = waterfallOf(calls);
    assert.deepEqual(names(waterfall), ["root", "step × 5"]);
    assert.equal(waterfall.group(waterfall.rows[1]!)?.totals.input, 50);
    assert.equal(waterfall.rowAt(waterfall.find(spanId(103))!), 1);
    waterfall.foldToDepth(Infinity);
    assert.equal(waterfall.rows.length, calls.length);
    waterfall.foldToDepth(2);
    assert.deepEqual(names(waterfall), ["root", "step × 5"]);
  });

  it("are told from few, and from others between them", () => {
    assert.equal(waterfallOf(repeated(4)).rows.length, 5);
    const mixed = repeated(10).map((step, index) => (index === 5 ? { ...step, name: "other" } : step));
    assert.deepEqual(names(waterfallOf(mixed)), [
      "root",
      "step",
      "step",
      "step",
      "step",
      "other",
      "step × 5",
    ]);
  });
});
