import type { OtlpEvent, OtlpKeyValue, OtlpLogRecord, OtlpResourceSpans } from "../../core/otlp.ts";

/** What was logged, by the id of its span. */
export type LogsBySpan = ReadonlyMap<string, readonly OtlpLogRecord[]>;

/**
 * A group of one trace's spans with what was logged in each as its events, as older instrumentations send them
 * themselves. One that came twice counts once.
 */
export function joinLogs(group: OtlpResourceSpans, trace: string, logs: LogsBySpan): OtlpResourceSpans {
  if (logs.size === 0) return group;
  return {
    ...group,
    scopeSpans: group.scopeSpans.map((scoped) => ({
      ...scoped,
      spans: scoped.spans.map((span) => {
        const own = span.traceId === trace ? logs.get(span.spanId) : undefined;
        return own === undefined ? span : { ...span, events: [...(span.events ?? []), ...eventsOf(own)] };
      }),
    })),
  };
}

function eventsOf(logs: readonly OtlpLogRecord[]): readonly OtlpEvent[] {
  const once = new Map(logs.map((log) => [JSON.stringify(log), log]));
  return [...once.values()]
    .toSorted((a, b) => Number(BigInt(a.timeUnixNano) - BigInt(b.timeUnixNano)))
    .map(({ eventName, timeUnixNano, attributes = [], body }) => ({
      name: eventName,
      timeUnixNano,
      attributes: [...attributes, ...fromBody(body)],
    }));
}

/** A structured body is a list of attributes by another name. */
function fromBody(body: OtlpLogRecord["body"]): readonly OtlpKeyValue[] {
  if (body?.kvlistValue !== undefined) return body.kvlistValue.values;
  return body === undefined || Object.keys(body).length === 0 ? [] : [{ key: "content", value: body }];
}
