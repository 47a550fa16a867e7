import type { FailureKind } from "../core/failure.ts";
import type { ModelRef } from "../core/lines.ts";
import type { EpochMs, Ms } from "../core/units.ts";
import type { CostSum, Metering, Usage } from "../core/usage.ts";
import type { SessionRow } from "./rows.ts";

/** From a moment up to another, which is not included. */
export interface Range {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

export interface DashboardQuery {
  readonly range: Range;
  /** What the totals are compared with. */
  readonly before: Range;
  /** Local hours or days. The ranges are widened to whole ones. */
  readonly by: "hour" | "day";
  readonly filter?: DashboardFilter;
}

export interface DashboardFilter {
  /** Only sessions of ours, or only what other programs sent; all where absent. */
  readonly source?: Source;
  /** Only what this program sent. */
  readonly service?: string;
  readonly agent?: string;
  readonly model?: ModelRef;
}

export type Source = "own" | "received";

/** What calls, tool runs or turns amount to. Percentiles are of those that succeeded, 4.5 % off at most. */
export interface Figures {
  readonly count: number;
  /** Those that failed; stopped by the person is no failure. */
  readonly failed: number;
  readonly failures: Readonly<Partial<Record<FailureKind, number>>>;
  readonly usage: Usage;
  readonly cost: CostSum;
  readonly duration: Percentiles;
  readonly timeToFirstToken: Percentiles;
}

/** Absent where there is nothing to measure. */
export interface Percentiles {
  readonly p50?: Ms;
  readonly p95?: Ms;
}

export interface ModelFigures extends Figures {
  readonly model: ModelRef;
  readonly metering: Metering;
  /** Of each bucket. */
  readonly nanoUsd: readonly number[];
}

export interface Choices {
  /** Programs that sent something. */
  readonly services: readonly string[];
  readonly agents: readonly string[];
  readonly models: readonly ModelRef[];
}

export interface NamedFigures extends Figures {
  readonly name: string;
}

export interface DashboardData {
  /** Local time at which each begins: `2026-11-22`, by hour `2026-11-22T09:00`. */
  readonly buckets: readonly string[];
  /** From when to when each of them goes. */
  readonly bounds: readonly Range[];
  /** Of the model calls in each bucket. */
  readonly series: readonly Figures[];
  /** Of all model calls. */
  readonly calls: Figures;
  readonly callsBefore: Figures;
  /** Of the runs of tools, and of the turns, in each bucket. */
  readonly toolSeries: readonly Figures[];
  readonly turnSeries: readonly Figures[];
  readonly turns: Figures;
  readonly turnsBefore: Figures;
  /** Dearest first, real money before simulated. */
  readonly models: readonly ModelFigures[];
  /** Those used most first. */
  readonly tools: readonly NamedFigures[];
  readonly agents: readonly NamedFigures[];
  /** Model calls of each program that sent some. */
  readonly services: readonly NamedFigures[];
  /** What can be filtered by: what there is in the range without any filter. */
  readonly choices: Choices;
  /** Sessions that were active in the range. */
  readonly newest: readonly SessionRow[];
  readonly dearest: readonly SessionRow[];
  readonly longest: readonly SessionRow[];
}
