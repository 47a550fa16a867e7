import type { TranscriptItem } from "./transcriptItems.ts";

type Run = readonly TranscriptItem[];

/** How many items are drawn, or left out, together. */
export const ITEM_RUN = 25;

/**
 * A turn's items in runs of some each, so that a turn of a thousand steps is drawn in parts. A run that
 * is as it was before stays the same object.
 */
export function itemRuns(items: Run, before: readonly Run[]): readonly Run[] {
  const runs: Run[] = [];
  for (let start = 0; start < items.length; start += ITEM_RUN) {
    const run = items.slice(start, start + ITEM_RUN);
    const old = before[runs.length];
    runs.push(old !== undefined && isSame(old, run) ? old : run);
  }
  return runs;
}

const isSame = (a: Run, b: Run): boolean => a.length === b.length && a.every((item, i) => item === b[i]);
