import type { ModelCall } from "./call.ts";
import type { ModelRef } from "./lines.ts";
import type { Cost, Usage } from "./usage.ts";
import type { Ms } from "./units.ts";

/**
 * Content in the shapes of the Anthropic Messages API. Blocks come and go byte for byte, kinds that
 * we do not know included: newer models bind signed thinking to every byte before it.
 */
export interface TextBlock {
  readonly type: "text";
  readonly text: string;
}
export interface ThinkingBlock {
  readonly type: "thinking";
  readonly thinking: string;
  readonly signature: string;
}
export interface RedactedThinkingBlock {
  readonly type: "redacted_thinking";
  readonly data: string;
}
export interface ToolUseBlock {
  readonly type: "tool_use";
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
}
export interface ToolResultBlock {
  readonly type: "tool_result";
  readonly tool_use_id: string;
  readonly content: string | readonly TextBlock[];
  readonly is_error?: boolean;
}
/**
 * A block of a kind that this version does not know, kept and passed on as it came. Its real `type`
 * is any other string; the literal here only lets `switch` narrow the known kinds.
 */
export interface UnknownBlock {
  readonly type: "(unknown)";
  readonly [field: string]: unknown;
}
export type KnownBlock = TextBlock | ThinkingBlock | RedactedThinkingBlock | ToolUseBlock | ToolResultBlock;
export type ContentBlock = KnownBlock | UnknownBlock;

export interface ApiMessage {
  readonly role: "user" | "assistant";
  readonly content: readonly ContentBlock[];
}

/** JSON Schema 2020-12 of an object. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  readonly input_schema: JsonSchema;
}

export interface ModelRequest {
  readonly system: readonly TextBlock[];
  readonly tools: readonly ToolDefinition[];
  readonly messages: readonly ApiMessage[];
  /** The most output tokens, thinking included. */
  readonly maxTokens: number;
}

/** `stop_reason` of the Messages API; kept open, because the API adds values. */
export type StopReason =
  | "end_turn"
  | "max_tokens"
  | "stop_sequence"
  | "tool_use"
  | "pause_turn"
  | "refusal"
  | "model_context_window_exceeded"
  | (string & {});

export interface ModelResponse {
  /** The message's id, `msg_…`. */
  readonly id: string;
  /** The server's id of the HTTP request (`request-id` header). */
  readonly requestId?: string;
  /** The model that answered, as it names itself. */
  readonly model: string;
  /** Which of our models that is; its thinking is of use to no other. */
  readonly by?: ModelRef;
  readonly content: readonly ContentBlock[];
  readonly stopReason: StopReason;
  readonly stopDetails?: unknown;
  readonly usage: Usage;
  /** The usage object as it came. */
  readonly rawUsage: unknown;
  /** HTTP status; absent where the answer did not come over HTTP that we see. */
  readonly status?: number;
  /** Rate-limit headers, lower-case names. */
  readonly rateLimit: Readonly<Record<string, string>>;
  /** From sending to the first content. Absent where nothing was produced. */
  readonly timeToFirstToken?: Ms;
  /** When each stream event with content arrived, in ms after sending; for play-back. */
  readonly chunks: readonly Ms[];
}

/** What a model call yields while it runs. Ends with exactly one `completed`, or throws a `ModelError`. */
export type ModelEvent =
  | { readonly type: "started"; readonly model: string; readonly requestId?: string; readonly usage: Usage }
  | { readonly type: "text"; readonly index: number; readonly text: string }
  | { readonly type: "thinking"; readonly index: number; readonly text: string }
  | { readonly type: "tool_use"; readonly index: number; readonly id: string; readonly name: string }
  | { readonly type: "tool_input"; readonly index: number; readonly json: string }
  | { readonly type: "block"; readonly index: number; readonly block: ContentBlock }
  | { readonly type: "completed"; readonly response: ModelResponse };

/** What an attempt cost, known once it has ended, however it ended. */
export interface Bill {
  readonly usage: Usage;
  readonly cost: Cost;
  /** The true bill may differ: the attempt was cut off after it was sent. */
  readonly uncertain: boolean;
}

export type Provider = "anthropic" | "simulated" | "vscode";

/** A model that a person can choose. */
export interface ModelInfo {
  /** The id as the API takes it, `claude-sonnet-5-5`; of VS Code's models `vendor/id`. */
  readonly id: string;
  readonly provider: Provider;
  readonly label: string;
  /** The most prompt tokens plus output tokens. */
  readonly contextWindow: number;
  /** The most output tokens that one response may have. */
  readonly maxOutput: number;
  /** Thinks only where it is asked to, and then wants the thinking of its last answer back. */
  readonly manualThinking?: true;
}

/** The one interface to a language model. Safeguards wrap it and are models themselves. */
export interface Model {
  readonly info: ModelInfo;
  /** @throws ModelError classified; or FlightdeckError from a safeguard. */
  stream(request: ModelRequest, call: ModelCall): AsyncIterable<ModelEvent>;
}
