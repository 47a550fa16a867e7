import type { SpanColumns } from "./spanColumns.ts";
import type { SpanTree } from "./spanTree.ts";

/**
 * The critical path: at each moment, the one span whose own work everything later had to wait for.
 * By row, one stretch after another: those of row r are `from[offset[r]]…from[offset[r + 1]]`.
 */
export interface CriticalPath {
  readonly offset: Uint32Array;
  readonly from: Float64Array;
  readonly to: Float64Array;
}

/** A span and a part of its time. */
interface Stretch {
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Walks back from the end of the trace: before each moment, the child that ended last is what its
 * parent waited for. A span without an end lasts until now, which is `Infinity` here.
 */
export function criticalPath(columns: SpanColumns, tree: SpanTree): CriticalPath {
  const ends = endsOf(columns);
  const children = childrenOf(tree);
  const stretches: Stretch[] = [];
  const visits: Stretch[] = [];
  visitChildren(children.at(TOP), { row: TOP, from: -Infinity, to: Infinity });
  for (let visit = visits.pop(); visit !== undefined; visit = visits.pop()) {
    visitChildren(children.at(visit.row), visit);
  }
  return byRow(stretches, columns.length);

  /** Queues the children that lie on the path and gives the time between them to the parent. */
  function visitChildren(rows: readonly number[], parent: Stretch): void {
    let time = parent.to;
    const own = (from: number): void => {
      if (parent.row !== TOP && from < time) stretches.push({ row: parent.row, from, to: time });
    };
    for (const row of rows.toReversed().toSorted((a, b) => descending(ends[a]!, ends[b]!))) {
      const from = Math.max(columns.arrays.start[row]!, parent.from);
      const to = Math.min(ends[row]!, parent.to);
      if (to > time || from >= to) continue;
      own(to);
      visits.push({ row, from, to });
      time = from;
    }
    own(parent.from);
  }
}

/** Stands for the whole trace, whose children are the spans at the top. */
const TOP = -1;

/** Without arithmetic, because two ends may both be infinite. */
const descending = (a: number, b: number): number => (a === b ? 0 : a < b ? 1 : -1);

const endsOf = ({ arrays, length }: SpanColumns): Float64Array =>
  arrays.end.slice(0, length).map((end) => (Number.isNaN(end) ? Infinity : end));

/** The children of a row; asked for only where the row is on the path. */
function childrenOf({ order, position, size, up }: SpanTree): { at(row: number): number[] } {
  return {
    at(row) {
      const end = row === TOP ? order.length : position[row]! + size[row]!;
      const rows: number[] = [];
      for (let at = row === TOP ? 0 : position[row]! + 1; at < end; at += size[order[at]!]!) {
        if (up[order[at]!] === row) rows.push(order[at]!);
      }
      return rows;
    },
  };
}

function byRow(stretches: readonly Stretch[], count: number): CriticalPath {
  const offset = new Uint32Array(count + 1);
  for (const { row } of stretches) offset[row + 1]!++;
  for (let row = 0; row < count; row++) offset[row + 1]! += offset[row]!;
  const next = offset.slice();
  const from = new Float64Array(stretches.length);
  const to = new Float64Array(stretches.length);
  for (const stretch of stretches) {
    const at = next[stretch.row]!++;
    from[at] = stretch.from;
    to[at] = stretch.to;
  }
  return { offset, from, to };
}
