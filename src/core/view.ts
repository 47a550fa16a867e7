import type { MessageId } from "./ids.ts";
import type { ApiMessage } from "./model.ts";

/**
 * What of a session's untouched history a model is sent after truncation. A view is a rule, not a copy:
 * applied to the same history it gives the same bytes, until the next cut makes another view. Messages
 * newer than `head` go as they are.
 */
export interface HistoryView {
  /** The newest message when the view was made. It holds for every history that goes through it. */
  readonly head: MessageId;
  /** Stretches that are left out, oldest first; a note stands in the place of each. */
  readonly gaps: readonly Gap[];
  /** Tool results and large tool inputs of messages before this one are replaced by a short note. */
  readonly stubsBefore?: MessageId;
  /** Texts with more characters than this are cut in their middle. */
  readonly longest?: number;
  /** From this message on, up to `head`, thinking is left out: it is bound to what stood before it. */
  readonly thinkingFrom: MessageId;
  /** The answer whose thinking stays: models with manual thinking demand that of the last one. */
  readonly keepsThinkingOf?: MessageId;
  /** What a model wrote about the gaps; stands in the note of the last one. */
  readonly summary?: string;
  readonly left: LeftOut;
}

/** All messages after `after` and before `before`. */
export interface Gap {
  readonly after: MessageId;
  readonly before: MessageId;
}

/** How much a view leaves out, for a person. */
export interface LeftOut {
  readonly messages: number;
  /** Tool results that are only named. */
  readonly results: number;
  /** Tool inputs that are only named. */
  readonly inputs: number;
  /** Texts that are cut in their middle. */
  readonly texts: number;
}

/** A history as a view has it: messages and their ids, one for one. */
export interface ViewedHistory {
  readonly messages: readonly ApiMessage[];
  readonly ids: readonly MessageId[];
  /** Absent where nothing is left out. */
  readonly view?: HistoryView;
}

const counted = (n: number, one: string, many: string): readonly string[] =>
  n === 0 ? [] : [`${n.toLocaleString("en-US")} ${n === 1 ? one : many}`];

/** `12 older messages, 5 tool results`. */
export function leftOutText({ messages, results, inputs, texts }: LeftOut): string {
  const parts = [
    ...counted(messages, "older message", "older messages"),
    ...counted(results, "tool result", "tool results"),
    ...counted(inputs, "large tool input", "large tool inputs"),
    ...counted(texts, "part of a long text", "parts of long texts"),
  ];
  return parts.length === 0 ? "its earlier thinking" : parts.join(", ");
}
