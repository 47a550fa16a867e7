import type { ComparisonView } from "../views/compare/comparisonView.ts";

export interface CompareContract {
  readonly requests: {
    /** Both sessions as they are now. */
    open: { args: undefined; result: ComparisonView };
    /** A row's whole texts in the diff editor, or in an editor where only one side has it. */
    openDiff: { args: { readonly index: number }; result: void };
    openSession: { args: { readonly side: "left" | "right" }; result: void };
    openTrace: { args: { readonly side: "left" | "right" }; result: void };
    /** Left becomes right; `open` follows. */
    swap: { args: undefined; result: void };
  };
  readonly news: { readonly type: "changed" };
}
