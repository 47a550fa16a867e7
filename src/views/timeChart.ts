import { failureLabel, type FailureKind } from "../core/failure.ts";
import { promptTokens, type Usage } from "../core/usage.ts";
import type { DashboardData, Figures } from "../store/dashboardData.ts";
import { formatShare } from "./dashboardCards.ts";
import { formatDuration, formatMany } from "./figures.ts";
import { bucketLabels } from "./spendChart.ts";

export type Unit = "count" | "duration" | "tokens" | "usd";

export interface TimeSeries {
  readonly name: string;
  /** The number of its colour; absent for all the rest together. */
  readonly colour?: number;
  readonly dashed?: boolean;
  /** Of each bucket; null where there is nothing to be drawn. */
  readonly values: readonly (number | null)[];
  /** Of the whole range. */
  readonly total: string;
}

/** Something over time, as bars on each other or as lines. */
export interface PlottedChart {
  readonly kind: "bars" | "lines";
  readonly unit: Unit;
  readonly buckets: readonly { readonly tick: string; readonly label: string }[];
  readonly series: readonly TimeSeries[];
  /** The chart in a sentence. */
  readonly summary: string;
}

/** The same in words and as a table. */
export interface TimeChart extends PlottedChart {
  readonly table: ChartTable;
}

export interface ChartTable {
  readonly head: readonly string[];
  /** Buckets in which something was. */
  readonly rows: readonly {
    readonly bucket: number;
    readonly label: string;
    readonly cells: readonly string[];
  }[];
}

export type WorkKind = "call" | "tool" | "turn";

/** `2 of 130` in words. */
const NOUNS: Readonly<Record<WorkKind, string>> = {
  call: "model calls",
  tool: "tool runs",
  turn: "turns",
};

type Data = Pick<DashboardData, "buckets" | "series" | "toolSeries" | "turnSeries">;

const seriesOf = (data: Data, kind: WorkKind): readonly Figures[] =>
  ({ call: data.series, tool: data.toolSeries, turn: data.turnSeries })[kind];

/** Red first: what fails most. */
const FAILURE_COLOURS = [4, 2, 5, 3] as const;

/** Failures of each class over time. Stopped by the person is no failure. */
export function failureChart(data: Data, kind: WorkKind): TimeChart {
  const figures = seriesOf(data, kind);
  const classes = rankedFailures(figures);
  const named = classes.slice(0, FAILURE_COLOURS.length);
  const rest = classes.slice(FAILURE_COLOURS.length);
  const series = [
    ...named.map((failure, at) =>
      countSeries(
        failureLabel(failure),
        figures,
        ({ failures }) => failures[failure] ?? 0,
        FAILURE_COLOURS[at],
      ),
    ),
    ...(rest.length === 0
      ? []
      : [
          countSeries(`${rest.length} other classes`, figures, ({ failures }) =>
            rest.reduce((sum, failure) => sum + (failures[failure] ?? 0), 0),
          ),
        ]),
  ];
  const count = sumOf(figures, (each) => each.count);
  const failed = sumOf(figures, (each) => each.failed);
  const share = count === 0 ? "" : ` (${formatShare(failed / count)})`;
  return {
    kind: "bars",
    unit: "count",
    buckets: data.buckets.map(bucketLabels),
    series,
    summary:
      failed === 0
        ? `None of ${number(count)} ${NOUNS[kind]} failed.`
        : `${number(failed)} of ${number(count)} ${NOUNS[kind]} failed${share}: ${series.map(({ name, total }) => `${name} ${total}`).join(", ")}.`,
    table: {
      head: [capital(NOUNS[kind]), "Failed", "Error rate", ...series.map(({ name }) => name)],
      rows: rowsOf(data.buckets, figures, (each, at) => [
        number(each.count),
        number(each.failed),
        each.count === 0 ? "–" : formatShare(each.failed / each.count),
        ...series.map(({ values }) => number(values[at] ?? 0)),
      ]),
    },
  };
}

/** The most frequent first. */
function rankedFailures(figures: readonly Figures[]): readonly FailureKind[] {
  const sums = new Map<FailureKind, number>();
  for (const { failures } of figures)
    for (const [failure, count] of Object.entries(failures) as [FailureKind, number][])
      if (failure !== "cancelled") sums.set(failure, (sums.get(failure) ?? 0) + count);
  return [...sums].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([failure]) => failure);
}

