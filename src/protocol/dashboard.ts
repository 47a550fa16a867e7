import type { SessionId } from "../core/ids.ts";
import type { Behind, DashboardAsked, DashboardView } from "../views/dashboardView.ts";

export interface DashboardContract {
  readonly requests: {
    /** Everything for a range. The first one also begins the news. */
    open: { args: DashboardAsked; result: DashboardView };
    /** The same, for another range or filter, or because it changed. */
    query: { args: DashboardAsked; result: DashboardView };
    /** Lets the person pick one of the traces behind a number, and opens it. */
    openBehind: { args: Behind; result: void };
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
