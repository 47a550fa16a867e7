import { formatUsd } from "../core/money.ts";
import { nanoUsd, NANO_PER_USD } from "../core/units.ts";
import type { DashboardData, ModelFigures } from "../store/dashboardData.ts";
import type { PlottedChart } from "./timeChart.ts";

/** Real money and simulated money are never stacked on each other. */
export type MoneyKind = "real" | "simulated";

export interface SpendSeries {
  readonly name: string;
  /** Its colour's number, from 0; absent for all the rest together. */
  readonly colour?: number;
  /** Nano-USD of each bucket. */
  readonly values: readonly number[];
  readonly total: string;
}

export interface SpendChart {
  readonly kind: MoneyKind;
  /** What can be shown, where there are both. */
  readonly kinds: readonly MoneyKind[];
  readonly buckets: readonly SpendBucket[];
  /** Dearest first. */
  readonly series: readonly SpendSeries[];
  readonly total: string;
  /** The chart in a sentence. */
  readonly summary: string;
}

export interface SpendBucket {
  /** For the axis: `22`, `9:00`. */
  readonly tick: string;
  /** `Sunday, November 22`, `9:00 to 10:00`. */
  readonly label: string;
  /** Nano-USD of all series. */
  readonly total: number;
}

/** So many models have a colour of their own. */
const COLOURS = 4;

/** Spend over time, stacked by model. Shows real money unless there is none, or the other is asked for. */
export function spendChart(
  { buckets, models }: Pick<DashboardData, "buckets" | "models">,
  asked?: MoneyKind,
): SpendChart {
  const real = models.filter(({ cost }) => cost.nanoUsd > 0);
  const simulated = models.filter(({ cost }) => cost.simulatedNanoUsd > 0);
  const kinds = [
    ...(real.length > 0 ? (["real"] as const) : []),
    ...(simulated.length > 0 ? (["simulated"] as const) : []),
  ];
  const kind = asked !== undefined && kinds.includes(asked) ? asked : (kinds[0] ?? "real");
  const series = stack(kind === "real" ? real : simulated);
  const shown = buckets.map((bucket, at) => {
    const total = series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0);
    return { ...bucketLabels(bucket), total };
  });
  const total = formatUsd(nanoUsd(shown.reduce((sum, bucket) => sum + bucket.total, 0)));
  return { kind, kinds, buckets: shown, series, total, summary: summaryOf(shown, series, total, kind) };
}

function stack(models: readonly ModelFigures[]): readonly SpendSeries[] {
  const named = models
    .slice(0, COLOURS)
    .map((each, colour) => ({ name: each.model.id, colour, ...sumOf([each]) }));
  const rest = models.slice(COLOURS);
  if (rest.length === 0) return named;
  const name = rest.length === 1 ? (rest[0]?.model.id ?? "") : `${rest.length} others`;
  return [...named, { name, ...sumOf(rest) }];
}

function sumOf(models: readonly ModelFigures[]): Pick<SpendSeries, "values" | "total"> {
  const length = models[0]?.nanoUsd.length ?? 0;
  const values = Array.from({ length }, (_, at) =>
    models.reduce((sum, each) => sum + (each.nanoUsd[at] ?? 0), 0),
  );
  return { values, total: formatUsd(nanoUsd(values.reduce((sum, value) => sum + value, 0))) };
}

function summaryOf(
  buckets: readonly SpendBucket[],
  series: readonly SpendSeries[],
  total: string,
  kind: MoneyKind,
): string {
  const most = buckets.toSorted((a, b) => b.total - a.total)[0];
  if (most === undefined || most.total === 0) return "Nothing was spent.";
  const what = kind === "real" ? total : `${total} simulated`;
  const models = series.map(({ name, total: each }) => `${name} ${each}`).join(", ");
  return `${what} in all, most at ${most.label} (${formatUsd(nanoUsd(most.total))}). By model: ${models}.`;
}

/** Buckets are local times already, so they are read and written as if they were UTC. */
export function bucketLabels(bucket: string): Pick<SpendBucket, "tick" | "label"> {
  if (bucket.includes("T")) {
    const hour = Number(bucket.slice(11, 13));
    const minutes = bucket.slice(14, 16);
    return { tick: `${hour}:${minutes}`, label: `${hour}:${minutes} to ${(hour + 1) % 24}:${minutes}` };
  }
  const date = new Date(`${bucket}T00:00:00Z`);
  return { tick: TICK.format(date), label: LABEL.format(date) };
}

const TICK = new Intl.DateTimeFormat("en-US", { timeZone: "UTC", month: "short", day: "numeric" });
const LABEL = new Intl.DateTimeFormat("en-US", {
  timeZone: "UTC",
  weekday: "long",
  month: "long",
  day: "numeric",
});

/** As it is drawn: amounts in US dollars. */
export const spendPlot = ({ buckets, series, summary }: SpendChart): PlottedChart => ({
  kind: "bars",
  unit: "usd",
  buckets,
  series: series.map((each) => ({ ...each, values: each.values.map((nano) => nano / NANO_PER_USD) })),
  summary,
});
