import type { TraceId } from "../../core/ids.ts";
import { compareBehind, oncePerTrace, type BehindQuery, type BehindRow } from "../../store/behind.ts";
import { Cells, type CellKind } from "../../store/cells.ts";
import type { Hours } from "../../store/hours.ts";
import { MemoryRollups } from "../../store/memoryRollups.ts";
import type { RolledUp } from "../../store/rollups.ts";
import type { TraceSummary } from "../../views/receivedTrace.ts";
import type { TraceEvent, TraceMark } from "./traceEvents.ts";

const KINDS: readonly CellKind[] = ["call", "tool", "turn"];

/** What all received traces add to the dashboard. */
export class TraceFigures {
  readonly #hours: Hours;
  readonly #rollups: MemoryRollups;

  constructor(hours: Hours) {
    this.#hours = hours;
    this.#rollups = new MemoryRollups(hours);
  }

  /** Adds what happened in a trace, or with `sign` -1 takes away what was added before. */
  add(events: readonly TraceEvent[], sign: 1 | -1 = 1): void {
    const cells = new Cells();
    for (const { at, dimensions, counted } of events) cells.count(this.#hours.of(at), dimensions, counted);
    for (const cell of cells.values()) this.#rollups.add(cell, sign);
  }

  /** Everything from one hour or day to another, both included. */
  read(by: "hour" | "day", first: number | string, last: number | string): readonly RolledUp[] {
    return KINDS.flatMap((kind) => this.#rollups.read(by, kind, first, last));
  }

  clear(): void {
    this.#rollups.clear();
  }
}

/** What is known of a trace that may stand behind a number. */
export interface MarkedTrace {
  readonly trace: TraceId;
  readonly summary: TraceSummary;
  readonly marks: readonly TraceMark[];
}

/** The traces behind a number of the dashboard. */
export function receivedBehind(traces: Iterable<MarkedTrace>, query: BehindQuery): readonly BehindRow[] {
  const rows: BehindRow[] = [];
  for (const { trace, summary, marks } of traces) {
    if (query.filter?.service !== undefined && query.filter.service !== summary.service) continue;
    for (const mark of marks) if (matches(mark, query)) rows.push(rowOf(trace, summary, mark));
  }
  return oncePerTrace(rows.toSorted(compareBehind(query.order)), query.limit);
}

function matches(mark: TraceMark, { kind, range, filter = {}, tool, failure }: BehindQuery): boolean {
  const { agent, model } = filter;
  return (
    mark.kind === kind &&
    mark.at >= range.from &&
    mark.at < range.to &&
    (agent === undefined || agent === mark.agent) &&
    (kind !== "call" ||
      model === undefined ||
      (model.id === mark.name && model.provider === mark.provider)) &&
    (kind !== "tool" || tool === undefined || tool === mark.name) &&
    (failure === undefined || (failure === "any" ? isFailed(mark) : failure === mark.failure))
  );
}

const isFailed = ({ failure }: TraceMark): boolean => failure !== undefined && failure !== "cancelled";

const rowOf = (trace: TraceId, { name: title, service }: TraceSummary, mark: TraceMark): BehindRow => ({
  trace,
  ...(mark.kind !== "turn" && { span: mark.span }),
  service,
  title,
  agent: mark.agent,
  name: mark.name,
  time: mark.at,
  duration: mark.slowest,
  ...(mark.failure && { failure: mark.failure }),
  nanoUsd: mark.nanoUsd,
  count: mark.count,
});
