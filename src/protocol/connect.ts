import type { TraceId } from "../core/ids.ts";
import type { Arrived, ConnectView } from "../views/connect.ts";

export interface ConnectContract {
  readonly requests: {
    /** Where to send spans, and what has come since the page was opened. The first one also begins the news. */
    open: { args: undefined; result: ConnectView };
    copy: { args: { readonly text: string }; result: void };
    openTrace: { args: { readonly trace: TraceId }; result: void };
  };
  readonly news: { readonly type: "arrived"; readonly arrived: Arrived };
}
