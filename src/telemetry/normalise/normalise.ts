import { ATTR } from "../../core/attributes.ts";
import type { OtlpKeyValue, OtlpScope } from "../../core/otlp.ts";
import type { AttributeValue } from "../../core/telemetry.ts";
import { NO_USAGE, type Usage } from "../../core/usage.ts";
import {
  ARITHMETIC,
  FIRST_CHUNK,
  OPERATIONS,
  REPORTED_COST,
  ROWS,
  USAGE_JSON,
  type InputArithmetic,
  type Row,
} from "./dialects.ts";
import { plain, shown, type PlainValue } from "./value.ts";

/** A foreign span's attributes in the current conventions. */
export interface Normalised {
  /** All that came, under its own names, and what it means, under the current ones. */
  readonly attributes: Record<string, AttributeValue>;
  /** Of an inference, as far as the span tells. */
  readonly usage: Usage | undefined;
  /** The counts could be meant in two ways, and the likelier was taken. */
  readonly assumed: boolean;
  /** What the sender says that it cost, in US dollars. */
  readonly reportedUsd: number | undefined;
}

/** What came under the names that are looked at. */
type Values = Map<string, PlainValue>;

/** For every name that means something: what it means, and how much it is believed (0 most). */
const MEANINGS: ReadonlyMap<string, { readonly row: Row; readonly rank: number }> = new Map(
  ROWS.flatMap((row) => [row.to, ...row.from].map((name, rank) => [name, { row, rank }] as const)),
);

/** Names whose attributes say anything beyond themselves. */
export const LOOKED_AT: ReadonlySet<string> = new Set([
  ...MEANINGS.keys(),
  ATTR.operation,
  ...OPERATIONS.map(({ attribute }) => attribute),
  ...USAGE_JSON.map(({ attribute }) => attribute),
  ...FIRST_CHUNK.map(([attribute]) => attribute),
  ...REPORTED_COST,
]);

/** Of these, those that hold what was said. */
export const SAID: ReadonlySet<string> = new Set(
  ROWS.filter(({ kind }) => kind === "content").flatMap(({ to, from }) => [to, ...from]),
);

/** Translates attributes by the table of dialects. What the table does not know stays as it is. */
export function normalise(pairs: readonly OtlpKeyValue[], scope: OtlpScope | undefined): Normalised {
  const values: Values = new Map();
  const found: Record<string, AttributeValue> = {};
  for (const { key, value } of pairs) {
    const held = plain(value);
    found[key] = shown(held);
    if (LOOKED_AT.has(key)) values.set(key, held);
  }
  translate(values, found);
  const operation = operationOf(values);
  if (operation !== undefined) found[ATTR.operation] = operation;
  usageFromJson(values, found);
  const seconds = firstChunk(values);
  if (seconds !== undefined) found[ATTR.timeToFirstChunk] = seconds;
  const { usage, assumed } = usageOf(found, scope);
  if (usage !== undefined) found[ATTR.inputTokens] = usage.input + usage.cacheRead + usage.cacheWrite5m;
  return { attributes: found, usage, assumed, reportedUsd: reportedCost(values) };
}

/** Puts what is meant under its current name; of several that mean the same, the one that is believed most. */
function translate(values: Values, found: Record<string, AttributeValue>): void {
  const ranks = new Map<string, number>();
  for (const [name, value] of values) {
    const meaning = MEANINGS.get(name);
    if (meaning === undefined) continue;
    const { row, rank } = meaning;
    const usable = ofKind(value, row.kind);
    if (usable === undefined || rank >= (ranks.get(row.to) ?? Number.POSITIVE_INFINITY)) continue;
    ranks.set(row.to, rank);
    found[row.to] = usable;
  }
}

function ofKind(value: PlainValue, kind: Row["kind"]): AttributeValue | undefined {
  if (value === null) return undefined;
  if (kind === "count") return count(value);
  return kind === "content" || typeof value === "string" ? shown(value) : undefined;
}

