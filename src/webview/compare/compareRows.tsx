import { useState } from "preact/hooks";
import type { BlockView, CellView, RowView } from "../../views/compare/comparisonView.ts";
import { Button } from "../kit/button.tsx";
import { Icon } from "../kit/icon.tsx";
import { memo } from "../kit/memo.ts";
import "./compareRows.css";

interface RowsProps {
  readonly rows: readonly RowView[];
  readonly onlyDifferences: boolean;
  readonly onOpen: (index: number) => void;
}

/** More rows than these appear when they are asked for. */
const PAGE = 300;

export function CompareRows({ rows, onlyDifferences, onOpen }: RowsProps) {
  const [shown, setShown] = useState(PAGE);
  const [open, setOpen] = useState(false);
  const shared = rows.filter(({ state }) => state === "shared").length;
  const listed = rows.filter(
    ({ state }) => (state !== "shared" || open) && (state !== "same" || !onlyDifferences),
  );
  return (
    <div class="compare-rows" role="list" aria-label="Steps side by side">
      {shared > 0 && (
        <button
          type="button"
          class="compare-shared small"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <Icon name={open ? "chevron-down" : "chevron-right"} />
          {shared === 1 ? "1 step is" : `${shared} steps are`} shared: the fork has{" "}
          {shared === 1 ? "it" : "them"} from the recording
        </button>
      )}
      {listed.slice(0, shown).map((row) => (
        <Row key={row.index} row={row} onOpen={onOpen} />
      ))}
      {listed.length === 0 && <p class="muted compare-none">Both sessions did the same.</p>}
      {listed.length > shown && (
        <p class="compare-none">
          <Button onClick={() => setShown(shown + PAGE)}>
            {`Show ${Math.min(PAGE, listed.length - shown)} more of ${listed.length - shown}`}
          </Button>
        </p>
      )}
    </div>
  );
}

const WORDS: Readonly<Record<RowView["state"], string>> = {
  shared: "shared",
  same: "the same",
  changed: "changed",
  only_left: "only in A",
  only_right: "only in B",
};

const Row = memo(({ row, onOpen }: { readonly row: RowView; readonly onOpen: (index: number) => void }) => {
  const { index, state, left, right, differences } = row;
  const isDifference = state !== "same" && state !== "shared";
  const words = [WORDS[state], ...differences].join(", ");
  const title = left?.title ?? right?.title ?? "";
  const cells = (
    <>
      <Cell row={row} cell={left} />
      <Cell row={row} cell={right} />
    </>
  );
  if (!isDifference)
    return (
      <div class={`compare-row state-${state}`} role="listitem" aria-label={`${title}, ${words}`}>
        {cells}
      </div>
    );
  return (
    <div class="compare-item" role="listitem">
      <button
        type="button"
        class={`compare-row state-${state}`}
        data-difference
        aria-label={`${title}, ${words}. Open in the diff editor`}
        title="Open in the diff editor"
        onClick={() => onOpen(index)}
      >
        {cells}
      </button>
    </div>
  );
});

const ICONS: Readonly<Record<RowView["kind"], string>> = {
  prompt: "account",
  answer: "sparkle",
  tool: "tools",
  safeguard: "shield",
  end: "debug-stop",
};

function Cell({ row, cell }: { readonly row: RowView; readonly cell: CellView | undefined }) {
  if (cell === undefined) return <span class="compare-cell empty" />;
  const { title, figures, failure, blocks } = cell;
  return (
    <span class="compare-cell">
      <span class="compare-cell-line">
        <Icon name={ICONS[row.kind]} />
        <span class="compare-title">{title}</span>
        {failure !== undefined && <span class="compare-failure">{failure}</span>}
        <span class="compare-figures muted small figures">{figures}</span>
      </span>
      {blocks.map((block) => (
        <Block key={block.label} block={block} />
      ))}
    </span>
  );
}

function Block({ block: { label, lines, more } }: { readonly block: BlockView }) {
  return (
    <span class="compare-block">
      {label !== "" && <span class="muted small">{label}</span>}
      <span class="compare-text">
        {lines.map(({ text, changed }, index) => (
          <span key={index} class={changed ? "compare-changed" : undefined}>
            {text === "" ? "\u00a0" : text}
          </span>
        ))}
      </span>
      {more > 0 && <span class="muted small">{more === 1 ? "1 more line" : `${more} more lines`}</span>}
    </span>
  );
}
