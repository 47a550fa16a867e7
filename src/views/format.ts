import { formatUsd } from "../core/money.ts";
import type { EpochMs } from "../core/units.ts";
import type { CostSum } from "../core/usage.ts";

/** For what is still growing: whole seconds, so that the figure does not jitter. */
export const formatElapsed = (ms: number): string => formatSeconds(Math.max(0, Math.floor(ms / 1000)));

function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${twoDigits(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

const twoDigits = (value: number): string => String(value).padStart(2, "0");

/** Decimal units, as VS Code shows them: `512 B`, `12.4 kB`, `5.0 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [unit, name] = bytes < 999_950 ? [1e3, "kB"] : bytes < 999_950_000 ? [1e6, "MB"] : [1e9, "GB"];
  return `${(bytes / unit).toFixed(1)} ${name}`;
}

const STEPS: readonly (readonly [seconds: number, name: string])[] = [
  [60, "minute"],
  [3_600, "hour"],
  [86_400, "day"],
  [604_800, "week"],
  [2_629_800, "month"],
  [31_557_600, "year"],
];

/** `just now`, `5 minutes ago`, `1 day ago`. A time ahead of `now`, by a clock that differs, is `just now`. */
export function formatAgo(time: EpochMs, now: EpochMs): string {
  const seconds = (now - time) / 1000;
  const step = STEPS.findLast(([length]) => seconds >= length);
  if (step === undefined) return "just now";
  const count = Math.floor(seconds / step[0]);
  return `${count} ${step[1]}${count === 1 ? "" : "s"} ago`;
}

/**
 * What was spent, in words that never turn an unknown price into zero: `$0.31`, `$0.02 simulated`,
 * `unpriced`, `$0.31 + unpriced`.
 */
export function formatCost({ nanoUsd, simulatedNanoUsd, unpriced }: CostSum): string {
  const parts = [
    ...(nanoUsd > 0 ? [formatUsd(nanoUsd)] : []),
    ...(simulatedNanoUsd > 0 ? [`${formatUsd(simulatedNanoUsd)} simulated`] : []),
    ...(unpriced > 0 ? ["unpriced"] : []),
  ];
  return parts.length === 0 ? formatUsd(nanoUsd) : parts.join(" + ");
}
