import type { TraceId } from "../../core/ids.ts";
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
