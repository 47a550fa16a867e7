import { formatCount, formatDuration, formatTokens } from "../../../views/figures.ts";
import { costText } from "../../../views/rowText.ts";
import { useNow } from "../../kit/clock.ts";
import { Icon } from "../../kit/icon.tsx";
import type { TraceModel } from "../traceModel.ts";

/** What the whole trace amounts to. */
export function Figures({ model }: { readonly model: TraceModel }) {
  useNow(model.live, 100);
  const { waterfall } = model;
  const { sum, extent } = waterfall;
  const cost = costText(sum);
  return (
    <ul class="header-figures figures">
      <li>{formatCount(waterfall.columns.length, "span")}</li>
      {model.read < 1 && (
        <li class="header-reading" role="status">
          <Icon name="loading" spin /> reading: {Math.floor(model.read * 100)} %
        </li>
      )}
      <li>{formatDuration(Math.max(model.now(), extent.to) - extent.from)}</li>
      {sum.input + sum.output > 0 && (
        <li title={`${sum.input.toLocaleString("en-US")} in, ${sum.output.toLocaleString("en-US")} out`}>
          {formatTokens(sum.input + sum.output)} tok
        </li>
      )}
      {cost.text !== "" && (
        <li title={cost.hint}>
          {cost.text}
          {cost.simulated && " (simulated)"}
        </li>
      )}
      {sum.errors > 0 && (
        <li class="header-errors">
          <button
            type="button"
            class="errors-button"
            title="Next Error (e)"
            onClick={() => revealNextError(model)}
          >
            <Icon name="error" />
            {formatCount(sum.errors, "error")}
          </button>
        </li>
      )}
    </ul>
  );
}

/** Selects the next span that failed. */
export function revealNextError(model: TraceModel, step: 1 | -1 = 1): void {
  const span = model.waterfall.nextError(model.selected, step);
  if (span !== undefined) model.reveal(span);
}
