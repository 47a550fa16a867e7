import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import type { OtlpKeyValue, OtlpValue } from "../../core/otlp.ts";
import { boundedText, LIMITS, OtlpError, TOO_DEEP } from "./limits.ts";

type FieldReaders = Readonly<Record<number, (reader: BinaryReader, type: WireType) => unknown>>;

/** A reader whose bytes can be looked at beside it. */
export class WireReader extends BinaryReader {
  readonly source: Buffer;

  constructor(bytes: Uint8Array) {
    super(bytes);
    this.source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }
}

/** Reads the fields of a message up to `end`, each by its number. */
export function fields(reader: BinaryReader, end: number, readers: FieldReaders): void {
  while (reader.pos < end) {
    const [number, type] = reader.tag();
    const read = readers[number];
    if (read === undefined) reader.skip(type, number);
    else read(reader, type);
  }
  if (reader.pos !== end) throw new OtlpError("A message does not end where it says.");
}

export function message(reader: BinaryReader, readers: FieldReaders): void {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len) throw new OtlpError("A message is longer than the body.");
  fields(reader, end, readers);
}

/** Adds an attribute; returns how many were left out for want of room. */
export function keyValueInto(reader: BinaryReader, list: OtlpKeyValue[]): number {
  let key = "";
  let value: OtlpValue = {};
  message(reader, {
    1: () => (key = boundedText(reader.string(), LIMITS.name)),
    2: () => (value = valueOf(reader, 0)),
  });
  return pushBounded(list, { key, value }, LIMITS.attributes);
}

export function pushBounded<T>(list: T[], item: T, limit: number): 0 | 1 {
  if (list.length >= limit) return 1;
  list.push(item);
  return 0;
}

export function valueOf(reader: BinaryReader, depth: number): OtlpValue {
  if (depth >= LIMITS.depth) {
    reader.skip(WireType.LengthDelimited);
    return { stringValue: TOO_DEEP };
  }
  let value: OtlpValue = {};
  message(reader, {
    1: () => (value = { stringValue: boundedText(reader.string()) }),
    2: () => (value = { boolValue: reader.bool() }),
    3: () => (value = { intValue: String(reader.int64()) }),
    4: () => (value = { doubleValue: jsonDouble(reader.double()) }),
    5: () => {
      const values: OtlpValue[] = [];
      message(reader, { 1: () => pushBounded(values, valueOf(reader, depth + 1), LIMITS.members) });
      value = { arrayValue: { values } };
    },
    6: () => {
      const values: OtlpKeyValue[] = [];
      message(reader, { 1: () => pushBounded(values, memberOf(reader, depth + 1), LIMITS.members) });
      value = { kvlistValue: { values } };
    },
    7: () => (value = { bytesValue: boundedText(Buffer.from(reader.bytes()).toString("base64")) }),
  });
  return value;
}

function memberOf(reader: BinaryReader, depth: number): OtlpKeyValue {
  let key = "";
  let value: OtlpValue = {};
  message(reader, {
    1: () => (key = boundedText(reader.string(), LIMITS.name)),
    2: () => (value = valueOf(reader, depth)),
  });
  return { key, value };
}

/** JSON has no numbers for these three. */
const jsonDouble = (value: number): number | "NaN" | "Infinity" | "-Infinity" =>
  Number.isFinite(value) ? value : (String(value) as "NaN" | "Infinity" | "-Infinity");

export const hex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
