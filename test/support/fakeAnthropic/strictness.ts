import type { Block, Json, MessagesBody } from "../messagesApi.ts";
import { problemOf } from "../strictApi.ts";
import { thinkingProblem } from "./signatures.ts";
import { promptOf } from "./tokens.ts";

export interface ModelLimits {
  readonly contextWindow: number;
  readonly maxOutput: number;
}

/** What the API rejects with 400; undefined where it takes the request. */
export function rejection(body: MessagesBody, limits: ModelLimits): string | undefined {
  return (
    shapeProblem(body) ??
    problemOf({ body }) ??
    toolsProblem(body.tools ?? []) ??
    cacheProblem(body) ??
    sizeProblem(body, limits) ??
    manualThinkingProblem(body) ??
    thinkingProblem(body)
  );
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isBlocks = (value: unknown): boolean =>
  Array.isArray(value) && value.every((block) => isObject(block) && typeof block["type"] === "string");

/** Gone since the version 2026-10-21. */
const REMOVED = ["temperature", "top_p", "top_k"];

function shapeProblem(body: MessagesBody): string | undefined {
  const fields = body as unknown as Json;
  if (!Array.isArray(body.messages)) return "messages: Field required";
  if (!Number.isInteger(body.max_tokens)) return "max_tokens: Field required";
  if (body.max_tokens < 1) return "max_tokens: Input should be greater than or equal to 1";
  const removed = REMOVED.find((field) => fields[field] !== undefined);
  if (removed !== undefined) return `${removed}: Extra inputs are not permitted`;
  if (body.system !== undefined && !isBlocks(body.system)) return "system: Input should be a valid list";
  const odd = body.messages.findIndex(
    ({ role, content }) => (role !== "user" && role !== "assistant") || !isBlocks(content),
  );
  return odd === -1 ? undefined : `messages.${odd}: Input should be a valid message`;
}

function toolsProblem(tools: readonly Json[]): string | undefined {
  const names = tools.map(({ name }) => String(name));
  if (new Set(names).size < names.length) return "tools: Tool names must be unique.";
  const index = tools.findIndex(
    ({ name, type, input_schema: schema }) =>
      !/^[a-zA-Z0-9_-]{1,128}$/.test(String(name)) ||
      ((type === undefined || type === "custom") && (!isObject(schema) || schema["type"] !== "object")),
  );
  return index === -1 ? undefined : `tools.${index}: Input should be a valid tool`;
}

const MOST_CACHE_MARKS = 4;

function cacheProblem({ system = [], tools = [], messages }: MessagesBody): string | undefined {
  const blocks = [...system, ...messages.flatMap(({ content }) => content)];
  const marked = [...tools, ...blocks].filter((block) => block["cache_control"] !== undefined);
  if (marked.length > MOST_CACHE_MARKS)
    return `A maximum of ${MOST_CACHE_MARKS} blocks with cache_control may be provided. Found ${marked.length}.`;
  if (marked.some((block) => block["type"] === "text" && block["text"] === ""))
    return "cache_control cannot be set for empty text blocks";
  if (marked.some((block) => String(block["type"]).endsWith("thinking")))
    return "thinking.cache_control: Extra inputs are not permitted";
  return system.some(isEmptyText) ? "system: text content blocks must be non-empty" : undefined;
}

const isEmptyText = ({ type, text }: Block): boolean => type === "text" && String(text).trim() === "";

function sizeProblem(body: MessagesBody, { contextWindow, maxOutput }: ModelLimits): string | undefined {
  const { max_tokens: asked, model } = body;
  if (asked > maxOutput)
    return `max_tokens: ${asked} > ${maxOutput}, which is the maximum allowed number of output tokens for ${model}`;
  const prompt = promptOf(body);
  if (prompt > contextWindow) return `prompt is too long: ${prompt} tokens > ${contextWindow} maximum`;
  if (prompt + asked <= contextWindow) return undefined;
  return `input length and \`max_tokens\` exceed context limit: ${prompt} + ${asked} > ${contextWindow}, decrease input length or \`max_tokens\` and try again`;
}

/** Models with manual thinking want the thinking back with which the running tool calls began. */
function manualThinkingProblem(body: MessagesBody): string | undefined {
  const manual = (body as unknown as Json)["thinking"];
  if (!isObject(manual) || manual["type"] !== "enabled") return undefined;
  if (Number(manual["budget_tokens"]) >= body.max_tokens)
    return "`max_tokens` must be greater than `thinking.budget_tokens`";
  const index = body.messages.findLastIndex(({ role }) => role === "assistant");
  const content = body.messages[index]?.content ?? [];
  if (!content.some(({ type }) => type === "tool_use")) return undefined;
  if (content[0]?.type === "thinking" || content[0]?.type === "redacted_thinking") return undefined;
  return `messages.${index}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${content[0]?.type}\``;
}
