import { BinaryReader } from "@bufbuild/protobuf/wire";
import type { OtlpKeyValue, OtlpLogRecord, OtlpValue } from "../../core/otlp.ts";
import { id, isRecord, jsonOf, keyValues, name, record, records, time, valueOf } from "./jsonValues.ts";
import { boundedText, LIMITS, OtlpError } from "./limits.ts";
import { isId } from "./reading.ts";
import { fields, hex, keyValueInto, message, valueOf as wireValueOf } from "./wire.ts";

/** The records of one program that tell what was said in a span, or how it failed. */
export interface ServiceLogs {
  /** `service.name`; empty where it says none. */
  readonly service: string;
  readonly records: readonly OtlpLogRecord[];
}

/**
 * The records of an `ExportLogsServiceRequest` that carry GenAI content or an exception and name their span; all
 * others are left. Numbers of the fields are those of the OTLP specification.
 * @throws OtlpError where the bytes are none.
 */
export function decodeLogs(bytes: Uint8Array): readonly ServiceLogs[] {
  const found: ServiceLogs[] = [];
  try {
    fields(new BinaryReader(bytes), bytes.length, { 1: (reader) => found.push(resourceLogsOf(reader)) });
  } catch (cause) {
    throw new OtlpError("The body is not an OTLP request in protobuf.", { cause });
  }
  return found;
}

/** As `decodeLogs`, from the JSON encoding. @throws OtlpError where the text is no JSON. */
export const parseLogs = (text: string): readonly ServiceLogs[] =>
  records(record(jsonOf(text))["resourceLogs"]).map((group) => ({
    service: serviceOf(keyValues(record(group["resource"])["attributes"]).list),
    records: records(group["scopeLogs"])
      .flatMap((scoped) => records(scoped["logRecords"]))
      .flatMap((each) => taken(jsonRecord(each))),
  }));

/** What a decoder finds of a record, before it is known whether it is wanted. */
type Found = Omit<OtlpLogRecord, "eventName"> & { readonly eventName?: string };

function resourceLogsOf(reader: BinaryReader): ServiceLogs {
  const resource: OtlpKeyValue[] = [];
  const found: OtlpLogRecord[] = [];
  message(reader, {
    1: () => message(reader, { 1: () => keyValueInto(reader, resource) }),
    2: () => message(reader, { 2: () => found.push(...taken(wireRecord(reader))) }),
  });
  return { service: serviceOf(resource), records: found };
}

function wireRecord(reader: BinaryReader): Found {
  const attributes: OtlpKeyValue[] = [];
  let [traceId, spanId, at, observed, eventName] = ["", "", "0", "0", ""];
  let body: OtlpValue | undefined;
  message(reader, {
    1: () => (at = String(reader.fixed64())),
    5: () => (body = wireValueOf(reader, 0)),
    6: () => keyValueInto(reader, attributes),
    9: () => (traceId = hex(reader.bytes())),
    10: () => (spanId = hex(reader.bytes())),
    11: () => (observed = String(reader.fixed64())),
    12: () => (eventName = boundedText(reader.string(), LIMITS.name)),
  });
  return {
    traceId,
    spanId,
    timeUnixNano: at === "0" ? observed : at,
    eventName,
    ...(body && { body }),
    ...(attributes.length > 0 && { attributes }),
  };
}

function jsonRecord(fieldsOf: Readonly<Record<string, unknown>>): Found {
  const attributes = keyValues(fieldsOf["attributes"]).list;
  const at = [fieldsOf["timeUnixNano"], fieldsOf["observedTimeUnixNano"]].map(time);
  return {
    traceId: id(fieldsOf["traceId"]),
    spanId: id(fieldsOf["spanId"]),
    timeUnixNano: at.find((each) => /^\d{1,19}$/.test(each) && !/^0+$/.test(each)) ?? "0",
    eventName: name(fieldsOf["eventName"]),
    ...(isRecord(fieldsOf["body"]) && { body: valueOf(fieldsOf["body"], 0) }),
    ...(attributes.length > 0 && { attributes }),
  };
}

/** Older SDKs name an event by an attribute, newer ones by a field. */
const EVENT_NAME = "event.name";
const WANTED = /^(?:gen_ai\.|exception$)/;

function taken({ eventName, attributes = [], ...rest }: Found): readonly OtlpLogRecord[] {
  const named = eventName || attributes.find(({ key }) => key === EVENT_NAME)?.value.stringValue;
  if (named === undefined || !WANTED.test(named)) return [];
  if (!isId(rest.traceId, 32) || !isId(rest.spanId, 16)) return [];
  const own = attributes.filter(({ key }) => key !== EVENT_NAME);
  return [{ ...rest, eventName: named, ...(own.length > 0 && { attributes: own }) }];
}

const serviceOf = (resource: readonly OtlpKeyValue[]): string =>
  resource.find(({ key }) => key === "service.name")?.value.stringValue ?? "";
