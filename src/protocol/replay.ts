import type { MessageId, SessionId, SpanId, TraceId, TurnId } from "../core/ids.ts";
import type { ReplayOutcome, ReplayResult } from "../core/replay.ts";
import type { Stops } from "../views/playback/navigation.ts";
import type { PlaybackTrace, PlayState, StateQuery } from "../views/playback/playback.ts";
import type { TranscriptItem } from "../views/transcriptItems.ts";
import type { EpochMs } from "../core/units.ts";

type ToolCallId = Extract<TranscriptItem, { kind: "tool" }>["id"];

/** What the page can do besides playing back: each is a button. */
export type ReplayAction = "rerun" | "fork" | "compare" | "saveAsTest" | "openChat" | "openTrace";

/** What holds for the whole recording. */
export interface ReplaySnapshot {
  readonly title: string;
  /** A session of this workspace, a file, or a trace of another program. */
  readonly kind: "session" | "file" | "trace";
  readonly session?: SessionId;
  readonly start: EpochMs;
  /** When each line is played: milliseconds from the first. A position is a number of lines. */
  readonly times: Float64Array;
  readonly stops: Stops;
  /** What is not played back, and why, in sentences. */
  readonly notes: readonly string[];
  /** The trace that is shown before anything runs. */
  readonly firstTrace?: TraceId;
  readonly actions: readonly ReplayAction[];
  /** How the last re-run went, until it is dismissed. */
  readonly rerun?: RerunReport;
}

/** What became of a step in a re-run, at its place. */
export interface RerunStep {
  readonly position: number;
  readonly outcome: ReplayOutcome;
  /** For people. */
  readonly text: string;
}

/** Agent, tools and settings of the recording, or of the project as it is now. */
export type RerunWorld = "recorded" | "current";

/** How a re-run went. */
export interface RerunReport extends Pick<ReplayResult, "status" | "counts"> {
  readonly steps: readonly RerunStep[];
  /** One sentence. */
  readonly text: string;
  /** Where it left the recording; its two texts can be opened as a diff. */
  readonly divergedAt?: number;
}

export interface ReplayContract {
  readonly requests: {
    /** Reads the recording. */
    open: { args: undefined; result: ReplaySnapshot };
    /** How much of it was read, 0 to 1. */
    progress: { args: undefined; result: number };
    /** Ends the reading; `open` then fails. */
    cancel: { args: undefined; result: void };
    state: { args: StateQuery; result: PlayState };
    /** Undefined where it has no spans. */
    trace: { args: { readonly trace: TraceId }; result: PlaybackTrace | undefined };
    /** Where a span ended, or began; undefined where it is not known. */
    spanPosition: { args: { readonly span: SpanId }; result: number | undefined };
    /** Asks the person whether to run it in its own world or in today's; undefined where they pick neither. */
    pickWorld: { args: undefined; result: RerunWorld | undefined };
    /** Runs the recording again. */
    rerun: { args: { readonly world: RerunWorld }; result: RerunReport };
    stopRerun: { args: undefined; result: void };
    /** Its report is not wanted any longer. */
    dismissRerun: { args: undefined; result: void };
    /** Opens the recorded request beside the one of the re-run. */
    openDivergence: { args: undefined; result: void };
    /** Goes on in a new session from a position, a message of the person, or a turn's last step. */
    fork: {
      args: { readonly position: number } | { readonly message: MessageId } | { readonly turn: TurnId };
      result: void;
    };
    compare: { args: undefined; result: void };
    saveAsTest: { args: undefined; result: void };
    openChat: { args: undefined; result: void };
    openTrace: { args: undefined; result: void };
    /** Opens a tool's whole output in an editor; `text` is what the page has of it. */
    openOutput: { args: { readonly call: ToolCallId; readonly text: string }; result: void };
    openFile: { args: { readonly path: string; readonly line?: number }; result: void };
    copy: { args: { readonly text: string }; result: void };
  };
  /** Asks the page to move its playhead. */
  readonly news: { readonly type: "seek"; readonly position: number };
}
