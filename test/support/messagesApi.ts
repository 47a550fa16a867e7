/** The wire format of the Messages API, as a fake server of the tests speaks it. */

export type Json = Readonly<Record<string, unknown>>;
export type Block = Json & { readonly type: string };

export interface ApiRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: MessagesBody;
  readonly signal: AbortSignal | undefined;
}

export interface MessagesBody {
  readonly model: string;
  readonly max_tokens: number;
  readonly stream?: boolean;
  readonly system?: readonly Block[];
  readonly tools?: readonly Json[];
  readonly messages: readonly { readonly role: string; readonly content: readonly Block[] }[];
}

/** What is no JSON is a body without fields. */
export function bodyOf(text: string): MessagesBody {
  try {
    return JSON.parse(text) as MessagesBody;
  } catch {
    return {} as MessagesBody;
  }
}

export type Handler = (request: ApiRequest) => Response | Promise<Response>;

export const text = (value: string): Block => ({ type: "text", text: value });
export const thinking = (value: string, signature = "c2lnbmF0dXJl"): Block => ({
  type: "thinking",
  thinking: value,
  signature,
});
export const toolUse = (id: string, name: string, input: unknown = {}): Block => ({
  type: "tool_use",
  id,
  name,
  input,
});

export interface AnswerOptions {
  readonly id?: string;
  readonly model?: string;
  readonly stopReason?: string;
  readonly stopDetails?: Json;
  /** At the start; `output_tokens` comes at the end. */
  readonly usage?: Json;
}

export const USAGE = { input_tokens: 100, output_tokens: 20 } as const;

/** The events of a whole answer. Strings are text blocks. */
export function answerEvents(
  content: readonly (string | Block)[],
  options: AnswerOptions = {},
): readonly Block[] {
  const blocks = content.map((block) => (typeof block === "string" ? text(block) : block));
  const usage: Json = { ...USAGE, ...options.usage };
  const stop = blocks.some(({ type }) => type === "tool_use") ? "tool_use" : "end_turn";
  const { id = "msg_1", model = "claude-sonnet-5-5", stopReason = stop, stopDetails } = options;
  const message = {
    id,
    type: "message",
    role: "assistant",
    model,
    content: [],
    stop_reason: null,
    usage: { ...usage, output_tokens: 1 },
  };
  return [
    { type: "message_start", message },
    ...blocks.flatMap((block, index) => blockEvents(block, index)),
    {
      type: "message_delta",
      delta: {
        stop_reason: stopReason,
        stop_sequence: null,
        ...(stopDetails && { stop_details: stopDetails }),
      },
      usage: { output_tokens: usage["output_tokens"] },
    },
    { type: "message_stop" },
  ];
}

function blockEvents(block: Block, index: number): readonly Block[] {
  const { start, deltas } = partsOf(block);
  return [
    { type: "content_block_start", index, content_block: start },
    ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
    { type: "content_block_stop", index },
  ];
}

function partsOf(block: Block): { readonly start: Block; readonly deltas: readonly Block[] } {
  switch (block.type) {
    case "text":
      return {
        start: { ...block, text: "" },
        deltas: pieces(String(block["text"])).map((piece) => ({ type: "text_delta", text: piece })),
      };
    case "thinking": {
      const thoughts = pieces(String(block["thinking"])).map((piece) => ({
        type: "thinking_delta",
        thinking: piece,
      }));
      const signature = { type: "signature_delta", signature: block["signature"] };
      return { start: { ...block, thinking: "", signature: "" }, deltas: [...thoughts, signature] };
    }
    case "tool_use": {
      const { input } = block;
      const json = typeof input === "string" ? input : JSON.stringify(input);
      const deltas = ["", ...pieces(json)].map((piece) => ({
        type: "input_json_delta",
        partial_json: piece,
      }));
      return { start: { ...block, input: {} }, deltas };
    }
    default:
      return { start: block, deltas: [] };
  }
}

const pieces = (whole: string): readonly string[] => whole.match(/.{1,12}/gsu) ?? [];

export const sse = (event: Block): string => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
export const PING = sse({ type: "ping" });

/** A piece of a body, or something that happens between two: what it waits for, or the error that cuts it. */
export type Part = string | (() => unknown);
export const stall = (): Promise<never> => new Promise(() => undefined);
export const cut = (): never => {
  throw new Error("the connection was closed");
};

/** A response whose body comes part by part. */
export function streamed(parts: readonly Part[], headers: Readonly<Record<string, string>> = {}): Response {
  const queue = [...parts];
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        while (typeof queue[0] === "function") await (queue.shift() as () => unknown)();
        const part = queue.shift();
        if (part === undefined) controller.close();
        else controller.enqueue(Buffer.from(part as string));
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, {
    headers: { "content-type": "text/event-stream", "request-id": "req_1", ...headers },
  });
}

/** A whole answer as a stream. */
export const answer = (content: readonly (string | Block)[], options: AnswerOptions = {}): Response =>
  streamed(answerEvents(content, options).map(sse));

/** An answer that is cut off before the event with this number; 0 means before anything. */
export const cutAnswer = (content: readonly (string | Block)[], at: number): Response =>
  streamed([...answerEvents(content).slice(0, at).map(sse), cut]);

export interface ErrorOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly details?: Json;
}

export const errorBody = (type: string, message: string, details?: Json): Json => ({
  type: "error",
  error: { type, message, ...(details && { details }) },
  request_id: "req_error",
});

export const apiError = (
  status: number,
  type: string,
  message: string,
  options: ErrorOptions = {},
): Response =>
  Response.json(errorBody(type, message, options.details), {
    status,
    headers: { "request-id": "req_error", ...options.headers },
  });
