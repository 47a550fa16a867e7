import type { SpanId, TraceId } from "../../core/ids.ts";
import type { Span } from "../../core/telemetry.ts";
import type { SegmentLine } from "../../recording/segments.ts";
import { receivedSpans, type PriceOf } from "../../telemetry/receivedSpan.ts";

export type SpansByTrace = ReadonlyMap<TraceId, readonly Span[]>;

/** The spans of a line, in the order of their coming. */
export function spansByTrace({ groups }: Pick<SegmentLine, "groups">, price: PriceOf): SpansByTrace {
  const byTrace = new Map<TraceId, Span[]>();
  for (const group of groups)
    for (const span of receivedSpans(group, price)) {
      const known = byTrace.get(span.traceId);
      if (known === undefined) byTrace.set(span.traceId, [span]);
      else known.push(span);
    }
  return byTrace;
}

/** A later word about a span counts, unless the span had ended and this one has not. */
export function merge(latest: Map<SpanId, Span>, span: Span): void {
  const known = latest.get(span.spanId);
  if (known?.end === undefined || span.end !== undefined) latest.set(span.spanId, span);
}
