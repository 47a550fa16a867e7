import assert from "node:assert/strict";
import type { BudgetStatus, Spending } from "../../../src/core/budget.ts";
import { epochMs, fromUsd } from "../../../src/core/units.ts";
import { budgetLines, simulatedText } from "../../../src/views/budgetCard.ts";
import type { Budgets } from "../../../src/views/dashboardView.ts";

const NOW = epochMs(Date.parse("2026-11-22T15:00:00Z"));

const spent = (settled: number, reserved = 0, uncertain = 0): Spending => ({
  settled: fromUsd(settled),
  reserved: fromUsd(reserved),
  uncertain: fromUsd(uncertain),
  calls: 1,
});
const status = (day: Spending, month = spent(0), zone = "UTC"): BudgetStatus => ({
  today: "2026-11-22",
  zone,
  day,
  month,
  models: [],
  days: [],
});
const budgets = (day: Spending, dailyCap?: number, more: Partial<Budgets> = {}): Budgets => ({
  real: status(day),
  simulated: status(spent(0)),
  ...(dailyCap !== undefined && { dailyCap: fromUsd(dailyCap) }),
  ...more,
});

const today = (budget: Budgets) => {
  const [line] = budgetLines(budget, NOW);
  if (line === undefined) throw new Error("there is always a line for today");
  return line;
};

describe("the budget on the dashboard", () => {
  it("shows what is spent and reserved of the cap", () => {
    const { text, bar, notes } = today(budgets(spent(1, 0.5, 0.25), 5));
    assert.equal(text, "$1.00 of $5.00");
    assert.deepEqual(bar, { settled: 0.2, reserved: 0.3 - 0.2, percent: 20, level: "ok" });
    assert.deepEqual(notes, [
      "$0.50 reserved for running calls",
      "$0.25 uncertain: calls that were cut off",
      "resets at 00:00",
    ]);
  });

  it("warns from three quarters on, reservations included, and when the cap is reached", () => {
    assert.equal(today(budgets(spent(3.7), 5)).bar?.level, "ok");
    assert.equal(today(budgets(spent(3, 0.75), 5)).bar?.level, "warning");
    assert.equal(today(budgets(spent(5), 5)).bar?.level, "full");
    assert.equal(today(budgets(spent(4.999), 5)).bar?.percent, 99);
    assert.deepEqual(today(budgets(spent(7, 1), 5)).bar, {
      settled: 1,
      reserved: 0,
      percent: 140,
      level: "full",
    });
    assert.equal(today(budgets(spent(0), 0)).bar?.level, "full");
  });

  it("says that there is no cap where there is none", () => {
    const { text, bar } = today(budgets(spent(1.25)));
    assert.deepEqual([text, bar], ["$1.25, no cap", undefined]);
  });

  it("names the moment of the reset in the ledger's zone", () => {
    const [day, month] = budgetLines(
      budgets(spent(0), 5, { real: status(spent(0), spent(0), "America/New_York") }),
      NOW,
    );
    assert.equal(day?.notes.at(-1), "resets at 00:00");
    assert.equal(month?.notes.at(-1), "resets on December 1");
    const eve = budgetLines(budgets(spent(0), 5), epochMs(Date.parse("2026-11-30T15:00:00Z")));
    assert.deepEqual(
      eve.map(({ notes }) => notes.at(-1)),
      ["resets on December 1", "resets on December 1"],
    );
  });

  it("tells of a forecast once there is one", () => {
    const real = { ...status(spent(1)), forecast: fromUsd(2.5) };
    assert.equal(today(budgets(spent(1), 5, { real })).notes[0], "$2.50 by midnight at this pace");
  });

  it("keeps simulated money apart, and says that nobody pays it", () => {
    assert.equal(simulatedText(budgets(spent(1))), undefined);
    const text = simulatedText(budgets(spent(1), 5, { simulated: status(spent(0.02), spent(1.31)) }));
    assert.equal(text, "$0.02 simulated today, $1.31 this month. Nobody pays that; no cap counts it.");
  });
});
