import type { OtlpKeyValue, OtlpValue } from "../../core/otlp.ts";
import { boundedText, LIMITS, OtlpError, TOO_DEEP } from "./limits.ts";

/** The value of a JSON text. @throws OtlpError where it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new OtlpError("The body is not JSON.", { cause });
  }
}

export type Fields = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const record = (value: unknown): Fields => (isRecord(value) ? value : {});
export const records = (value: unknown): readonly Fields[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];

export const name = (value: unknown): string =>
  typeof value === "string" ? boundedText(value, LIMITS.name) : "";
/** OTLP's JSON has ids in hex; both cases are in use. */
export const id = (value: unknown): string => (typeof value === "string" ? value.toLowerCase() : "");
export const number = (value: unknown): number =>
  typeof value === "number" && Number.isFinite(value) ? value : 0;

export function time(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" && value >= 0 && Number.isFinite(value)
    ? BigInt(Math.round(value)).toString()
    : "";
}

export interface Bounded<T> {
  readonly list: readonly T[];
  /** How many were left out. */
  readonly left: number;
}

export const bounded = <T>(list: readonly T[], limit: number): Bounded<T> => ({
  list: list.slice(0, limit),
  left: Math.max(0, list.length - limit),
});

export function keyValues(
  value: unknown,
  depth = 0,
  limit: number = LIMITS.attributes,
): Bounded<OtlpKeyValue> {
  const { list, left } = bounded(records(value), limit);
  return {
    list: list.map((pair) => ({ key: name(pair["key"]), value: valueOf(pair["value"], depth) })),
    left,
  };
}

export function valueOf(value: unknown, depth: number): OtlpValue {
  if (depth >= LIMITS.depth) return { stringValue: TOO_DEEP };
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue } =
    record(value);
  if (typeof stringValue === "string") return { stringValue: boundedText(stringValue) };
  if (typeof boolValue === "boolean") return { boolValue };
  if (typeof intValue === "string" && /^-?\d{1,20}$/.test(intValue)) return { intValue };
  if (typeof intValue === "number" && Number.isInteger(intValue)) return { intValue: String(intValue) };
  if (typeof doubleValue === "number") return { doubleValue };
  if (doubleValue === "NaN" || doubleValue === "Infinity" || doubleValue === "-Infinity")
    return { doubleValue };
  if (isRecord(arrayValue)) {
    const values = Array.isArray(arrayValue["values"]) ? arrayValue["values"] : [];
    return {
      arrayValue: { values: values.slice(0, LIMITS.members).map((each) => valueOf(each, depth + 1)) },
    };
  }
  if (isRecord(kvlistValue))
    return { kvlistValue: { values: keyValues(kvlistValue["values"], depth + 1, LIMITS.members).list } };
  if (typeof bytesValue === "string") return { bytesValue: boundedText(bytesValue) };
  return {};
}
