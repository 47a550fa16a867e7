import { CATEGORIES } from "./spanRow.ts";
import { STATUSES, type SpanColumns } from "./spanColumns.ts";
import { fraction, type TimeRange } from "./timeScale.ts";

/** What a cell of the minimap shows: a category's position plus one, or `MINIMAP_ERROR`; 0 for nothing. */
export const MINIMAP_ERROR = CATEGORIES.length + 1;

/** Where several spans share a cell, the first of these is shown. */
const PRECEDENCE = [
  MINIMAP_ERROR,
  ...(["tool", "model", "attempt", "other", "agent"] as const).map((name) => CATEGORIES.indexOf(name) + 1),
];

const ERROR = STATUSES.indexOf("error");

/**
 * Draws the spans small: a picture of `width` × `height` cells, the rows spread over the lines. Takes
 * time in proportion to the spans plus the cells, however long the spans are.
 *
 * @param now until when spans without an end are drawn.
 */
export function drawMinimap(
  columns: SpanColumns,
  rows: ArrayLike<number>,
  range: TimeRange,
  size: { readonly width: number; readonly height: number },
  now: number,
): Uint8Array {
  const { width, height } = size;
  const stride = width + 1;
  /** Per kind of cell: +1 where a span begins, -1 after its end; running sums tell what is covered. */
  const edges = PRECEDENCE.map(() => new Int32Array(stride * height));
  const { start, end, category, status } = columns.arrays;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    const kind = status[row] === ERROR && category[row] !== AGENT ? MINIMAP_ERROR : category[row]! + 1;
    const line = rows.length <= height ? at : Math.floor((at * height) / rows.length);
    const until = Number.isNaN(end[row]!) ? now : end[row]!;
    const from = clamp(Math.floor(fraction(range, start[row]!) * width), width - 1);
    const to = Math.max(from + 1, clamp(Math.ceil(fraction(range, until) * width), width));
    const layer = edges[PRECEDENCE.indexOf(kind)]!;
    layer[line * stride + from]!++;
    layer[line * stride + to]!--;
  }
  return flatten(edges, width, height);
}

/** A failed step's error is repeated by the agents above it, whose bars would cover all else. */
const AGENT = CATEGORIES.indexOf("agent");

const clamp = (value: number, most: number): number => Math.min(Math.max(value, 0), most);

function flatten(edges: readonly Int32Array[], width: number, height: number): Uint8Array {
  const cells = new Uint8Array(width * height);
  const open = new Int32Array(edges.length);
  for (let line = 0; line < height; line++) {
    open.fill(0);
    for (let x = 0; x < width; x++) {
      let shown = 0;
      for (let layer = edges.length - 1; layer >= 0; layer--) {
        open[layer]! += edges[layer]![line * (width + 1) + x]!;
        if (open[layer]! > 0) shown = PRECEDENCE[layer]!;
      }
      cells[line * width + x] = shown;
    }
  }
  return cells;
}
