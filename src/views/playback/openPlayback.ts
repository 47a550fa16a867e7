import type { RecordedLine } from "../../core/lines.ts";
import { Playback } from "./playback.ts";

/** What is read at most, so that no recording takes all memory. */
export interface PlaybackLimits {
  readonly lines: number;
  readonly bytes: number;
}

/** A million lines of a typical session are more, but fit; so do long texts. */
const PLAYBACK_LIMITS: PlaybackLimits = { lines: 400_000, bytes: 300_000_000 };

/** What stands in a recording, as a reader gives it. `end`: the byte behind it. */
export type PlaybackItem =
  | { readonly kind: "line"; readonly line: RecordedLine; readonly end: number }
  | { readonly kind: "problem"; readonly problem: string; readonly end: number };

export interface OpenedPlayback {
  readonly playback: Playback;
  /** What is not played back, and why, in sentences. */
  readonly notes: readonly string[];
}

/** Why a recording cannot be played back. */
class NoPlaybackError extends Error {
  override readonly name = "NoPlaybackError";
}

/**
 * Reads a recording for play-back.
 * @param onRead called now and then with the bytes read so far.
 * @throws NoPlaybackError where it is no recording that can be read.
 */
export async function openPlayback(
  items: AsyncIterable<PlaybackItem>,
  onRead: (bytes: number) => void = () => undefined,
  limits = PLAYBACK_LIMITS,
): Promise<OpenedPlayback> {
  const playback = new Playback();
  const problems: string[] = [];
  let rest: readonly string[] = [];
  for await (const item of items) {
    if (item.kind === "problem") problems.push(item.problem);
    else playback.take(item.line);
    if ((playback.length + problems.length) % EVERY === 0) onRead(item.end);
    if (playback.length < limits.lines && item.end < limits.bytes) continue;
    rest = [LEFT_OUT];
    break;
  }
  playback.end();
  if (playback.length === 0) throw unreadable(problems);
  const beginning = playback.session === undefined ? [HEADLESS] : [];
  return { playback, notes: [...rest, ...beginning, ...problemNotes(problems)] };
}

/** Lines between two words about the progress. */
const EVERY = 2_000;

const LEFT_OUT =
  "This recording is too long to be played back whole. It is shown up to its limit here; its trace shows the rest.";

const HEADLESS = "Its first line is damaged, so that title, agent and caps are not known.";

function unreadable(problems: readonly string[]): NoPlaybackError {
  if (problems.includes("newer"))
    return new NoPlaybackError("This recording was made by a newer version of Agent Flightdeck.");
  if (problems.length > 0) return new NoPlaybackError("This file is no recording.");
  return new NoPlaybackError("This recording is empty.");
}

function problemNotes(problems: readonly string[]): readonly string[] {
  const torn = problems.at(-1) === "torn" ? 1 : 0;
  const damaged = problems.length - torn;
  return [
    ...(torn
      ? ["The last line was cut off, as when a process is killed while it writes. It is left out."]
      : []),
    ...(damaged === 0 ? [] : [damagedText(damaged, problems)]),
  ];
}

function damagedText(count: number, problems: readonly string[]): string {
  const lines = count === 1 ? "1 line is" : `${count} lines are`;
  const why = problems.includes("newer")
    ? "damaged, missing or of a newer version"
    : "damaged, missing or changed by hand";
  return `${lines} left out because ${count === 1 ? "it is" : "they are"} ${why}.`;
}