const countSeries = (
  name: string,
  figures: readonly Figures[],
  valueOf: (figures: Figures) => number,
  colour?: number,
): TimeSeries => ({
  name,
  ...(colour !== undefined && { colour }),
  values: figures.map(valueOf),
  total: number(sumOf(figures, valueOf)),
});

/** How long model calls took, and until their first token, of those that succeeded. */
export function latencyChart(data: Data & Pick<DashboardData, "calls">): TimeChart {
  const lines = [
    { name: "median", colour: 0, of: ({ duration }: Figures) => duration.p50 },
    { name: "p95", colour: 1, of: ({ duration }: Figures) => duration.p95 },
    {
      name: "first token, median",
      colour: 0,
      dashed: true,
      of: (each: Figures) => each.timeToFirstToken.p50,
    },
    { name: "first token, p95", colour: 1, dashed: true, of: (each: Figures) => each.timeToFirstToken.p95 },
  ];
  const series = lines
    .map(({ of, ...line }) => ({
      ...line,
      values: data.series.map((each) => of(each) ?? null),
      total: durationText(of(data.calls)),
    }))
    .filter(({ values }) => values.some((value) => value !== null));
  return {
    kind: "lines",
    unit: "duration",
    buckets: data.buckets.map(bucketLabels),
    series,
    summary:
      series.length === 0
        ? "No model call succeeded."
        : `Latency of model calls: ${series.map(({ name, total }) => `${name} ${total}`).join(", ")}.`,
    table: {
      head: ["Calls", ...lines.map(({ name }) => capital(name))],
      rows: rowsOf(data.buckets, data.series, (each) => [
        number(each.count),
        ...lines.map(({ of }) => durationText(of(each))),
      ]),
    },
  };
}

const durationText = (value: number | undefined): string =>
  value === undefined ? "–" : formatDuration(value);

/** Tokens over time, with what came from the cache. */
export function tokenChart(data: Data & Pick<DashboardData, "calls">): TimeChart {
  const layers = [
    { name: "read from cache", colour: 1, of: ({ cacheRead }: Usage) => cacheRead },
    { name: "input", colour: 0, of: ({ input }: Usage) => input },
    { name: "written to cache", colour: 2, of: (usage: Usage) => usage.cacheWrite5m + usage.cacheWrite1h },
    { name: "output", colour: 3, of: ({ output }: Usage) => output },
  ];
  const series = layers
    .map(({ of, ...layer }) => ({
      ...layer,
      values: data.series.map(({ usage }) => of(usage)),
      total: formatMany(of(data.calls.usage)),
    }))
    .filter(({ values }) => values.some((value) => value > 0));
  return {
    kind: "bars",
    unit: "tokens",
    buckets: data.buckets.map(bucketLabels),
    series,
    summary:
      series.length === 0
        ? "No tokens were used."
        : `Tokens: ${series.map(({ name, total }) => `${total} ${name}`).join(", ")}; cache hit rate ${cacheShare(data.calls.usage)}.`,
    table: {
      head: ["Cache hit rate", ...layers.map(({ name }) => capital(name))],
      rows: rowsOf(data.buckets, data.series, ({ usage }) => [
        cacheShare(usage),
        ...layers.map(({ of }) => formatMany(of(usage))),
      ]),
    },
  };
}

/** What share of the prompt tokens came from the cache. */
export function cacheShare(usage: Usage): string {
  const prompt = promptTokens(usage);
  return prompt === 0 ? "–" : formatShare(usage.cacheRead / prompt);
}

const rowsOf = (
  buckets: readonly string[],
  figures: readonly Figures[],
  cells: (figures: Figures, bucket: number) => readonly string[],
): ChartTable["rows"] =>
  figures.flatMap((each, bucket) =>
    each.count === 0
      ? []
      : [{ bucket, label: bucketLabels(buckets[bucket] ?? "").label, cells: cells(each, bucket) }],
  );

const sumOf = (figures: readonly Figures[], of: (figures: Figures) => number): number =>
  figures.reduce((sum, each) => sum + of(each), 0);

const number = (value: number): string => value.toLocaleString("en-US");
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
