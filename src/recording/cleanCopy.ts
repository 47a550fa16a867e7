import { readLines, sealLine, unsealLine } from "../core/lineFile.ts";
import type { Storage } from "../core/ports.ts";
import type { Redactor } from "./redaction.ts";

export interface CleanCopy {
  readonly bytes: Uint8Array;
  /** How many secrets were taken out that stood in the original. */
  readonly redacted: number;
}

/** What the API must get back as it came: signatures and encrypted content hold no text of anybody. */
const UNTOUCHED = new Set(["signature", "data"]);

/**
 * A recording as it may leave: secrets are taken out once more, because patterns and keys that we hold now may be
 * others than when it was written. Lines without any stay byte for byte; the others are sealed anew.
 */
export async function cleanCopy(storage: Storage, path: string, redactor: Redactor): Promise<CleanCopy> {
  const parts: string[] = [];
  let redacted = 0;
  const clean = (value: unknown, name = ""): unknown => {
    if (typeof value === "string" && !UNTOUCHED.has(name)) {
      const { text, count } = redactor.redact(value);
      redacted += count;
      return text;
    }
    if (Array.isArray(value)) return value.map((each) => clean(each));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, clean(each, key)]));
  };
  for await (const { text } of readLines(storage, path)) {
    const unsealed = unsealLine(text);
    const before = redacted;
    const value = unsealed.ok ? withoutSeal(unsealed.value) : undefined;
    const cleaned = value === undefined ? undefined : (clean(value) as object);
    // What cannot be read cannot be looked through, so it does not leave as it is.
    if (cleaned === undefined) parts.push(`\n${redactor.redact(text).text}\n`);
    else parts.push(redacted === before ? `\n${text}\n` : sealLine(cleaned));
  }
  return { bytes: Buffer.from(parts.join("")), redacted };
}

function withoutSeal(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { c: _seal, ...rest } = value;
  return rest;
}
