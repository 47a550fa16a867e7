import type { SpanColumns } from "./spanColumns.ts";
import { NO_TOTALS, totalsAt, type SpanTotals, type Totals } from "./spanTotals.ts";
import type { SpanTree } from "./spanTree.ts";

/** So many siblings in a row that say the same are shown as one row. */
const LEAST = 5;

/** Runs of siblings that follow each other and have the same name, kind and subject: `read_file × 40`. */
export interface Repeats {
  /** By span: the first of its run; -1 where it is in none. */
  readonly head: Int32Array;
  /** By a run's first span: how many it has, and where in the tree's order it ends. */
  readonly count: Uint32Array;
  readonly end: Uint32Array;
}

/** What the one row of a run shows. */
export interface Group {
  readonly count: number;
  readonly totals: Totals;
  /** When the last of those that ended did. */
  readonly end: number;
  /** Members that failed, and that have not ended. */
  readonly failed: number;
  readonly running: number;
}

/** Finds all runs, in linear time. */
export function findRepeats(columns: SpanColumns, { order, up, size }: SpanTree): Repeats {
  const length = order.length;
  const head = new Int32Array(length).fill(-1);
  const count = new Uint32Array(length);
  const end = new Uint32Array(length);
  for (let at = 0; at < length; at++) {
    const first = order[at]!;
    if (head[first] !== -1) continue;
    const after = endOfRun(columns, { order, up, size }, at, (number) => (count[first] = number));
    if (count[first]! < LEAST) count[first] = 0;
    end[first] = after;
    // A sibling that is part of a run too short is looked at once, not again from its own place.
    for (let member = at; member < after; member += size[order[member]!]!)
      head[order[member]!] = count[first]! > 0 ? first : NO_RUN;
  }
  for (let row = 0; row < length; row++) if (head[row] === NO_RUN) head[row] = -1;
  return { head, count, end };
}

const NO_RUN = -2;

type Walk = Pick<SpanTree, "order" | "up" | "size">;

function endOfRun(
  { arrays }: SpanColumns,
  { order, up, size }: Walk,
  at: number,
  counted: (number: number) => void,
): number {
  const first = order[at]!;
  let number = 0;
  let position = at;
  for (; position < order.length; position += size[order[position]!]!) {
    const row = order[position]!;
    const same =
      up[row] === up[first] &&
      arrays.name[row] === arrays.name[first] &&
      arrays.category[row] === arrays.category[first] &&
      arrays.subject[row] === arrays.subject[first];
    if (!same) break;
    number++;
  }
  counted(number);
  return position;
}

/** Sums a run up. */
export function groupOf(
  { arrays }: SpanColumns,
  tree: SpanTree,
  totals: SpanTotals,
  { count, end }: Repeats,
  head: number,
): Group {
  const sum: { -readonly [Name in keyof Totals]: Totals[Name] } = { ...NO_TOTALS };
  let [last, failed, running] = [arrays.start[head]!, 0, 0];
  for (let at = tree.position[head]!; at < end[head]!; at += tree.size[tree.order[at]!]!) {
    const row = tree.order[at]!;
    const own = totalsAt(totals, row);
    for (const name of Object.keys(sum) as (keyof Totals)[]) sum[name] += own[name];
    last = Math.max(last, arrays.start[row]!, Number.isNaN(arrays.end[row]!) ? 0 : arrays.end[row]!);
    if (own.errors > 0) failed++;
    if (own.running > 0) running++;
  }
  return { count: count[head]!, totals: sum, end: last, failed, running };
}
