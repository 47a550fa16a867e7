import assert from "node:assert/strict";
import { fromUsd, nanoUsd } from "../../../src/core/units.ts";
import type { Metering } from "../../../src/core/usage.ts";
import type { ModelFigures } from "../../../src/store/dashboardData.ts";
import { spendChart, spendPlot, type SpendChart } from "../../../src/views/spendChart.ts";
import { stackedValues } from "../../../src/views/stack.ts";
import { axisText } from "../../../src/views/timeAxis.ts";
import { SCENARIOS } from "../../preview/dashboard/scenarios.ts";

const { calls: NONE } = SCENARIOS.quiet("week").data;

function model(id: string, usd: readonly number[], metering: Metering = "metered"): ModelFigures {
  const total = fromUsd(usd.reduce((sum, each) => sum + each, 0));
  const cost = {
    nanoUsd: metering === "metered" ? total : nanoUsd(0),
    simulatedNanoUsd: metering === "simulated" ? total : nanoUsd(0),
    unpriced: metering === "unpriced" ? 1 : 0,
  };
  return { ...NONE, cost, metering, model: { provider: "anthropic", id }, nanoUsd: usd.map(fromUsd) };
}

const names = (chart: SpendChart): readonly string[] => [chart.kind, ...chart.series.map(({ name }) => name)];

const BUCKETS = ["2026-11-21", "2026-11-22"];

describe("the chart of spending", () => {
  it("stacks the models, the dearest at the bottom, and draws nothing where nothing was spent", () => {
    const chart = spendChart({ buckets: BUCKETS, models: [model("a", [3, 0]), model("b", [1, 0])] });
    assert.deepEqual(stackedValues(spendPlot(chart).series), [
      { colour: 1, tops: [4, null] },
      { colour: 0, tops: [3, null] },
    ]);
    assert.deepEqual(
      chart.buckets.map(({ total }) => total),
      [fromUsd(4), 0],
    );
    assert.equal(chart.total, "$4.00");
  });

  it("puts all but four models together", () => {
    const models = ["a", "b", "c", "d", "e", "f"].map((id, at) => model(id, [10 - at, 1]));
    const { series } = spendChart({ buckets: BUCKETS, models });
    assert.deepEqual(
      series.map(({ name, colour }) => [name, colour]),
      [
        ["a", 0],
        ["b", 1],
        ["c", 2],
        ["d", 3],
        ["2 others", undefined],
      ],
    );
    assert.deepEqual(series.at(-1)?.values, [fromUsd(11), fromUsd(2)]);
    const five = spendChart({ buckets: BUCKETS, models: models.slice(0, 5) });
    assert.equal(five.series.at(-1)?.name, "e");
  });

  it("shows real money or simulated money, never both in one stack", () => {
    const models = [model("a", [1, 1]), model("s", [2, 2], "simulated"), model("u", [0, 0], "unpriced")];
    assert.deepEqual(names(spendChart({ buckets: BUCKETS, models })), ["real", "a"]);
    assert.deepEqual(names(spendChart({ buckets: BUCKETS, models }, "simulated")), ["simulated", "s"]);
    assert.deepEqual(names(spendChart({ buckets: BUCKETS, models: models.slice(1) }, "real")), [
      "simulated",
      "s",
    ]);
    assert.deepEqual(spendChart({ buckets: BUCKETS, models }).kinds, ["real", "simulated"]);
  });

  it("says in a sentence what it shows", () => {
    const { summary } = spendChart({ buckets: BUCKETS, models: [model("a", [3, 0.5]), model("b", [1, 0])] });
    assert.equal(summary, "$4.50 in all, most at Saturday, November 21 ($4.00). By model: a $3.50, b $1.00.");
    assert.equal(spendChart({ buckets: BUCKETS, models: [] }).summary, "Nothing was spent.");
  });

  it("names days and hours as they are on the wall", () => {
    const { buckets } = spendChart({ buckets: ["2026-11-22T23:30"], models: [] });
    assert.deepEqual([buckets[0]?.tick, buckets[0]?.label], ["23:30", "23:30 to 0:30"]);
    assert.equal(spendChart({ buckets: BUCKETS, models: [] }).buckets[0]?.tick, "Nov 21");
  });

  it("has an axis in dollars that tells its marks apart", () => {
    assert.deepEqual(
      [0, 0.5, 1].map((usd) => axisText("usd", usd, 0.5)),
      ["$0", "$0.50", "$1.00"],
    );
    assert.equal(axisText("usd", 0.0002, 0.0001), "$0.0002");
    assert.equal(axisText("usd", 3, 1), "$3");
    assert.equal(axisText("usd", 2_000, 1_000), "$2k");
  });
});
