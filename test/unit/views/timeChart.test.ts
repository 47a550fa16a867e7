import assert from "node:assert/strict";
import { fromUsd, epochMs } from "../../../src/core/units.ts";
import { emptySums } from "../../../src/store/cells.ts";
import { FiguresSum } from "../../../src/store/figures.ts";
import { countDuration } from "../../../src/store/histogram.ts";
import type { Figures } from "../../../src/store/dashboardData.ts";
import { burnDown } from "../../../src/views/burnDown.ts";
import { failureChart, latencyChart, tokenChart } from "../../../src/views/timeChart.ts";
import { SCENARIOS } from "../../preview/dashboard/scenarios.ts";

const BUCKETS = ["2026-11-21", "2026-11-22"];

function figures(
  count: number,
  failures: Figures["failures"] = {},
  durations: readonly number[] = [],
): Figures {
  const cell = emptySums();
  Object.assign(cell, { count, input: count * 100, cacheRead: count * 300, output: count * 10 });
  Object.assign(cell.failures, failures);
  for (const duration of durations) countDuration(cell.duration, duration);
  const sum = new FiguresSum();
  sum.add(cell, "metered");
  return sum.figures;
}

const data = (first: Figures, second: Figures) => ({
  buckets: BUCKETS,
  series: [first, second],
  toolSeries: [figures(0), figures(0)],
  turnSeries: [figures(0), figures(0)],
  calls: first,
});

describe("the chart of failures", () => {
  it("has the classes by how often they came, without what the person stopped", () => {
    const chart = failureChart(
      data(figures(10, { overloaded: 1, cancelled: 5 }), figures(40, { rate_limit: 2, other: 1 })),
      "call",
    );
    assert.deepEqual(
      chart.series.map(({ name, values }) => [name, values]),
      [
        ["rate limited", [0, 2]],
        ["other error", [0, 1]],
        ["overloaded", [1, 0]],
      ],
    );
    assert.match(chart.summary, /^4 of 50 model calls failed \(8\.0 %\)/);
    assert.deepEqual(chart.table.rows[1]?.cells, ["40", "3", "7.5 %", "2", "1", "0"]);
  });

  it("says that nothing failed, and leaves out times in which nothing was", () => {
    const chart = failureChart(data(figures(0), figures(3)), "call");
    assert.equal(chart.summary, "None of 3 model calls failed.");
    assert.equal(chart.table.rows.length, 1);
  });
});

describe("the chart of latency", () => {
  it("draws no line for what was not measured, and no point where no call succeeded", () => {
    const chart = latencyChart(data(figures(2, {}, [1_000, 4_000]), figures(1, { network: 1 })));
    assert.deepEqual(
      chart.series.map(({ name }) => name),
      ["median", "p95"],
    );
    assert.equal(chart.series[0]?.values[1], null);
    assert.deepEqual(chart.table.rows[1]?.cells, ["1", "–", "–", "–", "–"]);
  });
});

describe("the chart of tokens", () => {
  it("tells the cache hit rate of each time", () => {
    const chart = tokenChart(data(figures(2), figures(1)));
    assert.deepEqual(chart.table.rows[0]?.cells.slice(0, 3), ["75 %", "600", "200"]);
    assert.match(chart.summary, /cache hit rate 75 %/);
  });
});

describe("the budget's burn-down", () => {
  const now = epochMs(Date.parse("2026-11-10T12:00:00Z"));
  const of = (spent: number, cap?: number) => {
    const { budget } = SCENARIOS.quiet("month");
    const month = { ...budget.real.month, settled: fromUsd(spent) };
    const days = [
      { day: "2026-11-02", settled: fromUsd(spent / 2) },
      { day: "2026-11-10", settled: fromUsd(spent / 2) },
    ];
    const real = { ...budget.real, today: "2026-11-10", zone: "UTC", month, days };
    const capped = cap === undefined ? {} : { monthlyCap: fromUsd(cap) };
    return burnDown({ real, simulated: budget.simulated, ...capped }, now);
  };

  it("goes down from the cap as it was spent, and on at that pace", () => {
    const down = of(19, 100);
    assert.equal(down?.forecast, "at this pace $60.00 by November 30, $40.00 below the cap");
    const [left, ahead] = down.chart.series;
    assert.deepEqual(left?.values.slice(0, 10), [100, 90.5, 90.5, 90.5, 90.5, 90.5, 90.5, 90.5, 90.5, 81]);
    assert.equal(left.values[10], null);
    assert.equal(ahead?.values[9], 81);
    assert.ok((ahead.values[29] ?? 0) < 45);
  });

  it("says when the cap will be reached, and when it is", () => {
    assert.equal(of(19, 30)?.forecast, "at this pace the cap is reached on November 15");
    assert.equal(of(19, 19)?.forecast, "the cap is reached");
    assert.equal(of(19)?.forecast, "at this pace $60.00 by November 30");
    assert.equal(of(0, 10), undefined);
  });
});
