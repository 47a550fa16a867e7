import "@vscode-elements/elements/dist/vscode-textfield/index.js";
import { IconButton } from "../../kit/button.tsx";
import { Icon } from "../../kit/icon.tsx";
import { ToggleButton } from "../toggleButton.tsx";
import type { TraceModel } from "../traceModel.ts";
import "./filterBox.css";

/** By which a key press finds the field. */
export const FILTER_ID = "filter";

const HINT =
  "Words, or kind:tool status:error model: tool: agent: error: attribute=value (* stands for anything)";

/** Words that spans must have. Enter goes to the next match, Escape back to the rows. */
export function FilterBox({ model }: { readonly model: TraceModel }) {
  const filters = model.waterfall.matches !== undefined;
  return (
    <div class="filter" role="search">
      <vscode-textfield
        id={FILTER_ID}
        class="filter-field"
        label="Filter"
        placeholder="Filter (/)"
        title={HINT}
        value={model.query}
        onInput={({ currentTarget }) => model.filter(currentTarget.value)}
        onKeyDown={(event) => onKey(event, model)}
      >
        <Icon name="search" class="filter-icon" />
      </vscode-textfield>
      {filters && (
        <>
          <span class="filter-count small muted figures" role="status">
            {countText(model)}
          </span>
          <IconButton icon="arrow-up" label="Previous Match (N)" onClick={() => revealNextMatch(model, -1)} />
          <IconButton icon="arrow-down" label="Next Match (n)" onClick={() => revealNextMatch(model, 1)} />
          <ToggleButton
            icon="list-filter"
            label="Hide What Does Not Match"
            pressed={model.hidesOthers}
            onClick={() => model.filter(model.query, !model.hidesOthers)}
          />
        </>
      )}
    </div>
  );
}

function countText(model: TraceModel): string {
  if (model.search === "running") return "searching…";
  if (model.search === "failed") return "could not search";
  const { place, count } = model.waterfall.matchCount(model.selected);
  if (count === 0) return "none";
  return place > 0 ? `${place} of ${count}` : `${count} found`;
}

function onKey(event: KeyboardEvent, model: TraceModel): void {
  if (event.isComposing) return;
  if (event.key === "Enter") {
    event.preventDefault();
    revealNextMatch(model, event.shiftKey ? -1 : 1);
  }
  if (event.key !== "Escape") return;
  event.stopPropagation();
  if (model.query === "") document.querySelector<HTMLElement>("[role=treegrid]")?.focus();
  else model.filter("");
}

/** Selects the next span that matches the filter. */
export function revealNextMatch(model: TraceModel, step: 1 | -1): void {
  const span = model.waterfall.nextMatch(model.selected, step);
  if (span !== undefined) model.reveal(span);
}
