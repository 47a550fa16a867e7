import type { BudgetStatus } from "../core/budget.ts";
import type { EpochMs, NanoUsd } from "../core/units.ts";
import type { DashboardData } from "../store/dashboardData.ts";
import type { RangeId } from "./dashboardRange.ts";

/** All that the dashboard shows at a moment. */
export interface DashboardView {
  readonly now: EpochMs;
  readonly range: RangeId;
  /** This workspace's figures, from its recordings. */
  readonly data: DashboardData;
  /** The money of this machine, from the ledger. */
  readonly budget: Budgets;
  /** How many sessions this workspace has, of any time. */
  readonly sessions: number;
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
