import type { SessionId } from "../core/ids.ts";
import type { RangeId } from "../views/dashboardRange.ts";
import type { DashboardView } from "../views/dashboardView.ts";

export interface DashboardContract {
  readonly requests: {
    /** Everything for a range. The first one also begins the news. */
    open: { args: { readonly range: RangeId }; result: DashboardView };
    /** The same, for another range or because it changed. */
    query: { args: { readonly range: RangeId }; result: DashboardView };
    openSession: { args: { readonly session: SessionId }; result: void };
    /** The session's newest turn as a waterfall. */
    openTrace: { args: { readonly session: SessionId }; result: void };
    openBudgetSettings: { args: undefined; result: void };
    newSession: { args: undefined; result: void };
  };
  readonly news:
    /** Calls, sessions or spending changed: what is shown is stale. */
    | { readonly type: "changed" }
    /** How far a long reading of the recordings has come, 0 to 1; `changed` follows. */
    | { readonly type: "indexing"; readonly share: number };
}
