import { PING, answerEvents, cut, sse, streamed, type Block, type Json, type Part } from "../messagesApi.ts";
import { faultEvent } from "./faults.ts";
import type { AnswerStep, Mishap } from "./step.ts";
import type { TokenCounts } from "./tokens.ts";

/** An answer that is ready to be sent. */
export interface ReadyAnswer {
  readonly id: string;
  readonly requestId: string;
  readonly model: string;
  readonly content: readonly Block[];
  readonly tokens: TokenCounts;
  readonly step: AnswerStep;
}

export interface SendHooks {
  readonly headers: Readonly<Record<string, string>>;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  /** Never comes back. */
  readonly hang: () => Promise<never>;
  /** So many bytes of the model's own are on their way. */
  readonly wrote: (bytes: number) => void;
  /** The model has written all of its answer. */
  readonly complete: () => void;
}

/** Usage as the API reports it. */
export const usageJson = ({ input, cacheRead, cacheWrite5m, cacheWrite1h, output }: TokenCounts): Json => ({
  input_tokens: input,
  cache_read_input_tokens: cacheRead,
  cache_creation_input_tokens: cacheWrite5m + cacheWrite1h,
  cache_creation: { ephemeral_5m_input_tokens: cacheWrite5m, ephemeral_1h_input_tokens: cacheWrite1h },
  output_tokens: output,
  service_tier: "standard",
});

/** The answer as server-sent events, with whatever befalls them on the way. */
export function streamAnswer(
  answer: ReadyAnswer,
  { headers, sleep, hang, wrote, complete }: SendHooks,
): Response {
  const { id, model, content, tokens, step } = answer;
  const { pace = 0, mishap, stopReason, stopDetails } = step;
  const events = answerEvents(content, {
    id,
    model,
    usage: step.reported ?? usageJson(tokens),
    ...(stopReason && { stopReason }),
    ...(stopDetails && { stopDetails }),
  });
  const kept = mishap === undefined ? events : events.slice(0, placeOf(mishap, events));
  const parts = kept.flatMap((event, index): readonly Part[] => [
    ...(pace > 0 && index > 0 ? [() => sleep(pace)] : []),
    () => (event.type === "message_delta" ? complete() : wrote(bytesOf(event))),
    sse(event),
    ...(event.type === "message_start" ? [PING] : []),
  ]);
  return streamed([...parts, ...endOf(mishap, hang)], headers);
}

function endOf(mishap: Mishap | undefined, hang: SendHooks["hang"]): readonly Part[] {
  switch (mishap?.how) {
    case undefined:
    case "close":
      return [];
    case "error":
      return [faultEvent(mishap.fault ?? "overloaded")];
    case "cut":
      return [cut];
    case "stall":
      return [hang];
  }
}

function placeOf({ at }: Mishap, events: readonly Block[]): number {
  if (typeof at === "number") return at;
  if (at === "headers") return 0;
  const content = events.findIndex(
    ({ type }) => type === (at === "start" ? "content_block_start" : "content_block_delta"),
  );
  return at === "start" ? content : content + 1;
}

function bytesOf(event: Block): number {
  if (event.type !== "content_block_delta") return 0;
  const {
    text,
    thinking,
    partial_json: json,
  } = event["delta"] as Readonly<Record<string, string | undefined>>;
  return Buffer.byteLength(text ?? thinking ?? json ?? "");
}

/** The answer as one document, for a request that does not stream. */
export function jsonAnswer({ id, model, content, tokens, step }: ReadyAnswer, hooks: SendHooks): Response {
  const calls = content.some(({ type }) => type === "tool_use");
  hooks.complete();
  const message = {
    id,
    type: "message",
    role: "assistant",
    model,
    content,
    stop_reason: step.stopReason ?? (calls ? "tool_use" : "end_turn"),
    stop_sequence: null,
    stop_details: step.stopDetails ?? null,
    usage: step.reported ?? usageJson(tokens),
  };
  return Response.json(message, { headers: hooks.headers });
}
