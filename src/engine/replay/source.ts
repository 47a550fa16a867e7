import { FlightdeckError } from "../../core/failure.ts";
import type { RecordedLine } from "../../core/lines.ts";
import type { Storage } from "../../core/ports.ts";
import type { LineProblem } from "../../recording/format.ts";
import { readRecording } from "../../recording/reader.ts";

/** What is held in memory at once: a re-run looks back and ahead. */
const LARGEST_BYTES = 256 << 20;

export interface Source {
  readonly lines: readonly RecordedLine[];
  /** Where and why it cannot be read any further; undefined where all of it is there. */
  readonly broken?: string;
}

/**
 * A recording's lines up to the first that cannot be read.
 * @throws FlightdeckError where there is nothing to run again: no such file, another format, too large.
 */
export async function readSource(storage: Storage, path: string): Promise<Source> {
  const size = await storage.size(path).catch(() => undefined);
  if (size === undefined) throw new FlightdeckError("storage", `There is no recording ${path}.`);
  if (size > LARGEST_BYTES)
    throw new FlightdeckError(
      "storage",
      `The recording has ${Math.round(size / (1 << 20))} MB; at most ${LARGEST_BYTES >> 20} MB can be run again.`,
      { advice: "Play it back instead; nothing of it was changed." },
    );
  const lines: RecordedLine[] = [];
  let problem: Exclude<LineProblem, "newer"> | "gap" | undefined;
  for await (const item of readRecording(storage, path)) {
    if (item.kind === "line" && (problem === undefined || item.line.seq === lines.length)) {
      // Half a line that a killed process left: the next one took its number.
      problem = undefined;
      lines.push(item.line);
      continue;
    }
    if (item.kind === "line") break;
    if (item.problem === "newer") throw NEWER();
    problem ??= item.problem;
    if (problem === "gap") break;
  }
  if (lines.length === 0)
    throw new FlightdeckError("storage", `${path} is no recording that can be read.`, {
      advice: "Give the recording.jsonl of a session, or the session's id.",
    });
  if (problem === undefined) return { lines };
  return { lines, broken: `${WHY[problem]} after line ${lines.length - 1}, so it was replayed up to there` };
}

const NEWER = (): FlightdeckError =>
  new FlightdeckError("storage", "The recording was written by a newer version of Agent Flightdeck.", {
    advice: "Update, then replay it again. The file was left as it is.",
  });

const WHY = {
  torn: "The recording is cut off",
  checksum: "A line was changed without its checksum",
  malformed: "A line is not one of a recording",
  gap: "Lines are missing or out of order",
} as const;
