import { BinaryReader } from "@bufbuild/protobuf/wire";
import type { Mutable } from "../../core/mutable.ts";
import type {
  OtlpEvent,
  OtlpKeyValue,
  OtlpLink,
  OtlpScope,
  OtlpSpan,
  ScopedSpans,
  SpanGroup,
} from "../../core/otlp.ts";
import { boundedText, LIMITS, OtlpError } from "./limits.ts";
import { SpanIntake, type ReadTraces } from "./reading.ts";
import { fields, hex, keyValueInto, message, pushBounded } from "./wire.ts";

/**
 * Reads an `ExportTraceServiceRequest` from its protobuf encoding. Fields that it does not know are skipped.
 * The numbers of the fields are those of the OTLP specification.
 * @throws OtlpError where the bytes are none.
 */
export function decodeTraces(bytes: Uint8Array): ReadTraces {
  const intake = new SpanIntake();
  const resourceSpans = readGroups(new BinaryReader(bytes), (reader) => {
    const span = spanOf(reader);
    return intake.takes(span) ? span : undefined;
  });
  return intake.read(resourceSpans);
}

/**
 * The groups of a request.
 * @param readSpan reads the span at which the reader stands; undefined leaves it out.
 * @throws OtlpError where the bytes are none.
 */
export function readGroups<S>(
  reader: BinaryReader,
  readSpan: (reader: BinaryReader) => S | undefined,
): readonly SpanGroup<S>[] {
  const groups: SpanGroup<S>[] = [];
  malformed(() => fields(reader, reader.len, { 1: () => groups.push(groupOf(reader, readSpan)) }));
  return groups;
}

/** @throws OtlpError where reading finds bytes that are no request. */
export function malformed<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new OtlpError("The body is not an OTLP request in protobuf.", { cause });
  }
}

function groupOf<S>(reader: BinaryReader, readSpan: (reader: BinaryReader) => S | undefined): SpanGroup<S> {
  const attributes: OtlpKeyValue[] = [];
  const scopeSpans: ScopedSpans<S>[] = [];
  message(reader, {
    1: () => message(reader, { 1: () => keyValueInto(reader, attributes) }),
    2: () => scopeSpans.push(scopedOf(reader, readSpan)),
  });
  return { ...(attributes.length > 0 && { resource: { attributes } }), scopeSpans };
}

function scopedOf<S>(
  reader: BinaryReader,
  readSpan: (reader: BinaryReader) => S | undefined,
): ScopedSpans<S> {
  let scope: OtlpScope | undefined;
  const spans: S[] = [];
  message(reader, {
    1: () => (scope = scopeOf(reader)),
    2: () => {
      const span = readSpan(reader);
      if (span !== undefined) spans.push(span);
    },
  });
  return { ...(scope && { scope }), spans };
}

function scopeOf(reader: BinaryReader): OtlpScope {
  const scope: { name?: string; version?: string; attributes?: OtlpKeyValue[] } = {};
  message(reader, {
    1: () => (scope.name = boundedText(reader.string(), LIMITS.name)),
    2: () => (scope.version = boundedText(reader.string(), LIMITS.name)),
    3: () => keyValueInto(reader, (scope.attributes ??= [])),
  });
  return scope;
}

/** The span at which the reader stands, with its length. */
export function spanOf(reader: BinaryReader): OtlpSpan {
  const attributes: OtlpKeyValue[] = [];
  const events: OtlpEvent[] = [];
  const links: OtlpLink[] = [];
  const dropped = { attributes: 0, events: 0, links: 0 };
  const span: Mutable<OtlpSpan> = { traceId: "", spanId: "", name: "", startTimeUnixNano: "0" };
  message(reader, {
    1: () => (span.traceId = hex(reader.bytes())),
    2: () => (span.spanId = hex(reader.bytes())),
    3: () => (span.traceState = boundedText(reader.string(), LIMITS.name)),
    4: () => (span.parentSpanId = hex(reader.bytes())),
    5: () => (span.name = boundedText(reader.string(), LIMITS.name)),
    6: () => (span.kind = reader.int32()),
    7: () => (span.startTimeUnixNano = String(reader.fixed64())),
    8: () => (span.endTimeUnixNano = String(reader.fixed64())),
    9: () => (dropped.attributes += keyValueInto(reader, attributes)),
    10: () => (dropped.attributes += reader.uint32()),
    11: () => (dropped.events += pushBounded(events, eventOf(reader), LIMITS.events)),
    12: () => (dropped.events += reader.uint32()),
    13: () => (dropped.links += pushBounded(links, linkOf(reader), LIMITS.links)),
    14: () => (dropped.links += reader.uint32()),
    15: () => (span.status = statusOf(reader)),
  });
  if (span.parentSpanId === "" || /^0*$/.test(span.parentSpanId ?? "")) delete span.parentSpanId;
  if (attributes.length > 0) span.attributes = attributes;
  if (events.length > 0) span.events = events;
  if (links.length > 0) span.links = links;
  if (dropped.attributes > 0) span.droppedAttributesCount = dropped.attributes;
  if (dropped.events > 0) span.droppedEventsCount = dropped.events;
  if (dropped.links > 0) span.droppedLinksCount = dropped.links;
  return span;
}

function eventOf(reader: BinaryReader): OtlpEvent {
  const attributes: OtlpKeyValue[] = [];
  const event: Mutable<OtlpEvent> = { timeUnixNano: "0", name: "" };
  message(reader, {
    1: () => (event.timeUnixNano = String(reader.fixed64())),
    2: () => (event.name = boundedText(reader.string(), LIMITS.name)),
    3: () => keyValueInto(reader, attributes),
  });
  if (attributes.length > 0) event.attributes = attributes;
  return event;
}

function linkOf(reader: BinaryReader): OtlpLink {
  const attributes: OtlpKeyValue[] = [];
  const link: Mutable<OtlpLink> = { traceId: "", spanId: "" };
  message(reader, {
    1: () => (link.traceId = hex(reader.bytes())),
    2: () => (link.spanId = hex(reader.bytes())),
    4: () => keyValueInto(reader, attributes),
  });
  if (attributes.length > 0) link.attributes = attributes;
  return link;
}

function statusOf(reader: BinaryReader): { code?: number; message?: string } {
  const status: { code?: number; message?: string } = {};
  message(reader, {
    2: () => (status.message = boundedText(reader.string())),
    3: () => (status.code = reader.int32()),
  });
  return status;
}
