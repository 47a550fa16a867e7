import { readLines, sealLine, unsealLine } from "../core/lineFile.ts";
import type { Storage } from "../core/ports.ts";
import type { Redactor } from "./redaction.ts";
import { cleaned } from "./share/cleaner.ts";

export interface CleanCopy {
  readonly bytes: Uint8Array;
  /** How many secrets were taken out that stood in the original. */
  readonly redacted: number;
}

/**
 * A recording as it may leave: secrets are taken out once more, because patterns and keys that we hold now may be
 * others than when it was written. Lines without any stay byte for byte; the others are sealed anew.
 */
export async function cleanCopy(storage: Storage, path: string, redactor: Redactor): Promise<CleanCopy> {
  const parts: string[] = [];
  let redacted = 0;
  for await (const { text } of readLines(storage, path)) {
    const unsealed = unsealLine(text);
    const clean = unsealed.ok ? cleaned(withoutSeal(unsealed.value), redactor) : undefined;
    redacted += clean?.count ?? 0;
    // What cannot be read cannot be looked through, so it does not leave as it is.
    if (clean === undefined) parts.push(`\n${redactor.redact(text).text}\n`);
    else parts.push(clean.count === 0 ? `\n${text}\n` : sealLine(clean.value as object));
  }
  return { bytes: Buffer.from(parts.join("")), redacted };
}

function withoutSeal(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { c: _seal, ...rest } = value;
  return rest;
}
