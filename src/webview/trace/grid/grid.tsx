import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { ComponentChildren, RefObject } from "preact";
import { formatCount } from "../../../views/figures.ts";
import { Button } from "../../kit/button.tsx";
import type { TraceModel } from "../traceModel.ts";
import { useModel } from "../useModel.ts";
import { ColumnHeads, TickLines } from "./columnHeads.tsx";
import "./grid.css";
import { gridKey, regroup, toggle } from "./gridKeys.ts";
import { rowId } from "./rowElement.ts";
import { useRows } from "./useRows.ts";
import { useTicks } from "./useTicks.ts";
import { HEAD_HEIGHT, ROW_HEIGHT, scrollToRow } from "./rowWindow.ts";
import { useZoomWheel } from "./useZoomWheel.ts";

interface GridProps {
  readonly model: TraceModel;
  readonly gridRef: RefObject<HTMLDivElement | null>;
  readonly nameWidth: number | undefined;
  readonly onNameWidth: (width: number | undefined) => void;
  /** Opens the selected span's details; `focus` puts the keyboard there. */
  readonly onOpen: (focus: boolean) => void;
  readonly onEscape: () => void;
  /** Where the page was scrolled to before a reload, if it was. */
  readonly top: number | undefined;
  readonly onTop: (top: number) => void;
  /** Drawn over the rows. */
  readonly overlay?: ComponentChildren;
}

/**
 * The spans as a tree grid. The grid has the focus and names its active row, as VS Code's own lists
 * do, so that rows may come and go while one scrolls.
 */
export function Grid({
  model,
  gridRef,
  nameWidth,
  onNameWidth,
  onOpen,
  onEscape,
  top,
  onTop,
  overlay,
}: GridProps) {
  const version = useModel(model);
  const { rows } = model.waterfall;
  const group = useRef<HTMLDivElement>(null);
  const axis = useRef<HTMLDivElement>(null);
  const marks = useTicks(axis, model);
  useRows(gridRef, group, model, version);
  useZoomWheel(gridRef, model);
  useScrollMemory(gridRef, top, onTop);
  useSelectionInView(gridRef, model);
  useFollowing(gridRef, model, version);
  return (
    <div
      ref={gridRef}
      class="grid"
      role="treegrid"
      aria-label={formatCount(model.waterfall.columns.length, "span")}
      aria-rowcount={rows.length + 1}
      aria-activedescendant={model.selected === undefined ? undefined : rowId(model.selected)}
      tabIndex={0}
      style={nameWidth === undefined ? {} : { "--name-width": `${nameWidth}px` }}
      onKeyDown={(event) => gridKey(event, model, { page: pageOf(event.currentTarget), onOpen, onEscape })}
      onFocus={({ currentTarget }) => selectFirst(currentTarget, model)}
      onClick={(event) => onClick(event, model, onOpen)}
      onDblClick={(event) => zoomToSpan(event, model)}
    >
      <ColumnHeads model={model} marks={marks} axisRef={axis} gridRef={gridRef} onNameWidth={onNameWidth} />
      <TickLines model={model} marks={marks} />
      {overlay}
      <div ref={group} role="rowgroup" class="rows" style={{ height: `${rows.length * ROW_HEIGHT}px` }} />
      {rows.length === 0 && <NothingFound model={model} />}
    </div>
  );
}

function NothingFound({ model }: { readonly model: TraceModel }) {
  return (
    <div class="nothing-found">
      <p class="muted">No span matches “{model.query}”.</p>
      <Button onClick={() => model.filter("")}>Clear Filter</Button>
    </div>
  );
}

/** Who comes with the keyboard needs a row to start from; a click brings its own. */
function selectFirst(grid: HTMLElement, model: TraceModel): void {
  if (model.selected !== undefined || !grid.matches(":focus-visible")) return;
  model.select(model.waterfall.rows[Math.ceil(grid.scrollTop / ROW_HEIGHT)]);
}

const pageOf = (element: HTMLElement): number =>
  Math.max(1, Math.floor((element.clientHeight - HEAD_HEIGHT) / ROW_HEIGHT) - 1);

const spanUnder = (event: Event): number | undefined => {
  const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-span]") : null;
  return row === null ? undefined : Number(row.dataset["span"]);
};

function onClick(event: MouseEvent, model: TraceModel, onOpen: (focus: boolean) => void): void {
  const span = spanUnder(event);
  if (span === undefined) return;
  model.select(span);
  const on = (part: string): boolean =>
    event.target instanceof Element && event.target.closest(part) !== null;
  if (on(".twistie-on")) toggle(model, span);
  else if (on(".regroup")) regroup(model, span);
  else onOpen(false);
}

function zoomToSpan(event: MouseEvent, model: TraceModel): void {
  const span = spanUnder(event);
  if (span === undefined || !(event.target instanceof Element) || !event.target.closest(".cell-time")) return;
  const start = model.waterfall.columns.arrays.start[span]!;
  const length = Math.max(model.durationOf(span), 0.1);
  model.show({ from: start - length * 0.1, to: start + length * 1.1 });
}

/** Brings a row into view when it is selected, not when the person scrolls away from it. */
function useSelectionInView(grid: RefObject<HTMLElement | null>, model: TraceModel): void {
  const { reveals } = model;
  const done = useRef(0);
  useLayoutEffect(() => {
    const { selected } = model;
    if (selected === undefined || grid.current === null || reveals === done.current) return;
    done.current = reveals;
    const row = model.waterfall.rowAt(selected);
    if (row >= 0) scrollToRow(grid.current, row);
  }, [model, reveals]);
}

/** While a trace runs and the person looks at its end, keeps the end in view. */
function useFollowing(grid: RefObject<HTMLElement | null>, model: TraceModel, version: number): void {
  const height = useRef(0);
  useLayoutEffect(() => {
    const { current: element } = grid;
    if (element === null) return;
    const wasAtEnd = element.scrollTop + element.clientHeight >= height.current - ROW_HEIGHT;
    height.current = element.scrollHeight;
    if (model.live && wasAtEnd && model.selected === undefined) element.scrollTop = element.scrollHeight;
  }, [model, version]);
}

const SCROLL_SETTLES_MS = 300;

function useScrollMemory(
  grid: RefObject<HTMLElement | null>,
  top: number | undefined,
  onTop: (top: number) => void,
): void {
  useEffect(() => {
    const { current: element } = grid;
    if (element === null) return;
    if (top !== undefined) element.scrollTop = top;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const remember = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => onTop(element.scrollTop), SCROLL_SETTLES_MS);
    };
    element.addEventListener("scroll", remember, { passive: true });
    return () => {
      clearTimeout(timer);
      element.removeEventListener("scroll", remember);
    };
  }, []);
}
