import type { Block, Json } from "../messagesApi.ts";
import type { Fault, FaultName } from "./faults.ts";
import type { TokenCounts } from "./tokens.ts";

/** What the server does with one request. Plain data, so that another process can be told. */
export type Step = (AnswerStep | FaultStep | TransportStep) & {
  /** Real milliseconds before anything of the answer leaves. */
  readonly delay?: number;
};

export interface AnswerStep {
  readonly kind: "answer";
  /**
   * Strings are text. A `tool_use` without an id gets one; its `input` may be a string, which is sent as
   * it is, broken JSON included. Thinking without a signature is signed.
   */
  readonly content: readonly (string | Block)[];
  readonly stopReason?: string;
  readonly stopDetails?: Json;
  /** What is used and billed, where it is not what was counted. */
  readonly usage?: Partial<TokenCounts>;
  /** What the answer says of its usage, where that is a lie. */
  readonly reported?: Json;
  /** Milliseconds between two events. */
  readonly pace?: number;
  readonly mishap?: Mishap;
}

/** How a stream goes wrong. */
export interface Mishap {
  /**
   * `error`: an SSE error event. `cut`: the connection breaks. `close`: it ends as if all were said.
   * `stall`: nothing more comes.
   */
  readonly how: "error" | "cut" | "close" | "stall";
  /** `start`: before any content; `content`: after the first text; or after so many events. */
  readonly at: "headers" | "start" | "content" | number;
  /** The error, overloaded unless said otherwise. */
  readonly fault?: FaultName | Fault;
}

export interface FaultStep {
  readonly kind: "fault";
  readonly fault: FaultName | Fault;
}

/**
 * `no_answer`: the request is worked on and nothing ever comes. `reset`: the connection breaks before the
 * headers, after the request was worked on. `page`: 200 with a web page. `garbage`: 200 with bytes that are no events.
 */
export interface TransportStep {
  readonly kind: "no_answer" | "reset" | "page" | "garbage";
}

export const say = (...content: readonly (string | Block)[]): AnswerStep => ({ kind: "answer", content });

export const fault = (name: FaultName | Fault): FaultStep => ({ kind: "fault", fault: name });

/** An answer that goes wrong on its way. */
export const broken = (
  how: Mishap["how"],
  at: Mishap["at"] = "content",
  content: readonly (string | Block)[] = ["The first half of the answer, and then the second half of it."],
): AnswerStep => ({ kind: "answer", content, mishap: { how, at } });

/** A refusal as the newest models give it: 200, with or without words. */
export const refuse = (category: string | null = "cyber", ...words: readonly string[]): AnswerStep => ({
  kind: "answer",
  content: words,
  stopReason: "refusal",
  stopDetails: { type: "refusal", category, explanation: "The request was declined." },
});

/** A tool call whose JSON ends in the middle, because the limit of output tokens was reached. */
export const truncatedCall = (name: string, json: string): AnswerStep => ({
  kind: "answer",
  content: [{ type: "tool_use", name, input: json }],
  stopReason: "max_tokens",
});
