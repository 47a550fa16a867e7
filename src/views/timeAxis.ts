import { formatDuration, formatMany } from "./figures.ts";
import type { Unit } from "./timeChart.ts";

/** A mark on an axis whose marks are so far apart. */
export function axisText(unit: Unit, value: number, step: number): string {
  if (unit === "usd") return axisUsd(value, step);
  if (value === 0) return "0";
  if (unit === "duration") return axisDuration(value);
  return unit === "tokens" ? formatMany(value) : value.toLocaleString("en-US");
}

/** Without digits that say nothing: `500 ms`, `2 s`, `2.5 s`. */
const axisDuration = (ms: number): string => {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${Number((ms / 1_000).toFixed(1))} s` : formatDuration(ms);
};

/** A value in the legend. */
export function valueText(unit: Unit, value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  if (unit === "duration") return formatDuration(value);
  if (unit === "tokens") return formatMany(value);
  return unit === "usd" ? axisUsd(value, 0.01) : value.toLocaleString("en-US");
}

/** An amount on an axis whose marks are so far apart: `$0.50`, `$3`, `$12k`. */
function axisUsd(usd: number, step: number): string {
  if (usd === 0) return "$0";
  if (usd >= 10_000 || step >= 1_000) return `$${(usd / 1_000).toLocaleString("en-US")}k`;
  const digits = step >= 1 ? 0 : Math.max(2, Math.ceil(-Math.log10(step) - 1e-9));
  return `$${usd.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}
