import type { FailureKind } from "../core/failure.ts";
import type { SessionId, SpanId, TraceId } from "../core/ids.ts";
import type { EpochMs, Ms, NanoUsd } from "../core/units.ts";
import type { CellKind } from "./cells.ts";
import type { DashboardFilter, Range } from "./dashboardData.ts";

/** Which calls, tool runs or turns a number of the dashboard stands for. */
export interface BehindQuery {
  readonly kind: CellKind;
  readonly range: Range;
  readonly filter?: DashboardFilter;
  /** The tool's name. */
  readonly tool?: string;
  /** Those that failed so, or in any way; all where absent. Stopped by the person is no failure. */
  readonly failure?: FailureKind | "any";
  readonly order: BehindOrder;
  readonly limit: number;
}

export type BehindOrder = "newest" | "slowest" | "dearest";

/** A trace behind a number: the first of its calls, runs or turns in the order that was asked for. */
export interface BehindRow {
  readonly trace: TraceId;
  /** Of the call or run; absent for a turn. */
  readonly span?: SpanId;
  /** Of ours; absent for what another program sent. */
  readonly session?: SessionId;
  /** The program that sent it. */
  readonly service?: string;
  /** The session's title, or the root span's name. */
  readonly title: string;
  readonly agent: string;
  /** The model's or the tool's; empty for a turn. */
  readonly name: string;
  readonly time: EpochMs;
  readonly duration: Ms;
  readonly failure?: FailureKind;
  readonly nanoUsd: NanoUsd;
  /** How many of its calls, runs or turns the number stands for. */
  readonly count: number;
}

/** Rows of the same trace become one, in the order in which the first of each comes. */
export function oncePerTrace(rows: readonly BehindRow[], limit: number): readonly BehindRow[] {
  const traces = new Map<TraceId, BehindRow>();
  for (const row of rows) {
    const known = traces.get(row.trace);
    traces.set(row.trace, known === undefined ? row : { ...known, count: known.count + row.count });
  }
  return [...traces.values()].slice(0, limit);
}

/** The one that stands first in an order comes first. */
export function compareBehind(order: BehindOrder): (a: BehindRow, b: BehindRow) => number {
  if (order === "slowest") return (a, b) => b.duration - a.duration || b.time - a.time;
  if (order === "dearest") return (a, b) => b.nanoUsd - a.nanoUsd || b.time - a.time;
  return (a, b) => b.time - a.time;
}
