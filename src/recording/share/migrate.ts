import type { RecordedLine } from "../../core/lines.ts";
import { FORMAT_VERSION } from "../format.ts";

/** Makes of a line's data what the next version of the format has. */
export type Migration = (line: RecordedLine) => RecordedLine;

/** By the version that a line has. Version 1 is the first there was. */
const MIGRATIONS: ReadonlyMap<number, Migration> = new Map();

/** A line of any earlier version as today's. */
export function migrated(
  { v }: Readonly<Record<string, unknown>>,
  line: RecordedLine,
  migrations: ReadonlyMap<number, Migration> = MIGRATIONS,
  current = FORMAT_VERSION,
): RecordedLine {
  let result = line;
  for (let version = typeof v === "number" ? v : current; version < current; version++)
    result = migrations.get(version)?.(result) ?? result;
  return result;
}
