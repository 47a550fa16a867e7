/**
 * Spans as the OpenTelemetry Protocol carries them, in its JSON encoding: ids in hex, 64-bit numbers as
 * decimal strings, names in camel case. This is the form in which received spans are recorded, whatever
 * they came in. Source: the OTLP specification 1.x.
 */
export interface OtlpTraces {
  readonly resourceSpans: readonly OtlpResourceSpans[];
}

/** Spans of one program, each as `S`. */
export interface SpanGroup<S> {
  readonly resource?: { readonly attributes?: readonly OtlpKeyValue[] };
  readonly scopeSpans: readonly ScopedSpans<S>[];
}

/** Those that one instrumentation made. */
export interface ScopedSpans<S> {
  readonly scope?: OtlpScope;
  readonly spans: readonly S[];
}

export type OtlpResourceSpans = SpanGroup<OtlpSpan>;
export type OtlpScopeSpans = ScopedSpans<OtlpSpan>;

/** Who made the spans: an instrumentation and its version. */
export interface OtlpScope {
  readonly name?: string;
  readonly version?: string;
  readonly attributes?: readonly OtlpKeyValue[];
}

export interface OtlpSpan {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  readonly traceState?: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind?: number;
  /** Nanoseconds since 1970. */
  readonly startTimeUnixNano: string;
  /** Absent, or `0`, where the span has not ended. */
  readonly endTimeUnixNano?: string;
  readonly attributes?: readonly OtlpKeyValue[];
  readonly droppedAttributesCount?: number;
  readonly events?: readonly OtlpEvent[];
  readonly droppedEventsCount?: number;
  readonly links?: readonly OtlpLink[];
  readonly droppedLinksCount?: number;
  /** 0 unset, 1 ok, 2 error. */
  readonly status?: { readonly code?: number; readonly message?: string };
}

export interface OtlpEvent {
  readonly timeUnixNano: string;
  readonly name: string;
  readonly attributes?: readonly OtlpKeyValue[];
}

export interface OtlpLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes?: readonly OtlpKeyValue[];
}

/** A log record that says something about a span, in OTLP's JSON; what it belongs to (resource, scope) is left out. */
export interface OtlpLogRecord {
  readonly traceId: string;
  readonly spanId: string;
  readonly timeUnixNano: string;
  readonly eventName: string;
  readonly body?: OtlpValue;
  readonly attributes?: readonly OtlpKeyValue[];
}

/** Log records of programs, as they are sent. */
export interface OtlpLogs {
  readonly resourceLogs: readonly {
    readonly resource?: { readonly attributes?: readonly OtlpKeyValue[] };
    readonly scopeLogs: readonly { readonly logRecords: readonly OtlpLogRecord[] }[];
  }[];
}

export interface OtlpKeyValue {
  readonly key: string;
  readonly value: OtlpValue;
}

/** Exactly one field, or none for an empty value. */
export interface OtlpValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string;
  readonly doubleValue?: number | "NaN" | "Infinity" | "-Infinity";
  readonly arrayValue?: { readonly values: readonly OtlpValue[] };
  readonly kvlistValue?: { readonly values: readonly OtlpKeyValue[] };
  /** Base64. */
  readonly bytesValue?: string;
}

/** Stands in every answer of a window's receiver over HTTP/1, which all of our ports speak. */
export const WINDOW_HEADER = "x-flightdeck-window";

/** What our own spans say made them: their scope's name and their `service.name`. */
export const OWN_SERVICE = "agent-flightdeck";
