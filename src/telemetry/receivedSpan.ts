import { ATTR } from "../core/attributes.ts";
import type { SpanId, TraceId } from "../core/ids.ts";
import type { OtlpKeyValue, OtlpResourceSpans, OtlpScope, OtlpSpan } from "../core/otlp.ts";
import type { Attributes, Span, SpanEvent, SpanKind } from "../core/telemetry.ts";
import { epochMs, type EpochMs } from "../core/units.ts";
import type { Cost, Usage } from "../core/usage.ts";
import { DIALECTS_VERSION } from "./normalise/dialects.ts";
import { eventMessages } from "./normalise/eventMessages.ts";
import { normalise } from "./normalise/normalise.ts";
import { plain, shown } from "./normalise/value.ts";

/** What a model's tokens cost at a moment. */
export type PriceOf = (model: string, usage: Usage, at: EpochMs) => Cost;

/** All spans of a group as every view sees them, in the order in which they came. */
export function* receivedSpans(group: OtlpResourceSpans, price: PriceOf): Generator<Span> {
  const resource = attributesOf(group.resource?.attributes);
  for (const { scope, spans } of group.scopeSpans) {
    const origin = originOf(resource, scope);
    for (const span of spans) yield receivedSpan(span, { origin, scope, price });
  }
}

interface Surroundings {
  /** What resource and scope say, for every span of them. */
  readonly origin: Attributes;
  readonly scope: OtlpScope | undefined;
  readonly price: PriceOf;
}

/** A received span, translated and priced. One without an end is still running. */
function receivedSpan(otlp: OtlpSpan, { origin, scope, price }: Surroundings): Span {
  const { attributes, usage, assumed, reportedUsd } = normalise(otlp.attributes ?? [], scope);
  const start = timeOf(otlp.startTimeUnixNano);
  const pending = attributes["logfire.span_type"] === "pending_span";
  const end = pending || isZero(otlp.endTimeUnixNano) ? undefined : timeOf(otlp.endTimeUnixNano);
  const events = (otlp.events ?? []).map(eventOf);
  const model = attributes["gen_ai.response.model"] ?? attributes[ATTR.requestModel];
  const cost = usage === undefined ? undefined : price(text(model), usage, start);
  return {
    traceId: otlp.traceId as TraceId,
    ...placeOf(otlp, pending ? text(attributes["logfire.pending_parent_id"]) : undefined),
    name: otlp.name,
    kind: KINDS[otlp.kind ?? 0] ?? "internal",
    start,
    ...(end !== undefined && { end: epochMs(Math.max(start, end)) }),
    state: end === undefined ? "running" : "ended",
    status: {
      code: STATUSES[otlp.status?.code ?? 0] ?? "unset",
      ...(otlp.status?.message && { message: otlp.status.message }),
    },
    attributes: Object.assign(
      events.length === 0 ? {} : eventMessages(otlp.events),
      attributes,
      droppedOf(otlp),
      { [ATTR.dialects]: DIALECTS_VERSION },
      origin,
      cost && costAttributes(cost),
      assumed && { [ATTR.costAssumed]: true },
      reportedUsd !== undefined && { [ATTR.costReportedUsd]: reportedUsd },
      errorOf(otlp, attributes, events),
    ),
    events,
  };
}

const costAttributes = ({ metering, nanoUsd }: Cost): Attributes => ({
  [ATTR.metering]: metering,
  ...(metering !== "unpriced" && { [ATTR.costNanoUsd]: nanoUsd }),
});

const KINDS: readonly SpanKind[] = ["internal", "internal", "server", "client", "producer", "consumer"];
const STATUSES = ["unset", "ok", "error"] as const;

/**
 * Where a span stands. Logfire sends a span when it starts as a child of the span that it will be, with the
 * real parent beside it.
 */
function placeOf(
  { spanId, parentSpanId }: OtlpSpan,
  pendingParent: string | undefined,
): { readonly spanId: SpanId; readonly parentId?: SpanId } {
  if (pendingParent === undefined || parentSpanId === undefined)
    return { spanId: spanId as SpanId, ...(parentSpanId && { parentId: parentSpanId as SpanId }) };
  const parent = /^0*$/.test(pendingParent) ? undefined : pendingParent;
  return { spanId: parentSpanId as SpanId, ...(parent && { parentId: parent as SpanId }) };
}

const eventOf = ({ name, timeUnixNano, attributes }: NonNullable<OtlpSpan["events"]>[number]): SpanEvent => ({
  name,
  time: timeOf(timeUnixNano),
  attributes: attributesOf(attributes),
});

const attributesOf = (pairs: readonly OtlpKeyValue[] = []): Attributes =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, shown(plain(value))]));

function originOf(resource: Attributes, scope: OtlpScope | undefined): Attributes {
  return {
    ...Object.fromEntries(Object.entries(resource).map(([name, value]) => [`resource.${name}`, value])),
    ...(scope?.name && { [SCOPE_NAME]: scope.name }),
    ...(scope?.version && { "otel.scope.version": scope.version }),
  };
}

const SCOPE_NAME = "otel.scope.name";

function droppedOf({ droppedAttributesCount, droppedEventsCount, droppedLinksCount }: OtlpSpan): Attributes {
  return {
    ...(droppedAttributesCount && { "otel.dropped_attributes_count": droppedAttributesCount }),
    ...(droppedEventsCount && { "otel.dropped_events_count": droppedEventsCount }),
    ...(droppedLinksCount && { "otel.dropped_links_count": droppedLinksCount }),
  };
}

/** The kind of error, where only the recorded exception tells. */
function errorOf({ status }: OtlpSpan, attributes: Attributes, events: readonly SpanEvent[]): Attributes {
  if (status?.code !== 2 || attributes[ATTR.errorType] !== undefined) return {};
  const exception = events.findLast(({ name }) => name === "exception");
  const type = exception?.attributes["exception.type"];
  return type === undefined ? {} : { [ATTR.errorType]: type };
}

const isZero = (nano: string | undefined): nano is undefined => nano === undefined || /^0*$/.test(nano);

/** Nanoseconds as milliseconds; a double keeps a quarter of a microsecond of today's times. */
function timeOf(nano: string): EpochMs {
  const digits = nano.padStart(7, "0");
  return epochMs(Number(digits.slice(0, -6)) + Number(digits.slice(-6)) / 1_000_000);
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
