import type { TraceModel } from "../traceModel.ts";

/** Folds or unfolds a span. */
export function toggle(model: TraceModel, span: number): void {
  const { waterfall } = model;
  if (!waterfall.canFold) return;
  if (waterfall.group(span) !== undefined) model.change(() => waterfall.openGroup(span, true));
  else model.change(() => waterfall.fold(span, !waterfall.isFolded(span)));
}

/** Shows the siblings that repeat each other as one row again. */
export function regroup(model: TraceModel, span: number): boolean {
  const { waterfall } = model;
  const head = waterfall.headOf(span);
  if (head === undefined || waterfall.repeatsOf(head) === 0 || waterfall.group(head) !== undefined)
    return false;
  waterfall.openGroup(head, false);
  model.select(head);
  return true;
}

/** What the keys need of the grid. */
interface GridActs {
  /** How many rows a page has. */
  readonly page: number;
  readonly onOpen: (focus: boolean) => void;
  readonly onEscape: () => void;
}

/** A key pressed in the grid, by the conventions of tree grids. */
export function gridKey(event: KeyboardEvent, model: TraceModel, acts: GridActs): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
  const act = actionOf(event, model, acts);
  if (act === undefined) return;
  event.preventDefault();
  act();
}

function actionOf(
  event: KeyboardEvent,
  model: TraceModel,
  { page, onOpen, onEscape }: GridActs,
): (() => void) | undefined {
  const { rows } = model.waterfall;
  const at = model.selected === undefined ? -1 : model.waterfall.rowAt(model.selected);
  const goTo = (row: number) => () => model.select(rows[Math.min(Math.max(row, 0), rows.length - 1)]);
  switch (event.key) {
    case "ArrowDown":
      return goTo(at + 1);
    case "ArrowUp":
      return goTo(at - 1);
    case "PageDown":
      return goTo(at + page);
    case "PageUp":
      return goTo(at - page);
    case "Home":
      return goTo(0);
    case "End":
      return goTo(rows.length - 1);
    case "ArrowRight":
      return event.shiftKey ? () => model.panBy(0.1) : () => goIn(model, rows[at]);
    case "ArrowLeft":
      return event.shiftKey ? () => model.panBy(-0.1) : () => goOut(model, rows[at]);
    case "Enter":
      return () => onOpen(true);
    case " ":
      return () => onOpen(false);
    case "Escape":
      return onEscape;
    default:
      return undefined;
  }
}

/** Unfolds a folded span, else goes to its first child. */
function goIn(model: TraceModel, span: number | undefined): void {
  const { waterfall } = model;
  if (span === undefined || !waterfall.hasChildren(span)) return;
  if (waterfall.isFolded(span)) toggle(model, span);
  else model.select(waterfall.rows[waterfall.rowAt(span) + 1]);
}

/** Folds an unfolded span, else goes to its parent. */
function goOut(model: TraceModel, span: number | undefined): void {
  const { waterfall } = model;
  if (span === undefined) return;
  if (waterfall.canFold && waterfall.hasChildren(span) && !waterfall.isFolded(span))
    return toggle(model, span);
  if (regroup(model, span)) return;
  const parent = waterfall.tree.up[span]!;
  if (parent >= 0) model.select(parent);
}
