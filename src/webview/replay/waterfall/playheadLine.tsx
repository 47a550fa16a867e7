import { fraction } from "../../../views/timeScale.ts";
import type { TraceModel } from "../../trace/traceModel.ts";
import { useModel } from "../../trace/useModel.ts";

/** The playhead over the bars: a line, and a veil over what comes after it. */
export function PlayheadLine({ model, at }: { readonly model: TraceModel; readonly at: number }) {
  useModel(model);
  const left = Math.min(Math.max(fraction(model.range, at), 0), 1);
  return (
    <div class="tick-lines playhead" aria-hidden="true">
      <div class="cell cell-name" />
      <div class="cell cell-tokens" />
      <div class="cell cell-cost" />
      <div class="cell cell-duration" />
      <div class="cell cell-time">
        <span class="playhead-future" style={{ left: `${(left * 100).toFixed(3)}%` }} />
      </div>
    </div>
  );
}
