import type { SpanTree } from "./spanTree.ts";

/**
 * Which rows a waterfall shows, in order. Linear in the rows that it shows.
 * @param runEnd where a run ends in the tree's order of which only the first is shown; 0 where there is none.
 */
export function unfolded(
  tree: SpanTree,
  folded: ReadonlySet<number>,
  runEnd?: (row: number) => number,
): Uint32Array {
  if (folded.size === 0 && runEnd === undefined) return tree.order;
  const rows = new Uint32Array(tree.order.length);
  let count = 0;
  for (let at = 0; at < tree.order.length;) {
    const row = tree.order[at]!;
    rows[count++] = row;
    at = runEnd?.(row) || at + (folded.has(row) ? tree.size[row]! : 1);
  }
  return rows.subarray(0, count);
}

/** The rows that match and what leads to them; folding does not hide a match. */
export function withAncestors(tree: SpanTree, matches: Uint8Array): Uint32Array {
  const keep = matches.slice();
  for (let at = tree.order.length - 1; at >= 0; at--) {
    const row = tree.order[at]!;
    if (keep[row] === 1 && tree.up[row]! >= 0) keep[tree.up[row]!] = 1;
  }
  return tree.order.filter((row) => keep[row] === 1);
}

/** The rows to fold so that only the first `levels` levels show. */
export function foldsAtDepth(tree: SpanTree, levels: number): Set<number> {
  const folds = new Set<number>();
  tree.depth.forEach((depth, row) => {
    if (depth === levels - 1 && tree.size[row]! > 1) folds.add(row);
  });
  return folds;
}
