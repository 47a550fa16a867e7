import { epochMs, type EpochMs } from "../core/units.ts";
import { UsageError } from "./io.ts";

/** The moment that `--since` names. @throws UsageError */
export function parseSince(text: string): EpochMs {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new UsageError(`--since takes a date such as 2026-11-22, not ${text}.`);
  return epochMs(time);
}
