import type Anthropic from "@anthropic-ai/sdk";
import type { ContentBlock, ModelEvent, ModelResponse } from "../core/model.ts";
import { ms, type Ms } from "../core/units.ts";
import type { Usage } from "../core/usage.ts";
import { mergeRawUsage, parseUsage } from "./usage.ts";

type StreamEvent = Anthropic.RawMessageStreamEvent;

/** The parts of a block that arrive piece by piece, joined once at its end. */
interface OpenBlock {
  readonly start: Readonly<Record<string, unknown>>;
  readonly text: string[];
  readonly thinking: string[];
  readonly json: string[];
  readonly signature: string[];
  readonly citations: unknown[];
}

/**
 * Builds the answer from stream events. Tool arguments are parsed once, when their block is complete,
 * and never repaired: a block whose JSON is cut or malformed keeps it as text under `input`, which no
 * schema accepts.
 */
export class Answer {
  readonly #content: ContentBlock[] = [];
  readonly #open = new Map<number, OpenBlock>();
  readonly #chunks: Ms[] = [];
  readonly #sinceSent: () => Ms;
  #id = "";
  #model = "";
  #rawUsage: Readonly<Record<string, unknown>> = {};
  #stopReason = "";
  #stopDetails: unknown;
  #complete = false;
  #outputBytes = 0;

  /** @param sinceSent time since the request was sent. */
  constructor(sinceSent: () => Ms) {
    this.#sinceSent = sinceSent;
  }

  /** Whether `message_stop` came. A stream that ends without it was cut. */
  get complete(): boolean {
    return this.#complete;
  }

  get begun(): boolean {
    return this.#id !== "";
  }

  get usage(): Usage {
    return parseUsage(this.#rawUsage);
  }

  /** Bytes of text, thinking and tool arguments that arrived. */
  get outputBytes(): number {
    return this.#outputBytes;
  }

  /** Takes an event of the stream and says what a listener should know of it. */
  *take(event: StreamEvent, requestId: string | undefined): Generator<ModelEvent> {
    switch (event.type) {
      case "message_start":
        this.#id = event.message.id;
        this.#model = event.message.model;
        this.#rawUsage = mergeRawUsage(undefined, event.message.usage);
        yield { type: "started", model: this.#model, usage: this.usage, ...(requestId && { requestId }) };
        return;
      case "content_block_start":
        yield* this.#startBlock(event.index, event.content_block);
        return;
      case "content_block_delta":
        this.#chunks.push(this.#sinceSent());
        yield* this.#extendBlock(event.index, event.delta);
        return;
      case "content_block_stop":
        yield* this.#endBlock(event.index);
        return;
      case "message_delta":
        this.#rawUsage = mergeRawUsage(this.#rawUsage, event.usage);
        this.#stopReason = event.delta.stop_reason ?? this.#stopReason;
        this.#stopDetails = event.delta.stop_details ?? this.#stopDetails;
        return;
      case "message_stop":
        this.#complete = true;
        return;
    }
  }

  response(
    http: Pick<ModelResponse, "status" | "rateLimit"> & { readonly requestId?: string },
  ): ModelResponse {
    const [first] = this.#chunks;
    return {
      ...http,
      id: this.#id,
      model: this.#model,
      // Blocks may end out of order; holes of blocks that never ended close up.
      content: this.#content.filter((block) => block !== undefined),
      stopReason: this.#stopReason,
      ...(this.#stopDetails === undefined ? {} : { stopDetails: this.#stopDetails }),
      usage: this.usage,
      rawUsage: this.#rawUsage,
      ...(first === undefined ? {} : { timeToFirstToken: first }),
      chunks: this.#chunks,
    };
  }

  *#startBlock(index: number, start: Anthropic.ContentBlock): Generator<ModelEvent> {
    this.#open.set(index, {
      start: { ...start },
      text: [],
      thinking: [],
      json: [],
      signature: [],
      citations: [],
    });
    if (start.type === "tool_use") yield { type: "tool_use", index, id: start.id, name: start.name };
    if (start.type === "text" && start.text !== "") yield { type: "text", index, text: start.text };
  }

  *#extendBlock(index: number, delta: Anthropic.RawContentBlockDelta): Generator<ModelEvent> {
    const block = this.#open.get(index);
    if (block === undefined) return;
    switch (delta.type) {
      case "text_delta":
        this.#count(delta.text);
        block.text.push(delta.text);
        yield { type: "text", index, text: delta.text };
        return;
      case "thinking_delta":
        this.#count(delta.thinking);
        block.thinking.push(delta.thinking);
        yield { type: "thinking", index, text: delta.thinking };
        return;
      case "input_json_delta":
        this.#count(delta.partial_json);
        block.json.push(delta.partial_json);
        yield { type: "tool_input", index, json: delta.partial_json };
        return;
      case "signature_delta":
        block.signature.push(delta.signature);
        return;
      case "citations_delta":
        block.citations.push(delta.citation);
        return;
    }
  }

  *#endBlock(index: number): Generator<ModelEvent> {
    const open = this.#open.get(index);
    if (open === undefined) return;
    this.#open.delete(index);
    const block = finish(open);
    this.#content[index] = block;
    yield { type: "block", index, block };
  }

  #count(text: string): void {
    this.#outputBytes += Buffer.byteLength(text);
  }
}

function finish({ start, text, thinking, json, signature, citations }: OpenBlock): ContentBlock {
  const block: Record<string, unknown> = { ...start };
  if (text.length > 0) block["text"] = textOf(start["text"]) + text.join("");
  if (thinking.length > 0) block["thinking"] = textOf(start["thinking"]) + thinking.join("");
  if (signature.length > 0) block["signature"] = signature.join("");
  if (citations.length > 0) block["citations"] = citations;
  if (json.length > 0) block["input"] = parseArguments(json.join(""));
  // Its fields are the API's; kinds that we do not know go through as they came.
  return block as unknown as ContentBlock;
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** No arguments at all arrive as an empty text. */
function parseArguments(json: string): unknown {
  if (json.trim() === "") return {};
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}

export const sinceSent = (monotonic: () => Ms): (() => Ms) => {
  const sent = monotonic();
  return () => ms(Math.round(monotonic() - sent));
};
