import type { PersonInput, RecordedLine } from "../../core/lines.ts";
import type { RecordedSession } from "./recordedSession.ts";

/** The lines that one process wrote of a session. */
export interface Stretch {
  readonly from: number;
  /** The first line of the next process; the end of the recording. */
  readonly until: number;
}

/** Something a person did, and the first line that comes of it. */
export interface Act {
  readonly at: number;
  /** Where the input line itself stands. */
  readonly line: number;
  readonly input: PersonInput;
}

/** The stretches of a recording: a session that was opened again went on in another process, or as if it were one. */
export function stretchesOf(recorded: RecordedSession): readonly Stretch[] {
  const begins = [...new Set([0, ...[...recorded.lines.keys()].filter((at) => beginsProcess(recorded, at))])];
  return begins.map((from, index) => ({ from, until: begins[index + 1] ?? recorded.lines.length }));
}

/** What the person did between two lines, in order. */
export function actsOf({ lines }: RecordedSession, { from, until }: Stretch): readonly Act[] {
  return lines.slice(from, until).flatMap((line, index) => {
    if (line.type !== "input") return [];
    const at = from + index;
    return [{ at: beginsTurn(line.data) ? turnStart(lines, at) : at, line: at, input: line.data }];
  });
}

export const beginsTurn = (input: PersonInput): input is Extract<PersonInput, { readonly resumed?: true }> =>
  input.act === "prompt" || input.act === "edit" || input.act === "retry" || input.act === "continue";

/** Before its input a turn may write the header, and the results of calls that were cut off. */
function turnStart(lines: readonly RecordedLine[], at: number): number {
  const before = lines[at - 1];
  const input = lines[at];
  if (before?.type === "session") return at - 1;
  if (before?.type !== "message" || input?.type !== "input" || before.data.inherited !== undefined) return at;
  const isAnswer = before.data.content.every(({ type }) => type === "tool_result");
  return input.data.act === "prompt" && isAnswer && endedBefore(lines, at - 1) ? at - 1 : at;
}

/** Whether no turn ran any more: its results would be its own. */
const endedBefore = (lines: readonly RecordedLine[], at: number): boolean => {
  const last = lines[at - 1];
  return last?.type === "span" || last?.type === "input";
};

function beginsProcess(recorded: RecordedSession, at: number): boolean {
  const { lines } = recorded;
  if (at === 0) return false;
  if (isRecovery(lines[at])) return !isRecovery(lines[at - 1]);
  const input = inputFrom(lines, at);
  if (input === undefined || !("resumed" in input)) return false;
  // Where something had to be ended first, that was the beginning.
  for (let before = at - 1; before > 0; before--) {
    const line = lines[before];
    if (isRecovery(line)) return false;
    if (line?.type !== "input" || beginsTurn(line.data)) return true;
  }
  return true;
}

/** The input of the turn that begins with this line. */
function inputFrom(lines: readonly RecordedLine[], at: number): PersonInput | undefined {
  for (const next of [at, at + 1]) {
    const line = lines[next];
    if (line?.type === "input" && beginsTurn(line.data) && turnStart(lines, next) === at) return line.data;
  }
  return undefined;
}

/** What `recovery.ts` writes for a process that is gone. */
export function isRecovery(line: RecordedLine | undefined): boolean {
  if (line?.type === "response") {
    const { data } = line;
    return !data.ok && data.message === "The process that made this request ended before the answer did.";
  }
  return line?.type === "span" && line.data.phase === "ended" && line.data.status.message === "interrupted";
}
