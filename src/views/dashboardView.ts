import type { BudgetStatus } from "../core/budget.ts";
import type { EpochMs, NanoUsd } from "../core/units.ts";
import type { BehindQuery } from "../store/behind.ts";
import type { DashboardData, DashboardFilter } from "../store/dashboardData.ts";
import type { RangeId } from "./dashboardRange.ts";

export type { DashboardFilter } from "../store/dashboardData.ts";

/** What a person asks of the dashboard. */
export interface DashboardAsked {
  readonly range: RangeId;
  readonly filter?: DashboardFilter;
}

/** The calls, tool runs or turns that a number stands for. */
export type Behind = Omit<BehindQuery, "limit">;

/** All that the dashboard shows at a moment. */
export interface DashboardView {
  readonly now: EpochMs;
  readonly range: RangeId;
  readonly filter: DashboardFilter;
  /** This workspace's figures, from its recordings and from what other programs sent. */
  readonly data: DashboardData;
  /** The money of this machine, from the ledger. */
  readonly budget: Budgets;
  /** How many sessions this workspace has, of any time. */
  readonly sessions: number;
  /** How many traces other programs have sent, of any time. */
  readonly received: number;
  /** Set while the recordings are still being read: a share from 0 to 1. The figures are not whole yet. */
  readonly indexing?: number;
}

export interface Budgets {
  readonly real: BudgetStatus;
  readonly simulated: BudgetStatus;
  /** Absent where there is no cap. */
  readonly dailyCap?: NanoUsd;
  readonly monthlyCap?: NanoUsd;
}
