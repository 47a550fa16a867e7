import { countUpTo } from "./series.ts";
import { STOP, type StopKind } from "./stops.ts";

/** Where the playhead may stop: positions in order, and what each is (sums of `STOP`). */
export interface Stops {
  readonly positions: Uint32Array;
  readonly flags: Uint8Array;
}

/** What one can jump to, by the word that the page shows. */
export const JUMPS = {
  error: STOP.error,
  "tool call": STOP.tool,
  approval: STOP.approval,
  safeguard: STOP.safeguard,
  message: STOP.message,
} as const satisfies Readonly<Record<string, (typeof STOP)[StopKind]>>;

export type Jump = keyof typeof JUMPS;

/** The nearest stop in a direction; undefined where there is none. */
export function nextStop(
  { positions, flags }: Stops,
  from: number,
  direction: 1 | -1,
  wanted: number = ANY,
): number | undefined {
  const reached = countUpTo(positions.length, (index) => positions[index]!, direction > 0 ? from : from - 1);
  for (let index = direction > 0 ? reached : reached - 1; ; index += direction) {
    const position = positions[index];
    if (position === undefined) return undefined;
    if ((flags[index]! & wanted) !== 0) return position;
  }
}

const ANY = 0xff;

export const hasStop = ({ flags }: Stops, wanted: number): boolean =>
  flags.some((each) => (each & wanted) !== 0);

/** How many lines have been played at a time; at least the first. */
export const positionAt = (times: Float64Array, time: number): number =>
  Math.max(
    1,
    countUpTo(times.length, (index) => times[index]!, time),
  );
