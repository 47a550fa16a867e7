import { NO_USAGE, type Usage } from "../core/usage.ts";

type RawUsage = Readonly<Record<string, unknown>>;

const count = (value: unknown): number =>
  typeof value === "number" && Number.isFinite(value) && value > 0 ? Math.floor(value) : 0;

/**
 * The Messages API's `usage` as disjoint buckets. There `input_tokens` excludes cache reads and writes;
 * the cache writes' split by lifetime is newer than their total, so a total without a split counts as
 * five minutes.
 */
export function parseUsage(raw: unknown): Usage {
  if (typeof raw !== "object" || raw === null) return NO_USAGE;
  const usage = raw as RawUsage;
  const split = (usage["cache_creation"] ?? {}) as RawUsage;
  const cacheWrite1h = count(split["ephemeral_1h_input_tokens"]);
  const inSplit = cacheWrite1h + count(split["ephemeral_5m_input_tokens"]);
  const written = Math.max(inSplit, count(usage["cache_creation_input_tokens"]));
  return {
    input: count(usage["input_tokens"]),
    cacheRead: count(usage["cache_read_input_tokens"]),
    cacheWrite5m: written - cacheWrite1h,
    cacheWrite1h,
    output: count(usage["output_tokens"]),
  };
}

/** `message_delta` repeats cumulative counts and leaves out, or nulls, what it does not know anew. */
export function mergeRawUsage(start: unknown, delta: unknown): RawUsage {
  const known = Object.entries((delta ?? {}) as RawUsage).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  return { ...(start as RawUsage | undefined), ...Object.fromEntries(known) };
}
