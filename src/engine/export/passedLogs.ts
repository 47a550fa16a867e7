import type { OtlpLogRecord, OtlpResourceSpans } from "../../core/otlp.ts";
import type { SegmentLine, SegmentPlace } from "../../recording/segments.ts";
import { joinLogs } from "../../telemetry/otlp/joinLogs.ts";

/** What is kept for spans that come later, at most: lines, and their bytes. */
const MOST_LINES = 1_024;
const MOST_BYTES = 16 * 1024 * 1024;

interface Kept {
  readonly logs: readonly OtlpLogRecord[];
  readonly bytes: number;
}

/**
 * What was logged in received spans, on its way to a backend: a span usually ends after its last log record, so those
 * of earlier lines are remembered. Oldest are forgotten first.
 */
export class PassedLogs {
  readonly #lines = new Map<string, Kept>();
  #bytes = 0;

  /** Remembers a line's records. One that is read again, because it was not delivered, counts once. */
  take({ logs = [] }: SegmentLine, { segment, offset, length }: SegmentPlace): void {
    const key = `${segment}:${offset}`;
    if (logs.length === 0 || this.#lines.has(key)) return;
    this.#lines.set(key, { logs, bytes: length });
    this.#bytes += length;
    for (const [oldest, { bytes }] of this.#lines) {
      if (this.#lines.size <= MOST_LINES && this.#bytes <= MOST_BYTES) break;
      this.#lines.delete(oldest);
      this.#bytes -= bytes;
    }
  }

  /** Spans with what was logged in each as its events. */
  join(groups: readonly OtlpResourceSpans[]): readonly OtlpResourceSpans[] {
    const traces = new Map<string, Map<string, OtlpLogRecord[]>>();
    for (const { logs } of this.#lines.values())
      for (const log of logs) {
        const spans = traces.get(log.traceId) ?? new Map<string, OtlpLogRecord[]>();
        traces.set(log.traceId, spans.set(log.spanId, [...(spans.get(log.spanId) ?? []), log]));
      }
    return groups.map((group) => {
      let joined = group;
      for (const trace of tracesOf(group)) {
        const logs = traces.get(trace);
        if (logs !== undefined) joined = joinLogs(joined, trace, logs);
      }
      return joined;
    });
  }
}

const tracesOf = ({ scopeSpans }: OtlpResourceSpans): ReadonlySet<string> =>
  new Set(scopeSpans.flatMap(({ spans }) => spans.map(({ traceId }) => traceId)));
