import { SECRET_PATTERNS } from "./secretPatterns.ts";

/** Where a secret stands in a text. */
export interface SecretSpan {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

/** Shorter values would match ordinary words. */
export const MIN_HELD_LENGTH = 8;

/** One group per pattern, so that the group that took part tells the kind. */
const ANY_SECRET = new RegExp(SECRET_PATTERNS.map(({ pattern }) => `(${pattern})`).join("|"), "g");

/**
 * The literal beginnings of all patterns: a cheap first look, because most text has none. It goes from `-` and `_` back
 * to what stands before them, as these are rarer in ordinary text than the letters that secrets begin with.
 */
const ANCHOR =
  /[-_](?:(?<=sk-)[\w-]{4}|(?<=[sr]k_)(?:liv|tes)|(?<=gh[opsur]_|github_|gl(?:pat|dt|rt|cbt|ptt|oas)-|gl(?:c|sa)_|xox[abeoprs]-|hf_|whsec_|n(?:pm|tn)_|pypi-|lin_|do[opr]_|shp(?:at|ca|pa|ss)_))|A(?:KIA|SIA|Iza|GE-SECRET|ccountKey=)|S(?:G\.|K[0-9a-f]{32})|hooks\.sl|hv[bs]\.|dapi[0-9a-f]|bot\d|eyJ|-----BEGIN|:\/\/[^\s/]{1,200}@/;

const NONE: readonly SecretSpan[] = [];

/**
 * The secrets of a text in their order, none of them overlapping. Keeps nothing, so that it can run in a
 * worker thread.
 * @param held secrets that we hold ourselves; matched literally, whatever their shape.
 */
export function findSecrets(text: string, held: readonly string[]): readonly SecretSpan[] {
  // No secret is as short, and most attributes are.
  if (text.length < MIN_HELD_LENGTH) return NONE;
  const shaped = ANCHOR.test(text) ? shapedSpans(text) : NONE;
  if (held.length === 0) return shaped;
  const spans = [...held.flatMap((secret) => literalSpans(text, secret)), ...shaped];
  return spans.length < 2 ? spans : merged(spans);
}

function literalSpans(text: string, secret: string): SecretSpan[] {
  const spans: SecretSpan[] = [];
  if (secret.length < MIN_HELD_LENGTH) return spans;
  for (let at = text.indexOf(secret); at !== -1; at = text.indexOf(secret, at + secret.length))
    spans.push({ kind: "key", start: at, end: at + secret.length });
  return spans;
}

function shapedSpans(text: string): SecretSpan[] {
  const spans: SecretSpan[] = [];
  for (const match of text.matchAll(ANY_SECRET)) {
    const group = match.findIndex((part, index) => index > 0 && part !== undefined);
    const kind = SECRET_PATTERNS[group - 1]?.kind ?? "key";
    spans.push({ kind, start: match.index, end: match.index + match[0].length });
  }
  return spans;
}

/** A key of ours may stand inside what looks like another secret: the two are one. */
function merged(spans: readonly SecretSpan[]): readonly SecretSpan[] {
  const result: SecretSpan[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = result.at(-1);
    if (last === undefined || span.start >= last.end) result.push(span);
    else if (span.kind === "key" || span.end > last.end)
      result[result.length - 1] = {
        kind: span.kind === "key" ? "key" : last.kind,
        start: last.start,
        end: Math.max(last.end, span.end),
      };
  }
  return result;
}
