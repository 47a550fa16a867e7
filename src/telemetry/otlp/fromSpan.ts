import {
  OWN_SERVICE,
  type OtlpKeyValue,
  type OtlpSpan,
  type OtlpTraces,
  type OtlpValue,
} from "../../core/otlp.ts";
import type { Attributes, AttributeValue, Span } from "../../core/telemetry.ts";
import type { EpochMs } from "../../core/units.ts";
import { isContent } from "../privacy.ts";

export interface ExportOptions {
  /** Our own version. */
  readonly version: string;
  /** Whether what was said goes along. */
  readonly content: boolean;
}

const KINDS = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;
const CODES = { unset: 0, ok: 1, error: 2 } as const;

/** Spans of ours as any backend takes them. */
export const toOtlp = (spans: readonly Span[], { version, content }: ExportOptions): OtlpTraces => ({
  resourceSpans: [
    {
      resource: {
        attributes: pairs({ "service.name": OWN_SERVICE, "service.version": version }, true),
      },
      scopeSpans: [
        { scope: { name: OWN_SERVICE, version }, spans: spans.map((span) => spanOf(span, content)) },
      ],
    },
  ],
});

function spanOf(span: Span, content: boolean): OtlpSpan {
  const { traceId, spanId, parentId, name, kind, start, end, status, attributes, events } = span;
  return {
    traceId,
    spanId,
    ...(parentId && { parentSpanId: parentId }),
    name,
    kind: KINDS[kind],
    startTimeUnixNano: nano(start),
    ...(end !== undefined && { endTimeUnixNano: nano(end) }),
    attributes: pairs(attributes, content),
    ...(events.length > 0 && {
      events: events.map((event) => ({
        timeUnixNano: nano(event.time),
        name: event.name,
        attributes: pairs(event.attributes, content),
      })),
    }),
    status: { code: CODES[status.code], ...(status.message && { message: status.message }) },
  };
}

const pairs = (attributes: Attributes, content: boolean): readonly OtlpKeyValue[] =>
  Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined || (!content && isContent(key)) ? [] : [{ key, value: valueOf(value) }],
  );

function valueOf(value: AttributeValue): OtlpValue {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number")
    return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  return { arrayValue: { values: value.map(valueOf) } };
}

/** Milliseconds as nanoseconds; a double of today's times holds a quarter of a microsecond. */
function nano(time: EpochMs): string {
  const whole = Math.floor(time);
  return String(BigInt(whole) * 1_000_000n + BigInt(Math.round((time - whole) * 1_000_000)));
}
