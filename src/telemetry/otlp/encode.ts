import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type {
  OtlpEvent,
  OtlpKeyValue,
  OtlpLink,
  OtlpResourceSpans,
  OtlpScope,
  OtlpSpan,
  OtlpTraces,
  OtlpValue,
} from "../../core/otlp.ts";

/** An `ExportTraceServiceRequest` in protobuf. The numbers of the fields are those of the OTLP specification. */
export function encodeTraces({ resourceSpans }: OtlpTraces): Uint8Array {
  const writer = new BinaryWriter();
  for (const group of resourceSpans) message(writer, 1, () => resourceSpansInto(writer, group));
  return writer.finish();
}

export function message(writer: BinaryWriter, field: number, fill: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  fill();
  writer.join();
}

export function text(writer: BinaryWriter, field: number, value: string | undefined): void {
  if (value !== undefined && value !== "") writer.tag(field, WireType.LengthDelimited).string(value);
}

export function bytes(writer: BinaryWriter, field: number, hex: string | undefined): void {
  if (hex !== undefined && hex !== "")
    writer.tag(field, WireType.LengthDelimited).bytes(Buffer.from(hex, "hex"));
}

export function nano(writer: BinaryWriter, field: number, value: string | undefined): void {
  if (value !== undefined && value !== "0") writer.tag(field, WireType.Bit64).fixed64(BigInt(value));
}

function number(writer: BinaryWriter, field: number, value: number | undefined): void {
  if (value !== undefined && value !== 0) writer.tag(field, WireType.Varint).uint32(value);
}

function resourceSpansInto(writer: BinaryWriter, { resource, scopeSpans }: OtlpResourceSpans): void {
  if (resource !== undefined) message(writer, 1, () => pairs(writer, 1, resource.attributes));
  for (const { scope, spans } of scopeSpans)
    message(writer, 2, () => {
      if (scope !== undefined) message(writer, 1, () => scopeInto(writer, scope));
      for (const span of spans) message(writer, 2, () => spanInto(writer, span));
    });
}

function scopeInto(writer: BinaryWriter, { name, version, attributes }: OtlpScope): void {
  text(writer, 1, name);
  text(writer, 2, version);
  pairs(writer, 3, attributes);
}

function spanInto(writer: BinaryWriter, span: OtlpSpan): void {
  bytes(writer, 1, span.traceId);
  bytes(writer, 2, span.spanId);
  text(writer, 3, span.traceState);
  bytes(writer, 4, span.parentSpanId);
  text(writer, 5, span.name);
  number(writer, 6, span.kind);
  nano(writer, 7, span.startTimeUnixNano);
  nano(writer, 8, span.endTimeUnixNano);
  pairs(writer, 9, span.attributes);
  number(writer, 10, span.droppedAttributesCount);
  for (const event of span.events ?? []) message(writer, 11, () => eventInto(writer, event));
  number(writer, 12, span.droppedEventsCount);
  for (const link of span.links ?? []) message(writer, 13, () => linkInto(writer, link));
  number(writer, 14, span.droppedLinksCount);
  const { status } = span;
  if (status !== undefined)
    message(writer, 15, () => {
      text(writer, 2, status.message);
      number(writer, 3, status.code);
    });
}

function eventInto(writer: BinaryWriter, { timeUnixNano, name, attributes }: OtlpEvent): void {
  nano(writer, 1, timeUnixNano);
  text(writer, 2, name);
  pairs(writer, 3, attributes);
}

function linkInto(writer: BinaryWriter, { traceId, spanId, attributes }: OtlpLink): void {
  bytes(writer, 1, traceId);
  bytes(writer, 2, spanId);
  pairs(writer, 4, attributes);
}

export function pairs(writer: BinaryWriter, field: number, list: readonly OtlpKeyValue[] = []): void {
  for (const { key, value } of list)
    message(writer, field, () => {
      text(writer, 1, key);
      message(writer, 2, () => valueInto(writer, value));
    });
}

export function valueInto(writer: BinaryWriter, value: OtlpValue): void {
  if (value.stringValue !== undefined) writer.tag(1, WireType.LengthDelimited).string(value.stringValue);
  else if (value.boolValue !== undefined) writer.tag(2, WireType.Varint).bool(value.boolValue);
  else if (value.intValue !== undefined) writer.tag(3, WireType.Varint).int64(value.intValue);
  else if (value.doubleValue !== undefined) writer.tag(4, WireType.Bit64).double(Number(value.doubleValue));
  else if (value.arrayValue !== undefined) {
    const { values } = value.arrayValue;
    message(writer, 5, () => {
      for (const each of values) message(writer, 1, () => valueInto(writer, each));
    });
  } else if (value.kvlistValue !== undefined) {
    const { values } = value.kvlistValue;
    message(writer, 6, () => pairs(writer, 1, values));
  } else if (value.bytesValue !== undefined)
    writer.tag(7, WireType.LengthDelimited).bytes(Buffer.from(value.bytesValue, "base64"));
}
