import type { LiveEvent } from "./live.ts";
import type { ModelRef, Recorder } from "./lines.ts";
import type { RequestChange } from "./modelDecisions.ts";
import type { Bill, ModelInfo } from "./model.ts";
import type { MessageId, RequestId, SessionId, ToolCallId, TurnId } from "./ids.ts";
import type { FailureClass } from "./failure.ts";
import type { LiveSpan, Tracer } from "./telemetry.ts";
import type { Ms } from "./units.ts";
import type { HistoryView, ViewedHistory } from "./view.ts";

/** What surrounds a model call or a tool call. Passed explicitly; there is no ambient context. */
export interface CallContext {
  readonly session: SessionId;
  readonly turn: TurnId;
  /** The step's number in its turn, from 1. */
  readonly step: number;
  readonly signal: AbortSignal;
  /** The step's span: parent of whatever the call does. */
  readonly span: LiveSpan;
  readonly tracer: Tracer;
  readonly recorder: Recorder;
  /** What a person watching sees before it is recorded. */
  readonly live: (event: LiveEvent) => void;
  /**
   * Waits while the person sees a countdown that they can skip.
   * @throws an AbortError when the call is cancelled.
   */
  readonly wait: (duration: Ms, why: WaitReason) => Promise<void>;
}

export interface WaitReason {
  readonly failure: FailureClass;
  readonly text: string;
}

/** A model call on behalf of a step. */
export interface ModelCall extends CallContext {
  /** The message that the answer will become. */
  readonly answer: MessageId;
  /** The ids of `ModelRequest.messages`, for the recording. */
  readonly messageIds: readonly MessageId[];
  /** What of the history these messages are; absent where they are all of it. For the recording. */
  readonly view?: HistoryView;
  /**
   * The history as another model can take it, such as a fallback with a smaller window: a view of its own,
   * which leaves this one untouched. Absent for calls that do not continue the conversation.
   */
  readonly viewFor?: (model: ModelInfo) => ViewedHistory;
  readonly attempt: Attempt;
  /**
   * The next attempt of the same step; undefined where none is left. A step has one allowance of attempts
   * and of waiting, from which its retries, fallbacks and recoveries all draw.
   */
  readonly nextAttempt: () => Attempt | undefined;
  /** How long the step may still wait, of the same allowance. */
  readonly waitLeft: () => Ms;
  /** A rest or a rate limit was waited for, or the person skipped that: it leaves now, whatever others met. */
  readonly hasWaited?: true;
  /** How the request differs from the conversation that `messageIds` names; absent where it does not. */
  readonly changes?: readonly RequestChange[];
  /** Which model wrote a message; undefined where nobody knows. */
  readonly authorOf?: (message: MessageId) => ModelRef | undefined;
  /** Called once for each attempt when it has ended, however it ended. */
  readonly billed: (bill: Bill) => void;
}

export interface Attempt {
  readonly request: RequestId;
  /** From 1 within its step. */
  readonly number: number;
}

/** A tool call on behalf of a step. */
export interface ToolCall extends CallContext {
  readonly id: ToolCallId;
}
