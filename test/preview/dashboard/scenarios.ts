import type { BudgetStatus, Spending } from "../../../src/core/budget.ts";
import { epochMs, fromUsd, ms, nanoUsd, type EpochMs } from "../../../src/core/units.ts";
import type { SessionRow } from "../../../src/store/rows.ts";
import type { RangeId } from "../../../src/views/dashboardRange.ts";
import type { Budgets, DashboardView } from "../../../src/views/dashboardView.ts";
import { dashboardData, sessionRow, type UsedModel } from "./data.ts";

const now = epochMs(Date.parse("2026-11-20T15:24:00Z"));

const SONNET: UsedModel = {
  model: { provider: "anthropic", id: "claude-sonnet-5-5" },
  metering: "metered",
  calls: 46,
  price: 0.021,
  failing: 0.02,
};
const HAIKU: UsedModel = {
  model: { provider: "anthropic", id: "claude-haiku-4-5" },
  metering: "metered",
  calls: 60,
  price: 0.005,
  failing: 0.01,
};
const OPUS: UsedModel = {
  model: { provider: "anthropic", id: "claude-opus-5-5" },
  metering: "metered",
  calls: 6,
  price: 0.11,
  failing: 0.05,
};
const SIMULATED: UsedModel = {
  model: { provider: "simulated", id: "simulated" },
  metering: "simulated",
  calls: 30,
  price: 0.004,
  failing: 0,
};
const UNPRICED: UsedModel = {
  model: { provider: "anthropic", id: "house-model-70b-instruct" },
  metering: "unpriced",
  calls: 4,
  price: 0,
  failing: 0,
};
const LOCAL: UsedModel = {
  model: { provider: "anthropic", id: "qwen3-coder:30b" },
  metering: "not_metered",
  calls: 9,
  price: 0,
  failing: 0,
};

const spending = (
  settled: number,
  more: Partial<Record<"reserved" | "uncertain", number>> = {},
): Spending => ({
  settled: fromUsd(settled),
  reserved: fromUsd(more.reserved ?? 0),
  uncertain: fromUsd(more.uncertain ?? 0),
  calls: 0,
});

const status = (day: Spending, month: Spending, forecast?: number): BudgetStatus => ({
  today: "2026-11-20",
  zone: "UTC",
  day,
  month,
  models: [],
  days: Array.from({ length: 20 }, (_, at) => ({
    day: `2026-11-${String(at + 1).padStart(2, "0")}`,
    settled: nanoUsd(Math.round((month.settled / 20) * (at % 2 === 0 ? 1.2 : 0.8))),
  })),
  ...(forecast !== undefined && { forecast: fromUsd(forecast) }),
});

const BUDGET: Budgets = {
  real: status(spending(1.92, { reserved: 0.18 }), spending(27.4, { uncertain: 0.06 }), 2.98),
  simulated: status(spending(0.02), spending(1.31)),
  dailyCap: fromUsd(5),
  monthlyCap: fromUsd(50),
};

const cost = (usd: number) => ({ nanoUsd: fromUsd(usd), simulatedNanoUsd: nanoUsd(0), unpriced: 0 });

const SESSIONS: readonly SessionRow[] = [
  sessionRow("Add a retry to the client in src/api.py", 0, now, { status: "running", cost: cost(0.084) }),
  sessionRow("Why does the refund test fail on Mondays?", 26, now, { cost: cost(0.31) }),
  sessionRow("Summarise this project", 95, now, {
    model: { provider: "simulated", id: "simulated" },
    cost: { nanoUsd: nanoUsd(0), simulatedNanoUsd: fromUsd(0.0132), unpriced: 0 },
  }),
  sessionRow("Move the ticket store to SQLite and keep every test green", 210, now, {
    status: "failed",
    failure: "budget_exceeded",
    cost: cost(1.42),
    duration: ms(912_000),
  }),
  sessionRow("Translate the error messages", 340, now, {
    status: "stopped",
    failure: "cancelled",
    model: HAIKU.model,
    cost: { nanoUsd: nanoUsd(0), simulatedNanoUsd: nanoUsd(0), unpriced: 4 },
  }),
  sessionRow("Review the changes on this branch", 1_500, now, {
    status: "interrupted",
    agent: "reviewer",
    cost: cost(0.0004),
    unreadable: 2,
  }),
];

const view = (
  range: RangeId,
  models: readonly UsedModel[],
  more: Partial<Omit<DashboardView, "indexing">> & { readonly indexing?: number } = {},
): DashboardView => ({
  now,
  range,
  data: dashboardData({ now, range, models, sessions: SESSIONS }),
  budget: BUDGET,
  filter: {},
  sessions: SESSIONS.length,
  received: 0,
  ...more,
});

const times = (factor: number, used: UsedModel, name: string): UsedModel => ({
  ...used,
  model: { provider: "anthropic", id: name },
  calls: used.calls * factor,
});

const MANY = [
  times(900, SONNET, "claude-sonnet-5-5"),
  times(1_200, HAIKU, "claude-haiku-4-5"),
  times(1_500, OPUS, "claude-opus-5-5"),
  times(200, SONNET, "claude-sonnet-4-5-20250929"),
  times(300, HAIKU, "eu.anthropic.claude-haiku-4-5-20251001-v1:0-long-name-of-a-gateway"),
  times(100, OPUS, "claude-fable-5-2"),
  LOCAL,
];

/** The view of a range, by the preview's name. */
export const SCENARIOS = {
  month: (range: RangeId) => view(range, [SONNET, HAIKU, OPUS, SIMULATED, UNPRICED, LOCAL]),
  simulated: (range: RangeId) =>
    view(range, [SIMULATED], {
      budget: {
        ...BUDGET,
        real: status(spending(0), spending(0)),
        simulated: status(spending(0.05), spending(0.61)),
      },
    }),
  large: (range: RangeId) =>
    view(range, MANY, {
      budget: {
        ...BUDGET,
        real: status(spending(4_812.4, { reserved: 150, uncertain: 12.2 }), spending(91_204.77), 6_904),
        dailyCap: fromUsd(5_000),
        monthlyCap: fromUsd(90_000),
      },
      sessions: 41_230,
    }),
  quiet: (range: RangeId) => ({
    ...view(range, []),
    data: dashboardData({ now, range, models: [], sessions: [] }),
    budget: { real: status(spending(0), spending(0)), simulated: status(spending(0), spending(0)) },
  }),
  received: (range: RangeId) => ({
    ...view(range, [SONNET, HAIKU]),
    data: dashboardData({
      now,
      range,
      models: [SONNET, HAIKU],
      sessions: [],
      received: ["checkout-bot", "nightly-eval"],
    }),
    sessions: 0,
    received: 1_204,
  }),
  indexing: (range: RangeId) => view(range, [SONNET], { indexing: 0.42 }),
  empty: (range: RangeId) => ({
    ...view(range, []),
    data: dashboardData({ now, range, models: [], sessions: [] }),
    sessions: 0,
  }),
} satisfies Record<string, (range: RangeId) => DashboardView>;

export type ScenarioName = keyof typeof SCENARIOS;

export const isScenario = (name: string): name is ScenarioName => Object.hasOwn(SCENARIOS, name);

export const NOW: EpochMs = now;
