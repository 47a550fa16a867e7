import { readLines } from "../core/lineFile.ts";
import type { RecordedLine } from "../core/lines.ts";
import type { Storage } from "../core/ports.ts";
import { decodeLine, type LineProblem } from "./format.ts";

/** What stands at one place of a recording. `offset` and `end` are byte positions in the file. */
export type ReadItem = { readonly offset: number; readonly end: number } & (
  | { readonly kind: "line"; readonly line: RecordedLine }
  /** Set aside: the bytes stay in the file, the rest of the recording is not affected. */
  | { readonly kind: "problem"; readonly problem: LineProblem | "gap"; readonly text: string }
);

/**
 * Reads a recording from a byte offset that is 0 or an earlier item's `end`. A line that stands twice
 * (its first write failed half-way) is given once; missing numbers are reported as a `gap`.
 * A last line that is not complete yet is a `torn` problem; a reader of a live recording comes back
 * to its `offset`.
 */
export async function* readRecording(
  storage: Storage,
  path: string,
  from = 0,
  expectedSeq = 0,
): AsyncGenerator<ReadItem> {
  let expected = from === 0 ? 0 : expectedSeq;
  let setAside = 0;
  for await (const { offset, end, text } of readLines(storage, path, from)) {
    const decoded = decodeLine(text);
    if (!decoded.ok) {
      yield { kind: "problem", problem: decoded.problem, offset, end, text: text.slice(0, 200) };
      setAside++;
      continue;
    }
    const { line } = decoded;
    if (line.seq < expected) continue;
    // A line set aside explains its own missing number.
    if (line.seq > expected + setAside) {
      const missing = `lines ${expected} to ${line.seq - 1} are missing`;
      yield { kind: "problem", problem: "gap", offset, end: offset, text: missing };
    }
    expected = line.seq + 1;
    setAside = 0;
    yield { kind: "line", line, offset, end };
  }
}
