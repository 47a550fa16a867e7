import { isRangeId, type RangeId } from "../../views/dashboardRange.ts";
import type { DashboardFilter } from "../../views/dashboardView.ts";
import type { PageState } from "../kit/connection.ts";

/** What the page keeps over a reload. */
export interface KeptDashboard {
  readonly range?: RangeId;
  readonly order?: string;
  readonly spendTable?: boolean;
  readonly filter?: DashboardFilter;
  /** Charts whose tables are open, by name. */
  readonly tables?: readonly string[];
  readonly top?: number;
}

export const kept = (state: PageState): KeptDashboard => (state.get() as KeptDashboard | undefined) ?? {};

export const keep = (state: PageState, news: KeptDashboard): void => state.set({ ...kept(state), ...news });

export const keptRange = (state: PageState): RangeId => {
  const { range } = kept(state);
  return isRangeId(range) ? range : "week";
};
