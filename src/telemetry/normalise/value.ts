import type { OtlpKeyValue, OtlpValue } from "../../core/otlp.ts";
import type { AttributeValue } from "../../core/telemetry.ts";

/** What an attribute holds, as plain JSON. 64-bit integers that a double does not hold stay text. */
export type PlainValue =
  string | number | boolean | null | readonly PlainValue[] | { readonly [name: string]: PlainValue };

export function plain(value: OtlpValue): PlainValue {
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.boolValue !== undefined) return value.boolValue;
  if (value.intValue !== undefined) return integer(value.intValue);
  if (value.doubleValue !== undefined) return value.doubleValue;
  if (value.arrayValue !== undefined) return value.arrayValue.values.map(plain);
  if (value.kvlistValue !== undefined) return plainMap(value.kvlistValue.values);
  return value.bytesValue ?? null;
}

const plainMap = (pairs: readonly OtlpKeyValue[]): { readonly [name: string]: PlainValue } =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, plain(value)]));

function integer(text: string): number | string {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
}

/** As a span shows it: plain values and lists of one kind as they are, anything else as JSON. */
export function shown(value: PlainValue): AttributeValue {
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) {
    const kinds = new Set(value.map((each) => typeof each));
    const [kind] = kinds;
    if (kinds.size === 1 && (kind === "string" || kind === "number" || kind === "boolean"))
      return value as AttributeValue;
  }
  return JSON.stringify(value);
}
