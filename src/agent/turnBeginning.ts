import { FlightdeckError } from "../core/failure.ts";
import type { MessageId } from "../core/ids.ts";
import type { MessageRecord, Recorder, StopReason } from "../core/lines.ts";
import type { RunningTurn } from "./runningTurn.ts";
import type { SessionOptions } from "./sessionOptions.ts";

/** How a turn begins: with a message after the last one, with one in the place of an earlier, or without any. */
export type TurnStart = NewMessage | Continuation;

interface NewMessage {
  readonly act: "prompt" | "retry" | "edit";
  readonly parent: MessageId | undefined;
  readonly text: string;
}

/** After this message, without a new one. */
interface Continuation {
  readonly act: "continue";
  readonly message: MessageId;
}

type SessionParts = Pick<SessionOptions, "ids" | "history" | "turnWorld">;

/** Records how a turn begins, and takes the conversation there. @param prompt without secrets; empty for a continuation. */
export function recordBeginning(
  turn: RunningTurn,
  start: TurnStart,
  prompt: string,
  recorder: Recorder,
  session: SessionParts,
): void {
  const stoppedAlready = turn.abort.signal.aborted;
  turn.input = (data) => recorder.record({ type: "input", data });
  if (start.act === "continue") recordContinuation(turn, start, recorder, session);
  else recordPrompt(turn, start, prompt, recorder, session);
  if (stoppedAlready) turn.input({ act: "stop", turn: turn.id, ...reasonOf(turn.abort.signal.reason) });
}

/** @throws FlightdeckError where there is nothing to begin with. */
export function checkStart(start: TurnStart): void {
  if (start.act !== "continue" && start.text.trim() === "")
    throw new FlightdeckError("invalid_request", "The message is empty.", {
      advice: "Write what the agent should do.",
    });
}

/** Why a turn was ended, where it was not a person who did it. */
export function reasonOf(why: unknown): { readonly why?: StopReason } {
  if (!(why instanceof FlightdeckError)) return {};
  const { failure, message, advice } = why;
  return { why: { failure, message, advice } };
}

function recordContinuation(
  turn: RunningTurn,
  { act, message }: Continuation,
  recorder: Recorder,
  session: SessionParts,
): void {
  session.history.conversation.moveTo(message);
  turn.input({ act, turn: turn.id, message, ...session.turnWorld() });
  answerPending(recorder, session);
}

function recordPrompt(
  turn: RunningTurn,
  { act, parent }: NewMessage,
  prompt: string,
  recorder: Recorder,
  session: SessionParts,
): void {
  const { ids, history, turnWorld } = session;
  if (act === "prompt") answerPending(recorder, session);
  const at = act === "prompt" ? history.conversation.head : parent;
  history.conversation.moveTo(at);
  const message: MessageRecord = {
    id: ids.message(),
    turn: turn.id,
    role: "user",
    content: [{ type: "text", text: prompt }],
    ...(at !== undefined && { parent: at }),
  };
  history.conversation.add(message);
  turn.input({ act, turn: turn.id, message: message.id, ...turnWorld() });
  recorder.record({ type: "message", data: message });
}

/** A turn that was cut off may have left tool calls without results; the API wants each answered. */
function answerPending(recorder: Recorder, { history, ids }: SessionParts): void {
  const content = history.pendingResults();
  const last = history.conversation.path().at(-1);
  if (content.length === 0 || last === undefined) return;
  // They belong to the turn that was cut off, so that an edit of the next message stands beside it.
  const message: MessageRecord = {
    id: ids.message(),
    parent: last.id,
    turn: last.turn,
    role: "user",
    content,
  };
  history.conversation.add(message);
  recorder.record({ type: "message", data: message });
}
