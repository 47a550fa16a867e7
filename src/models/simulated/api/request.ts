import type { ApiMessage, ContentBlock, JsonSchema, ModelInfo } from "../../../core/model.ts";
import { ApiFault, invalidRequest } from "./fault.ts";
import { findSimulatedModel } from "./models.ts";
import { checkPairing } from "./pairing.ts";
import { countTokens } from "./tokens.ts";

/** A tool as the request offers it. */
export interface OfferedTool {
  readonly name: string;
  readonly inputSchema: JsonSchema;
}

/** A Messages API request, as far as the simulation looks at it. */
export interface SimulatedRequest {
  readonly model: ModelInfo;
  /** System prompt and tools as they came, for thinking that is bound to them. */
  readonly prefix: unknown;
  readonly tools: readonly OfferedTool[];
  /** Content is always blocks. */
  readonly messages: readonly ApiMessage[];
  readonly maxTokens: number;
  readonly stream: boolean;
  readonly inputTokens: number;
}

const MAX_BODY_BYTES = 32 * 1024 * 1024;

/**
 * Reads and checks a body as the API does.
 * @throws ApiFault with the status and the words of the real API.
 */
export function parseRequest(body: string, endpoint: "messages" | "count_tokens"): SimulatedRequest {
  if (Buffer.byteLength(body) > MAX_BODY_BYTES) throw requestTooLarge();
  const fields = parseObject(body);
  const model = readModel(fields["model"]);
  const messages = readMessages(fields["messages"]);
  checkPairing(messages);
  const prefix = { system: fields["system"] ?? null, tools: fields["tools"] ?? null };
  const inputTokens = countTokens(JSON.stringify([prefix, messages]));
  if (endpoint === "messages" && inputTokens > model.contextWindow) throw promptTooLong(inputTokens, model);
  return {
    model,
    prefix,
    tools: readTools(fields["tools"]),
    messages,
    maxTokens: endpoint === "messages" ? readMaxTokens(fields["max_tokens"], model) : model.maxOutput,
    stream: fields["stream"] === true,
    inputTokens,
  };
}

export const requestTooLarge = (): ApiFault =>
  new ApiFault(413, "request_too_large", "Request exceeds the maximum size");

export const promptTooLong = (tokens: number, model: ModelInfo): ApiFault =>
  invalidRequest(`prompt is too long: ${tokens} tokens > ${model.contextWindow} maximum`);

export const modelNotFound = (id: string): ApiFault => new ApiFault(404, "not_found_error", `model: ${id}`);

function parseObject(body: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw invalidRequest("The request body is not valid JSON.");
  }
  if (!isRecord(parsed)) throw invalidRequest("The request body must be a JSON object.");
  return parsed;
}

function readModel(id: unknown): ModelInfo {
  if (typeof id !== "string") throw invalidRequest("model: Field required");
  const model = findSimulatedModel(id);
  if (!model) throw modelNotFound(id);
  return model;
}

function readMaxTokens(value: unknown, model: ModelInfo): number {
  if (value === undefined) throw invalidRequest("max_tokens: Field required");
  if (typeof value !== "number" || !Number.isInteger(value))
    throw invalidRequest("max_tokens: Input should be a valid integer");
  if (value < 1) throw invalidRequest("max_tokens: Input should be greater than or equal to 1");
  if (value > model.maxOutput)
    throw invalidRequest(
      `max_tokens: ${value} > ${model.maxOutput}, which is the maximum allowed number of output tokens for ${model.id}`,
    );
  return value;
}

function readTools(value: unknown): readonly OfferedTool[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw invalidRequest("tools: Input should be a valid list");
  return value.flatMap((tool: unknown) =>
    isRecord(tool) && typeof tool["name"] === "string"
      ? [{ name: tool["name"], inputSchema: isRecord(tool["input_schema"]) ? tool["input_schema"] : {} }]
      : [],
  );
}

function readMessages(value: unknown): readonly ApiMessage[] {
  if (!Array.isArray(value)) throw invalidRequest("messages: Field required");
  if (value.length === 0) throw invalidRequest("messages: at least one message is required");
  const messages = value.map(readMessage);
  if (messages[0]?.role !== "user") throw invalidRequest('messages: first message must use the "user" role');
  return messages;
}

function readMessage(value: unknown, index: number): ApiMessage {
  const at = `messages.${index}`;
  if (!isRecord(value)) throw invalidRequest(`${at}: Input should be an object`);
  const { role, content } = value;
  if (role !== "user" && role !== "assistant")
    throw invalidRequest(`${at}.role: Input should be 'user' or 'assistant'`);
  const blocks = typeof content === "string" ? [{ type: "text", text: content }] : content;
  if (!Array.isArray(blocks) || !blocks.every(isBlock))
    throw invalidRequest(`${at}.content: Input should be a valid list of content blocks`);
  if (blocks.some((block) => block.type === "text" && block.text === ""))
    throw invalidRequest("messages: text content blocks must be non-empty");
  return { role, content: blocks };
}

const isBlock = (value: unknown): value is ContentBlock =>
  isRecord(value) &&
  typeof value["type"] === "string" &&
  (value["type"] !== "text" || typeof value["text"] === "string");

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
