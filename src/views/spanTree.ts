import { UNKNOWN, type ColumnArrays, type SpanColumns } from "./spanColumns.ts";

/** Why a span that names a parent stands at the top. */
export const NO_CUT = 0;
/** No span with the parent's id is known. */
export const ORPHAN = 1;
/** Its parent is one of its own descendants. */
export const CYCLE = 2;

/**
 * The spans of a table as a tree: every row exactly once, whatever the parent links say. Siblings
 * are ordered by start, then by id, so that the order of arrival does not matter.
 */
export interface SpanTree {
  /** Rows in the order in which an unfolded tree shows them. */
  readonly order: Uint32Array;
  /** By row: where it stands in `order`. */
  readonly position: Uint32Array;
  /** By row: the parent's row in the tree, -1 at the top. */
  readonly up: Int32Array;
  /** By row: from 0. */
  readonly depth: Uint32Array;
  /** By row: how many rows its subtree has, itself included. */
  readonly size: Uint32Array;
  /** By row: its place among its siblings from 1, and how many they are. */
  readonly place: Uint32Array;
  readonly siblings: Uint32Array;
  /** By row: `NO_CUT`, `ORPHAN` or `CYCLE`. */
  readonly cut: Uint8Array;
}

/** Builds the tree in linear time (after sorting by start, which costs nothing where rows came in order). */
export function buildTree(columns: SpanColumns): SpanTree {
  const count = columns.length;
  const { parent } = columns.arrays;
  const compare = byStart(columns.arrays);
  const cut = new Uint8Array(count);
  const up = new Int32Array(count);
  for (let row = 0; row < count; row++) {
    up[row] = Math.max(parent[row]!, -1);
    if (parent[row] === UNKNOWN) cut[row] = ORPHAN;
  }
  cutCycles(up, cut, compare);
  const links = linkChildren(up, sortRows(count, compare));
  return { up, cut, ...walk(links, up, count), place: links.place, siblings: links.siblings };
}

type Compare = (a: number, b: number) => number;

/** Rows by start, then id. */
function byStart({ start, idHigh, idLow }: ColumnArrays): Compare {
  return (a, b) => start[a]! - start[b]! || idHigh[a]! - idHigh[b]! || idLow[a]! - idLow[b]!;
}

function sortRows(count: number, compare: Compare): ArrayLike<number> {
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row++) rows[row] = row;
  for (let row = 1; row < count; row++) {
    // An array's sort, unlike a typed array's, is quick where most is in order already.
    if (compare(row - 1, row) > 0) return Array.from(rows).toSorted(compare);
  }
  return rows;
}

/** Makes the earliest span of every ring of parents a root. */
function cutCycles(up: Int32Array, cut: Uint8Array, compare: Compare): void {
  const seen = new Uint32Array(up.length);
  for (let start = 0; start < up.length; start++) {
    const mark = start + 1;
    let row = start;
    while (row >= 0 && seen[row] === 0) {
      seen[row] = mark;
      row = up[row]!;
    }
    if (row < 0 || seen[row] !== mark) continue;
    const first = earliest(row, up, compare);
    up[first] = -1;
    cut[first] = CYCLE;
  }
}

/** Of the ring through `row`. */
function earliest(row: number, up: Int32Array, compare: Compare): number {
  let first = row;
  for (let member = up[row]!; member !== row; member = up[member]!) {
    if (compare(member, first) < 0) first = member;
  }
  return first;
}

interface Links {
  readonly firstRoot: number;
  readonly firstChild: Int32Array;
  readonly nextSibling: Int32Array;
  readonly place: Uint32Array;
  readonly siblings: Uint32Array;
}

function linkChildren(up: Int32Array, sorted: ArrayLike<number>): Links {
  const count = up.length;
  const firstChild = new Int32Array(count).fill(-1);
  const nextSibling = new Int32Array(count).fill(-1);
  const children = new Uint32Array(count);
  const place = new Uint32Array(count);
  const siblings = new Uint32Array(count);
  let firstRoot = -1;
  let roots = 0;
  for (let at = 0; at < count; at++) {
    const row = sorted[at]!;
    place[row] = up[row]! < 0 ? ++roots : ++children[up[row]!]!;
  }
  for (let at = count - 1; at >= 0; at--) {
    const row = sorted[at]!;
    const parent = up[row]!;
    siblings[row] = parent < 0 ? roots : children[parent]!;
    nextSibling[row] = parent < 0 ? firstRoot : firstChild[parent]!;
    if (parent < 0) firstRoot = row;
    else firstChild[parent] = row;
  }
  return { firstRoot, firstChild, nextSibling, place, siblings };
}

type Walked = Pick<SpanTree, "order" | "position" | "depth" | "size">;

/** Depth first, without recursion: a trace may be as deep as it has spans. */
function walk({ firstRoot, firstChild, nextSibling }: Links, up: Int32Array, count: number): Walked {
  const order = new Uint32Array(count);
  const position = new Uint32Array(count);
  const depth = new Uint32Array(count);
  const size = new Uint32Array(count).fill(1);
  let row = firstRoot;
  for (let at = 0; at < count; at++) {
    order[at] = row;
    position[row] = at;
    if (up[row]! >= 0) depth[row] = depth[up[row]!]! + 1;
    if (firstChild[row]! >= 0) row = firstChild[row]!;
    else {
      while (row >= 0 && nextSibling[row]! < 0) row = up[row]!;
      if (row >= 0) row = nextSibling[row]!;
    }
  }
  for (let at = count - 1; at >= 0; at--) {
    const child = order[at]!;
    if (up[child]! >= 0) size[up[child]!]! += size[child]!;
  }
  return { order, position, depth, size };
}
