import { ATTR } from "../core/attributes.ts";
import type { SpanId, TraceId } from "../core/ids.ts";
import type { Mutable } from "../core/mutable.ts";
import type { OtlpKeyValue, OtlpResourceSpans, OtlpScope, OtlpSpan } from "../core/otlp.ts";
import type { Attributes, AttributeValue, Span, SpanEvent, SpanKind } from "../core/telemetry.ts";
import { epochMs, type EpochMs } from "../core/units.ts";
import type { Cost, Usage } from "../core/usage.ts";
import { DIALECTS_VERSION } from "./normalise/dialects.ts";
import { eventMessages } from "./normalise/eventMessages.ts";
import { LOOKED_AT, normalise, SAID } from "./normalise/normalise.ts";
import { plain, shown } from "./normalise/value.ts";

/** What a model's tokens cost at a moment. */
export type PriceOf = (model: string, usage: Usage, at: EpochMs) => Cost;

const PENDING = "logfire.span_type";
const PENDING_PARENT = "logfire.pending_parent_id";

/** Names of all attributes that say anything of a span beyond themselves, but what was said in it. */
export const TRANSLATED: readonly string[] = [...LOOKED_AT, PENDING, PENDING_PARENT].filter(
  (name) => !SAID.has(name),
);

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

/**
 * A received span, translated and priced. One without an end is still running. Every span that comes passes here, so
 * it is put together in place: copies of objects would cost more than all else.
 */
function receivedSpan(otlp: OtlpSpan, { origin, scope, price }: Surroundings): Span {
  const { attributes, usage, assumed, reportedUsd } = normalise(otlp.attributes ?? [], scope);
  const pending = attributes[PENDING] === "pending_span";
  const { spanId, parentId } = placeOf(otlp, pending ? text(attributes[PENDING_PARENT]) : undefined);
  const start = timeOf(otlp.startTimeUnixNano);
  const end = pending ? 0 : timeOf(otlp.endTimeUnixNano ?? "");
  const span: Mutable<Span> = {
    traceId: otlp.traceId as TraceId,
    spanId: spanId as SpanId,
    name: otlp.name,
    kind: KINDS[otlp.kind ?? 0] ?? "internal",
    start,
    state: end === 0 ? "running" : "ended",
    status: statusOf(otlp),
    attributes,
    events: otlp.events?.map(eventOf) ?? [],
  };
  if (parentId) span.parentId = parentId as SpanId;
  if (end !== 0) span.end = epochMs(Math.max(start, end));
  const model = attributes["gen_ai.response.model"] ?? attributes[ATTR.requestModel];
  const errorType = errorOf(otlp, attributes, span.events);
  addMissing(attributes, otlp.events && eventMessages(otlp.events));
  addDropped(attributes, otlp);
  attributes[ATTR.dialects] = DIALECTS_VERSION;
  Object.assign(attributes, origin);
  if (usage !== undefined) addCost(attributes, price(text(model), usage, start));
  if (assumed) attributes[ATTR.costAssumed] = true;
  if (reportedUsd !== undefined) attributes[ATTR.costReportedUsd] = reportedUsd;
  if (errorType !== undefined) attributes[ATTR.errorType] = errorType;
  return span;
}

type Gathered = Record<string, AttributeValue>;

function addMissing(attributes: Gathered, others: Attributes = {}): void {
  for (const [name, value] of Object.entries(others))
    if (value !== undefined && !Object.hasOwn(attributes, name)) attributes[name] = value;
}

function addCost(attributes: Gathered, { metering, nanoUsd }: Cost): void {
  attributes[ATTR.metering] = metering;
  if (metering !== "unpriced") attributes[ATTR.costNanoUsd] = nanoUsd;
}

function addDropped(attributes: Gathered, otlp: OtlpSpan): void {
  const { droppedAttributesCount, droppedEventsCount, droppedLinksCount } = otlp;
  if (droppedAttributesCount) attributes["otel.dropped_attributes_count"] = droppedAttributesCount;
  if (droppedEventsCount) attributes["otel.dropped_events_count"] = droppedEventsCount;
  if (droppedLinksCount) attributes["otel.dropped_links_count"] = droppedLinksCount;
}

const KINDS: readonly SpanKind[] = ["internal", "internal", "server", "client", "producer", "consumer"];
const STATUSES = ["unset", "ok", "error"] as const;

const UNSET: Span["status"] = { code: "unset" };
const OK: Span["status"] = { code: "ok" };

function statusOf({ status }: OtlpSpan): Span["status"] {
  const code = STATUSES[status?.code ?? 0] ?? "unset";
  if (status?.message) return { code, message: status.message };
  return code === "unset" ? UNSET : code === "ok" ? OK : { code };
}

/**
 * Where a span stands. Logfire sends a span when it starts as a child of the span that it will be, with the
 * real parent beside it.
 */
function placeOf(
  { spanId, parentSpanId }: OtlpSpan,
  pendingParent: string | undefined,
): { readonly spanId: string; readonly parentId: string | undefined } {
  if (pendingParent === undefined || parentSpanId === undefined) return { spanId, parentId: parentSpanId };
  return { spanId: parentSpanId, parentId: /^0*$/.test(pendingParent) ? undefined : pendingParent };
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

/** The kind of error, where only the recorded exception tells. */
function errorOf(
  { status }: OtlpSpan,
  attributes: Attributes,
  events: readonly SpanEvent[],
): AttributeValue | undefined {
  if (status?.code !== 2 || attributes[ATTR.errorType] !== undefined) return undefined;
  return events.findLast(({ name }) => name === "exception")?.attributes["exception.type"];
}

/** The last digits of nanoseconds that are no whole milliseconds. */
const FRACTION_DIGITS = 6;

/**
 * Nanoseconds as milliseconds, 0 where nothing is said; a double keeps a quarter of a microsecond of today's times.
 * Read digit by digit, without making texts of the parts.
 */
function timeOf(nano: string): EpochMs {
  const point = nano.length - FRACTION_DIGITS;
  let [whole, fraction] = [0, 0];
  for (let at = 0; at < nano.length; at++) {
    const digit = nano.charCodeAt(at) - ZERO;
    if (at < point) whole = whole * 10 + digit;
    else fraction = fraction * 10 + digit;
  }
  return epochMs(whole + fraction / 1_000_000);
}

const ZERO = 0x30;

const text = (value: unknown): string => (typeof value === "string" ? value : "");
