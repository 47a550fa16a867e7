import type { OtlpEvent, OtlpLink, OtlpScope, OtlpSpan } from "../../core/otlp.ts";
import {
  bounded,
  id,
  isRecord,
  jsonOf,
  keyValues,
  name,
  number,
  record,
  records,
  time,
  type Fields,
} from "./jsonValues.ts";
import { boundedText, LIMITS, OtlpError } from "./limits.ts";
import { SpanIntake, type ReadTraces } from "./reading.ts";

/**
 * Reads an `ExportTraceServiceRequest` from its JSON encoding. Takes what is there of it: a field of another
 * shape counts as absent, 64-bit numbers come as strings or as numbers.
 * @throws OtlpError where the text is not JSON, or no request.
 */
export function parseTraces(text: string): ReadTraces {
  return readTraces(jsonOf(text));
}

/** As `parseTraces`, of a value that was parsed already. */
export function readTraces(value: unknown): ReadTraces {
  const groups = isRecord(value) ? value["resourceSpans"] : undefined;
  if (groups === undefined && isRecord(value) && Object.keys(value).length === 0)
    return new SpanIntake().read([]);
  if (!Array.isArray(groups)) throw new OtlpError("The body has no resourceSpans.");
  const intake = new SpanIntake();
  const resourceSpans = groups.filter(isRecord).map((group) => {
    const attributes = keyValues(record(group["resource"])["attributes"]).list;
    const scopeSpans = records(group["scopeSpans"]).map((scoped) => {
      const scope = isRecord(scoped["scope"]) ? scopeOf(scoped["scope"]) : undefined;
      const spans = records(scoped["spans"])
        .map(spanOf)
        .filter((span) => intake.takes(span));
      return { ...(scope && { scope }), spans };
    });
    return { ...(attributes.length > 0 && { resource: { attributes } }), scopeSpans };
  });
  return intake.read(resourceSpans);
}

function scopeOf(scope: Fields): OtlpScope {
  const attributes = keyValues(scope["attributes"]).list;
  return {
    ...(typeof scope["name"] === "string" && { name: name(scope["name"]) }),
    ...(typeof scope["version"] === "string" && { version: name(scope["version"]) }),
    ...(attributes.length > 0 && { attributes }),
  };
}

function spanOf(span: Fields): OtlpSpan {
  const parent = id(span["parentSpanId"]);
  const end = time(span["endTimeUnixNano"]);
  const attributes = keyValues(span["attributes"]);
  const events = bounded(records(span["events"]), LIMITS.events);
  const links = bounded(records(span["links"]), LIMITS.links);
  const status = record(span["status"]);
  const dropped = {
    attributes: number(span["droppedAttributesCount"]) + attributes.left,
    events: number(span["droppedEventsCount"]) + events.left,
    links: number(span["droppedLinksCount"]) + links.left,
  };
  return {
    traceId: id(span["traceId"]),
    spanId: id(span["spanId"]),
    name: name(span["name"]),
    startTimeUnixNano: time(span["startTimeUnixNano"]),
    ...(typeof span["traceState"] === "string" && { traceState: name(span["traceState"]) }),
    ...(!/^0*$/.test(parent) && { parentSpanId: parent }),
    ...(span["kind"] !== undefined && { kind: kindOf(span["kind"]) }),
    ...(/^\d+$/.test(end) && { endTimeUnixNano: end }),
    ...(attributes.list.length > 0 && { attributes: attributes.list }),
    ...(events.list.length > 0 && { events: events.list.map(eventOf) }),
    ...(links.list.length > 0 && { links: links.list.map(linkOf) }),
    ...(span["status"] !== undefined && { status: statusOf(status) }),
    ...(dropped.attributes > 0 && { droppedAttributesCount: dropped.attributes }),
    ...(dropped.events > 0 && { droppedEventsCount: dropped.events }),
    ...(dropped.links > 0 && { droppedLinksCount: dropped.links }),
  };
}

const KINDS = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];

/** A number by the specification; some writers send the name. */
const kindOf = (kind: unknown): number =>
  typeof kind === "string" ? Math.max(0, KINDS.indexOf(kind.replace("SPAN_KIND_", ""))) : number(kind);

const CODES = ["UNSET", "OK", "ERROR"];

function statusOf({ code, message }: Fields): { readonly code?: number; readonly message?: string } {
  const codeNumber =
    typeof code === "string" ? CODES.indexOf(code.replace("STATUS_CODE_", "")) : number(code);
  return {
    ...(codeNumber > 0 && { code: codeNumber }),
    ...(typeof message === "string" && message !== "" && { message: boundedText(message) }),
  };
}

function eventOf(event: Fields): OtlpEvent {
  const attributes = keyValues(event["attributes"]).list;
  const at = time(event["timeUnixNano"]);
  return {
    timeUnixNano: /^\d+$/.test(at) ? at : "0",
    name: name(event["name"]),
    ...(attributes.length > 0 && { attributes }),
  };
}

function linkOf(link: Fields): OtlpLink {
  const attributes = keyValues(link["attributes"]).list;
  return {
    traceId: id(link["traceId"]),
    spanId: id(link["spanId"]),
    ...(attributes.length > 0 && { attributes }),
  };
}
