import type { FailureKind } from "../../core/failure.ts";
import type { SpanId } from "../../core/ids.ts";
import { ms, nanoUsd, type EpochMs, type Ms, type NanoUsd } from "../../core/units.ts";
import type { Metering } from "../../core/usage.ts";
import type { CellKind, Counted, Dimensions } from "../../store/cells.ts";
import {
  liesInCall,
  rootOf,
  type SpanBrief,
  type SpanWork,
  type TraceSummary,
} from "../../views/receivedTrace.ts";

/** How a model is metered, for a call that says nothing of its tokens. */
export type MeteringOf = (model: string, at: EpochMs) => Metering;

/** A model call, a tool's run or the whole run of a received trace, for the roll-ups. */
export interface TraceEvent {
  readonly at: EpochMs;
  readonly span: SpanId;
  readonly dimensions: Dimensions;
  readonly counted: Counted;
}

/** Those of a kind with the same name, agent and failure, together. */
export interface TraceMark {
  readonly kind: CellKind;
  readonly provider: string;
  readonly name: string;
  readonly agent: string;
  readonly failure?: FailureKind;
  count: number;
  /** Of the newest. */
  at: EpochMs;
  span: SpanId;
  slowest: Ms;
  nanoUsd: NanoUsd;
}

/**
 * What happened in a trace, each thing once: of model calls that lie in each other the outermost that tells its
 * tokens. A call that failed has none, and counts where none of its spans tells any.
 */
export function eventsOf(
  spans: ReadonlyMap<SpanId, SpanBrief>,
  { agent = "", service }: Pick<TraceSummary, "agent" | "service">,
  meteringOf: MeteringOf,
): readonly TraceEvent[] {
  const all = [...spans.values()];
  const above = ancestorsOfCalls(all, spans);
  const eventOf = (span: SpanBrief, kind: CellKind, work?: SpanWork): TraceEvent => ({
    at: span.start,
    span: span.id,
    dimensions: {
      kind,
      provider: work?.provider ?? "",
      name: work?.name ?? "",
      agent: span.agent ?? agent,
      metering: kind === "call" ? (span.call?.metering ?? meteringOf(work?.name ?? "", span.start)) : "",
      service,
    },
    counted: countedOf(span, work),
  });
  const events: TraceEvent[] = [];
  for (const span of all) {
    const { work, end, call } = span;
    if (work === undefined || end === undefined) continue;
    const counts =
      work.kind === "tool" || ((call !== undefined || !above.has(span.id)) && !liesInCall(span, spans));
    if (counts) events.push(eventOf(span, work.kind, work));
  }
  const root = rootOf(all, spans);
  if (root?.end !== undefined) events.push(eventOf(root, "turn"));
  return events;
}

function countedOf({ start, end, error, failed, call }: SpanBrief, work: SpanWork | undefined): Counted {
  return {
    duration: Math.max(0, (end ?? start) - start),
    failure: error ? (failed ?? "other") : undefined,
    ...(work !== undefined && call !== undefined && { usage: call.usage, nanoUsd: call.cost }),
    ttft: work?.timeToFirstToken,
  };
}

/** The spans above those that tell their tokens. Parents may go in a circle. */
function ancestorsOfCalls(
  all: readonly SpanBrief[],
  spans: ReadonlyMap<SpanId, SpanBrief>,
): ReadonlySet<SpanId> {
  const above = new Set<SpanId>();
  for (const { call, parent } of all) {
    if (call === undefined) continue;
    for (let at = parent; at !== undefined && !above.has(at); at = spans.get(at)?.parent) above.add(at);
  }
  return above;
}

/** Who asks for the traces behind a number needs no more of the events than this. */
export function marksOf(events: readonly TraceEvent[]): readonly TraceMark[] {
  const marks = new Map<string, TraceMark>();
  for (const { at, span, dimensions, counted } of events) {
    const { kind, provider, name, agent } = dimensions;
    const { failure, duration, nanoUsd: cost = 0 } = counted;
    const key = `${kind}\n${provider}\n${name}\n${agent}\n${failure ?? ""}`;
    const mark = marks.get(key);
    if (mark === undefined) {
      const slowest = ms(duration);
      const fresh = { kind, provider, name, agent, count: 1, at, span, slowest, nanoUsd: nanoUsd(cost) };
      marks.set(key, { ...fresh, ...(failure && { failure }) });
      continue;
    }
    mark.count++;
    mark.nanoUsd = nanoUsd(mark.nanoUsd + cost);
    mark.slowest = ms(Math.max(mark.slowest, duration));
    if (at >= mark.at) [mark.at, mark.span] = [at, span];
  }
  return [...marks.values()];
}
