import assert from "node:assert/strict";
import { fromUsd, ms, nanoUsd } from "../../../src/core/units.ts";
import type { Figures } from "../../../src/store/dashboardData.ts";
import { formatShare, numberCards } from "../../../src/views/dashboardCards.ts";
import type { DashboardView } from "../../../src/views/dashboardView.ts";
import { SCENARIOS } from "../../preview/dashboard/scenarios.ts";

const NOTHING = SCENARIOS.quiet("week");

function cards(now: Partial<Figures>, before: Partial<Figures> = {}, more: Partial<DashboardView> = {}) {
  const { data } = NOTHING;
  const view = {
    ...NOTHING,
    data: { ...data, calls: { ...data.calls, ...now }, callsBefore: { ...data.calls, ...before } },
    ...more,
  };
  const [spend, errors, calls, latency] = numberCards(view);
  if (!spend || !errors || !calls || !latency) throw new Error("there are four");
  return { spend, errors, calls, latency };
}

const cost = (real: number, simulated = 0, unpriced = 0) => ({
  cost: { nanoUsd: fromUsd(real), simulatedNanoUsd: fromUsd(simulated), unpriced },
});

describe("the numbers on top of the dashboard", () => {
  it("say nothing that is not known where nothing happened", () => {
    const { spend, errors, calls, latency } = cards({});
    assert.deepEqual([spend.value, errors.value, calls.value, latency.value], ["$0.00", "–", "0", "–"]);
    for (const { change, details } of [spend, errors, calls, latency])
      assert.deepEqual([change, details], [undefined, []]);
  });

  it("never add simulated or unknown money to real money", () => {
    const { spend } = cards({ count: 9, ...cost(1.5, 0.25, 1) });
    assert.equal(spend.value, "$1.50");
    assert.equal(spend.mark, undefined);
    assert.deepEqual(spend.details, ["1 call unpriced", "$0.25 simulated besides"]);
  });

  it("mark simulated money where there is no other", () => {
    const { spend } = cards({ count: 9, ...cost(0, 0.25) }, { count: 9, ...cost(3, 0.5) });
    assert.deepEqual([spend.value, spend.mark], ["$0.25", "simulated"]);
    assert.deepEqual([spend.change?.direction, spend.change?.text], ["down", "50 %"]);
  });

  it("show today's cap and forecast, which are the ledger's", () => {
    const { budget } = SCENARIOS.month("today");
    assert.deepEqual(cards(cost(1), {}, { range: "today", budget }).spend.details, [
      "cap: $1.92 of $5.00 used",
      "forecast $2.98",
    ]);
    assert.deepEqual(cards(cost(1), {}, { range: "week", budget }).spend.details, []);
  });

  it("compare with the time before, and say what is better and what is worse", () => {
    const failing = {
      count: 200,
      failed: 3,
      failures: { rate_limit: 2, stall: 1, cancelled: 40 },
      duration: { p95: ms(3_000) },
    };
    const { errors, calls, latency } = cards(failing, {
      count: 100,
      failed: 0,
      duration: { p95: ms(2_000) },
    });
    assert.equal(errors.value, "1.5 %");
    assert.deepEqual(errors.details, ["3 failed, most: rate limited"]);
    assert.deepEqual(errors.change, {
      direction: "up",
      text: "1.5 points",
      than: "vs. 7 days before",
      tone: "worse",
    });
    assert.deepEqual(calls.change, {
      direction: "up",
      text: "100 %",
      than: "vs. 7 days before",
      tone: "neutral",
    });
    assert.deepEqual(latency.change, {
      direction: "up",
      text: "50 %",
      than: "vs. 7 days before",
      tone: "worse",
    });
    assert.equal(cards({ count: 100 }, { count: 100 }).calls.change?.text, "no change");
    assert.equal(cards({ count: 5_000 }, { count: 100 }).calls.change?.text, "50×");
  });

  it("write shares with the digits that count", () => {
    assert.deepEqual([0, 0.0004, 0.013, 0.0994, 0.1, 1].map(formatShare), [
      "0 %",
      "< 0.1 %",
      "1.3 %",
      "9.9 %",
      "10 %",
      "100 %",
    ]);
  });

  it("are exact for large amounts", () => {
    assert.equal(
      cards({
        count: 1,
        cost: { nanoUsd: nanoUsd(55_999_190_000_000), simulatedNanoUsd: nanoUsd(0), unpriced: 0 },
      }).spend.value,
      "$55,999.19",
    );
  });
});
