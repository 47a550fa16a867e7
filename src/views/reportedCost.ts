import { formatUsd } from "../core/money.ts";
import { nanoUsd } from "../core/units.ts";

/** Less than this apart, two sums are the same rounded in two ways. */
const SAME_SHARE = 0.01;
const SAME_USD = 0.000_05;

/** What a sender reports, where it differs from our own sum; undefined where it says nothing or the same. */
export function differing(reportedUsd: number | undefined, oursNanoUsd: number): string | undefined {
  if (reportedUsd === undefined || !Number.isFinite(reportedUsd)) return undefined;
  const ours = oursNanoUsd / 1e9;
  const apart = Math.abs(reportedUsd - ours);
  if (apart < SAME_USD || apart < SAME_SHARE * Math.max(ours, reportedUsd)) return undefined;
  return formatUsd(nanoUsd(Math.round(Math.min(reportedUsd * 1e9, Number.MAX_SAFE_INTEGER))));
}

/** A call of which nobody knows whether its input counts what the cache did. */
export const ASSUMED_WORDS =
  "assumed: the sender does not say whether its input tokens include cached ones; the likelier was priced";
