import type { SpanId, TraceId } from "../../core/ids.ts";
import type { OtlpLogRecord, OtlpResourceSpans } from "../../core/otlp.ts";
import type { SegmentLine } from "../../recording/segments.ts";

/** What a line holds that was logged in a trace. */
export const logsOf = ({ logs = [] }: SegmentLine, trace: TraceId): readonly OtlpLogRecord[] =>
  logs.filter(({ traceId }) => traceId === trace);

/** Only the spans of a trace; a span that Logfire announced stands under another id, so ids are not looked at. */
export function narrowed(
  { resource, scopeSpans }: OtlpResourceSpans,
  trace: TraceId,
  id: SpanId | undefined,
): OtlpResourceSpans {
  return {
    ...(resource && { resource }),
    scopeSpans: scopeSpans.map((scoped) => ({
      ...scoped,
      spans: scoped.spans.filter(
        ({ traceId, spanId, parentSpanId }) =>
          traceId === trace && (id === undefined || spanId === id || parentSpanId === id),
      ),
    })),
  };
}
