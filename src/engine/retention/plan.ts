import type { EpochMs } from "../../core/units.ts";

/** Something that can be removed as a whole: a session's recording with its side files, or an hour of received spans. */
export interface Stored {
  readonly kind: "session" | "received";
  /** Its name in the storage folder. */
  readonly name: string;
  readonly bytes: number;
  /** When something was added to it last. */
  readonly last: EpochMs;
}

export interface RetentionLimits {
  /** 0 for no limit. */
  readonly days: number;
  /** Bytes of all together; 0 for no limit. */
  readonly bytes: number;
}

const DAY_MS = 86_400_000;

/**
 * What has to go: all that is older than the limit, then the oldest until the rest fits. What grew within the last day
 * stays, however much there is.
 */
export function outdated(
  stored: readonly Stored[],
  { days, bytes }: RetentionLimits,
  now: EpochMs,
): readonly Stored[] {
  const ageOf = ({ last }: Stored): number => now - last;
  let total = stored.reduce((sum, each) => sum + each.bytes, 0);
  const gone: Stored[] = [];
  for (const each of stored.toSorted((a, b) => a.last - b.last)) {
    const isTooOld = days > 0 && ageOf(each) > days * DAY_MS;
    const isTooMuch = bytes > 0 && total > bytes;
    if (ageOf(each) <= DAY_MS || !(isTooOld || isTooMuch)) continue;
    gone.push(each);
    total -= each.bytes;
  }
  return gone;
}
