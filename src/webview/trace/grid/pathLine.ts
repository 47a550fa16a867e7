import type { CriticalPath } from "../../../views/criticalPath.ts";
import { fraction, type TimeRange } from "../../../views/timeScale.ts";

/** Stretches nearer to each other than this part of what is seen are drawn as one. */
const FINEST = 1 / 1000;

/**
 * The stretches of a span's time that lie on the critical path, as the outline of an SVG path that is
 * 1 wide. A path that has no end yet reaches until now.
 */
export function pathLine(path: CriticalPath, range: TimeRange, span: number, now: number): string {
  let line = "";
  let drawnTo = -Infinity;
  for (let at = path.offset[span]!; at < path.offset[span + 1]!; at++) {
    const from = Math.max(fraction(range, path.from[at]!), 0, drawnTo);
    const to = Math.min(fraction(range, Math.min(path.to[at]!, now)), 1);
    const isDrawn = to - from < FINEST && to - drawnTo < FINEST;
    if (isDrawn || to < 0 || from > 1) continue;
    line += `M${from.toFixed(4)} 0.5H${Math.max(to, from + FINEST).toFixed(4)}`;
    drawnTo = to;
  }
  return line;
}
