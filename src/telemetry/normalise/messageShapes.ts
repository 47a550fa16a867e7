import type { ContentBlock, ToolResultBlock, ToolUseBlock, UnknownBlock } from "../../core/model.ts";

/** A message of a received span, in the shapes of the Messages API whatever it came in. */
export interface ReceivedMessage {
  /** `user`, `assistant`, `system` or `tool`; what the sender calls it where that is something else. */
  readonly role: string;
  readonly content: readonly ContentBlock[];
  /** Why the model stopped, in the sender's words. */
  readonly finish?: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** Wrappings within wrappings that are looked into; what lies deeper stays as it came. */
const DEEPEST = 12;

/**
 * The messages that a value holds, which may be JSON in a text. Where it is no list of messages, it is one message
 * of the role, and what has no known shape stays as it came.
 */
export function readMessages(value: unknown, role: string): readonly ReceivedMessage[] {
  try {
    return read(value, role, 0);
  } catch (error) {
    // Nested so deeply that the stack does not hold it.
    if (error instanceof RangeError)
      return [{ role, content: typeof value === "string" ? [textBlock(value)] : [] }];
    throw error;
  }
}

function read(value: unknown, role: string, depth: number): readonly ReceivedMessage[] {
  const held = parsed(value);
  if (held === undefined || held === null || held === "") return [];
  if (depth > DEEPEST) return [{ role, content: [unknownBlock(held)] }];
  if (Array.isArray(held)) {
    if (held.length === 0) return [];
    if (held.every(Array.isArray) || held.every(isMessage))
      return held.flatMap((each) => read(each, role, depth + 1));
    return [{ role, content: blocksOf(held) }];
  }
  if (!isFields(held)) return [{ role, content: blocksOf(held) }];
  const listed = held["messages"] ?? held["generations"] ?? held["choices"];
  if (Array.isArray(listed)) return [...systemOf(held), ...read(listed, role, depth + 1)];
  if (isMessage(held)) return [messageOf(held, role, depth)];
  return [{ role, content: blocksOf([held]) }];
}

/** What a request's body says beside its messages. */
function systemOf({ system }: Fields): readonly ReceivedMessage[] {
  return system === undefined ? [] : [{ role: "system", content: blocksOf(system) }];
}

const ROLES: Readonly<Record<string, string>> = {
  human: "user",
  HumanMessage: "user",
  HumanMessageChunk: "user",
  ai: "assistant",
  model: "assistant",
  AIMessage: "assistant",
  AIMessageChunk: "assistant",
  SystemMessage: "system",
  ToolMessage: "tool",
  function: "tool",
};

const MESSAGE_TYPES = new Set(["human", "ai", "system", "tool", "message"]);

function isMessage(value: unknown): value is Fields {
  if (!isFields(value)) return false;
  if (typeof value["role"] === "string" || isFields(value["message"]) || isFields(value["kwargs"]))
    return true;
  if ("parts" in value || "tool_calls" in value) return true;
  return MESSAGE_TYPES.has(text(value["type"])) && ("content" in value || isFields(value["data"]));
}

function messageOf(fields: Fields, role: string, depth: number): ReceivedMessage {
  const inner = fields["message"] ?? fields["kwargs"] ?? fields["data"];
  const finish = finishOf(fields);
  if (isFields(inner) && fields["role"] === undefined && depth <= DEEPEST) {
    const known = classOf(fields) ?? role;
    return { ...messageOf(inner, known, depth + 1), ...(finish !== undefined && { finish }) };
  }
  const own = text(fields["role"]) || text(fields["type"]);
  const named = ROLES[own] ?? (own === "message" || own === "" ? role : own);
  const blocks = contentOf(fields);
  const call =
    text(fields["tool_call_id"] ?? fields["toolCallId"]) || (named === "tool" ? text(fields["id"]) : "");
  const content =
    (call !== "" || named === "tool") && blocks.length > 0 ? asResult(blocks, call, fields) : blocks;
  return { role: named, content, ...(finish !== undefined && { finish }) };
}

/** The role that the class of a serialised LangChain message stands for. */
function classOf({ id, type }: Fields): string | undefined {
  const name = Array.isArray(id) ? text(id.at(-1)) : text(type);
  return ROLES[name] ?? (MESSAGE_TYPES.has(name) ? name : undefined);
}

function finishOf(fields: Fields): string | undefined {
  const said = fields["finish_reason"] ?? fields["finishReason"] ?? fields["stop_reason"];
  return typeof said === "string" && said !== "" ? said : undefined;
}

function contentOf(fields: Fields): readonly ContentBlock[] {
  const reasoning = text(fields["reasoning_content"]) || text(fields["reasoning"]);
  const said = blocksOf(fields["parts"] ?? fields["contents"] ?? fields["content"] ?? fields["text"]);
  const known = new Set(said.map((block) => (block.type === "tool_use" ? block.id : undefined)));
  const extra = isFields(fields["additional_kwargs"]) ? fields["additional_kwargs"]["tool_calls"] : undefined;
  const calls = listOf(parsed(fields["tool_calls"] ?? fields["toolCalls"] ?? extra))
    .map((call) => toolUse(isFields(call) ? call : {}))
    .filter(({ id }) => id === "" || !known.has(id));
  return [...(reasoning === "" ? [] : [thinking(reasoning)]), ...said, ...calls];
}

/** The content of a message that answers a tool call, unless its parts say that already. */
function asResult(blocks: readonly ContentBlock[], call: string, fields: Fields): readonly ContentBlock[] {
  if (blocks.some(({ type }) => type === "tool_result")) return blocks;
  const all = blocks.map((block) => (block.type === "text" ? block : textBlock(JSON.stringify(block))));
  const failed = fields["is_error"] === true || fields["status"] === "error";
  const content = all.length === 1 ? all[0]!.text : all;
  return [{ type: "tool_result", tool_use_id: call, content, ...(failed && { is_error: true }) }];
}

/** A message's content: a text, or a list of parts. A text that is a list of parts is read as one. */
export function blocksOf(content: unknown): readonly ContentBlock[] {
  if (content === undefined || content === null || content === "") return [];
  if (typeof content === "string") {
    const inner = /^\s*\[\s*\{/.test(content) ? parsed(content) : undefined;
    const isParts =
      Array.isArray(inner) && inner.every((part) => isFields(part) && PARTS.has(text(part["type"])));
    return isParts ? blocksOf(inner) : [textBlock(content)];
  }
  if (Array.isArray(content)) return content.flatMap((part) => blockOf(part));
  return blockOf(content);
}

const TEXTS = new Set(["text", "input_text", "output_text"]);
const THOUGHTS = new Set(["reasoning", "thinking"]);
const CALLS = new Set(["tool_call", "tool_use", "tool-call", "function_call", "function"]);
const RESULTS = new Set(["tool_call_response", "tool_result", "tool-result", "function_call_output"]);
const PARTS = new Set([...TEXTS, ...THOUGHTS, ...CALLS, ...RESULTS]);

function blockOf(part: unknown): readonly ContentBlock[] {
  if (typeof part === "string") return part === "" ? [] : [textBlock(part)];
  if (!isFields(part)) return part === null || part === undefined ? [] : [unknownBlock(part)];
  const wrapped = part["message_content"];
  if (isFields(wrapped)) return blockOf({ ...part, message_content: undefined, ...wrapped });
  const type = text(part["type"]);
  const said = part["content"] ?? part["text"] ?? part[type];
  if (TEXTS.has(type) && typeof said === "string") return blocksOf(said);
  if (THOUGHTS.has(type) && typeof said === "string") return said === "" ? [] : [thinking(said)];
  if (type === "redacted_thinking") return [{ type, data: text(part["data"]) }];
  if (CALLS.has(type) || isFields(part["tool_call"])) return [toolUse(part)];
  if (RESULTS.has(type)) return [toolResult(part)];
  return [unknownBlock(part)];
}

function toolUse(part: Fields): ToolUseBlock {
  const call = isFields(part["tool_call"]) ? part["tool_call"] : part;
  const called = isFields(call["function"]) ? call["function"] : call;
  const input = called["arguments"] ?? called["input"] ?? called["args"];
  return {
    type: "tool_use",
    id: text(call["id"] ?? call["toolCallId"] ?? call["call_id"] ?? call["tool_call_id"]),
    name: text(called["name"] ?? called["toolName"]),
    input: parsed(input) ?? {},
  };
}

function toolResult(part: Fields): ToolResultBlock {
  const said = part["response"] ?? part["result"] ?? part["content"] ?? part["output"];
  // The AI SDK says what kind of value it is: `{type: "error-text", value: …}`.
  const typed = isFields(said) && "value" in said && typeof said["type"] === "string" ? said : undefined;
  const failed =
    part["is_error"] === true || part["isError"] === true || text(typed?.["type"]).startsWith("error");
  return {
    type: "tool_result",
    tool_use_id: text(part["id"] ?? part["tool_use_id"] ?? part["toolCallId"] ?? part["call_id"]),
    content: plainText(typed === undefined ? said : typed["value"]),
    ...(failed && { is_error: true }),
  };
}

/** A result's text, whatever it came in. */
export function plainText(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.length > 0) {
    const blocks = value.flatMap((each) => blockOf(each));
    if (blocks.every((block) => block.type === "text"))
      return blocks.map((block) => (block.type === "text" ? block.text : "")).join("\n");
  }
  return value === undefined ? "" : JSON.stringify(value);
}

const textBlock = (said: string) => ({ type: "text", text: said }) as const;
const thinking = (said: string): ContentBlock => ({ type: "thinking", thinking: said, signature: "" });

/** Shown as it came: a block of a kind that nobody here knows, or just the text of a value. */
const unknownBlock = (value: unknown): ContentBlock =>
  isFields(value) && typeof value["type"] === "string"
    ? (value as UnknownBlock)
    : textBlock(typeof value === "string" ? value : JSON.stringify(value));

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null || value === "" ? [] : [value];

/** What a text that is a JSON object or list says; anything else as it is. */
export function parsed(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