function operationOf(values: Values): string | undefined {
  const said = values.get(ATTR.operation);
  if (typeof said === "string") return said;
  for (const { attribute, values: meanings } of OPERATIONS) {
    const value = values.get(attribute);
    if (typeof value === "string" && Object.hasOwn(meanings, value)) return meanings[value];
  }
  return undefined;
}

/** Some senders write numbers as texts. */
function count(value: PlainValue): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) && number >= 0
    ? Math.round(number)
    : undefined;
}

function usageFromJson(values: Values, found: Record<string, AttributeValue>): void {
  for (const { attribute, fields } of USAGE_JSON) {
    const object = objectOf(values.get(attribute));
    if (object === undefined) continue;
    for (const [field, to] of Object.entries(fields)) {
      const number = count(object[field] ?? null);
      if (number !== undefined && found[to] === undefined) found[to] = number;
    }
  }
}

function objectOf(value: PlainValue | undefined): Readonly<Record<string, PlainValue>> | undefined {
  let parsed: unknown = value;
  try {
    if (typeof value === "string") parsed = JSON.parse(value);
  } catch {
    return undefined;
  }
  return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
    ? (parsed as Record<string, PlainValue>)
    : undefined;
}

function firstChunk(values: Values): number | undefined {
  for (const [attribute, toSeconds] of FIRST_CHUNK) {
    const value = values.get(attribute);
    if (typeof value === "number" && value >= 0) return value * toSeconds;
  }
  return undefined;
}

/** What the last scope does; spans of one come together. */
let last: { readonly name: string; readonly arithmetic: InputArithmetic } = {
  name: "",
  arithmetic: "unknown",
};

function arithmeticOf(scope: OtlpScope | undefined): InputArithmetic {
  const name = scope?.name ?? "";
  if (last.name !== name) {
    const arithmetic = ARITHMETIC.find(([beginning]) => name.startsWith(beginning))?.[1] ?? "unknown";
    last = { name, arithmetic };
  }
  return last.arithmetic;
}

const INFERENCES = new Set<unknown>(["chat", "text_completion", "generate_content", "embeddings"]);

const NO_COUNTS = { usage: undefined, assumed: false };

/**
 * The counts in disjoint buckets. Where nobody knows whether the input holds what the cache did, it does if it is
 * large enough to: then that is assumed.
 */
function usageOf(
  found: Readonly<Record<string, AttributeValue>>,
  scope: OtlpScope | undefined,
): Pick<Normalised, "usage" | "assumed"> {
  if (!INFERENCES.has(found[ATTR.operation])) return NO_COUNTS;
  const countOf = (name: string): number | undefined => {
    const value = found[name];
    return typeof value === "number" ? value : undefined;
  };
  const said = countOf(ATTR.inputTokens);
  const output = countOf(ATTR.outputTokens);
  if (said === undefined && output === undefined) return NO_COUNTS;
  const input = said ?? 0;
  const read = countOf(ATTR.cacheReadTokens) ?? 0;
  const write = countOf(ATTR.cacheWriteTokens) ?? 0;
  const arithmetic = arithmeticOf(scope);
  const cached = read + write;
  const holdsCache = arithmetic === "unknown" ? input >= cached : arithmetic === "with_cache";
  const usage: Usage = {
    ...NO_USAGE,
    input: holdsCache ? Math.max(0, input - cached) : input,
    cacheRead: read,
    cacheWrite5m: write,
    output: output ?? 0,
  };
  return { usage, assumed: arithmetic === "unknown" && cached > 0 };
}

function reportedCost(values: Values): number | undefined {
  for (const name of REPORTED_COST) {
    const value = values.get(name);
    const usd = typeof value === "string" ? Number(value) : value;
    if (typeof usd === "number" && Number.isFinite(usd) && usd >= 0) return usd;
  }
  return undefined;
}
