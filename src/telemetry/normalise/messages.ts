import { ATTR } from "../../core/attributes.ts";
import type { Attributes, Span, SpanEvent } from "../../core/telemetry.ts";
import { indexed } from "./indexed.ts";
import {
  blocksOf,
  isFields,
  parsed,
  plainText,
  readMessages,
  type ReceivedMessage,
} from "./messageShapes.ts";

export type { ReceivedMessage } from "./messageShapes.ts";

/** What a received span says was sent to a model and answered. */
export interface ReceivedMessages {
  /** System prompts that do not stand among the messages. */
  readonly system: readonly string[];
  /** Names of the tools that were offered. */
  readonly tools: readonly string[];
  readonly sent: readonly ReceivedMessage[];
  /** Several where the model was asked for alternatives. */
  readonly answers: readonly ReceivedMessage[];
}

/** What a span of a tool says it was given and gave back, as it came. */
export interface ReceivedTool {
  readonly name: string;
  readonly input: unknown;
  readonly output: string;
  /** Whether the output itself says that it is an error. */
  readonly failed: boolean;
}

type Said = Pick<Span, "attributes" | "events">;

/** One place of a dialect where messages stand, if they do. */
type Source = (span: Said) => readonly ReceivedMessage[];

/** An attribute of the span, or of its event that holds what is too large for a span. */
function named({ attributes, events }: Said, name: string): unknown {
  return (
    attributes[name] ?? events.findLast((event) => event.attributes[name] !== undefined)?.attributes[name]
  );
}

const attribute =
  (name: string, role: string): Source =>
  (span) =>
    readMessages(named(span, name), role);

const list =
  (prefix: string, role: string): Source =>
  ({ attributes }) =>
    readMessages(indexed(attributes, prefix), role);

/** Where what was sent stands, by dialect; the one that says it best first. */
const SENT: readonly Source[] = [
  attribute("gen_ai.input.messages", "user"),
  list("llm.input_messages", "user"),
  list("gen_ai.prompt", "user"),
  attribute("ai.prompt.messages", "user"),
  prompt,
  ({ events }) => events.flatMap((event) => (MESSAGE_EVENT.test(event.name) ? eventMessage(event) : [])),
  attribute("gen_ai.prompt", "user"),
  (span) => history(span).filter((message, index, all) => !isAnswer(message, index, all)),
  attribute("langfuse.observation.input", "user"),
  attribute("traceloop.entity.input", "input"),
  list("llm.prompts", "user"),
  attribute("llm.prompts", "user"),
  attribute("input.value", "input"),
];

const ANSWERED: readonly Source[] = [
  attribute("gen_ai.output.messages", "assistant"),
  list("llm.output_messages", "assistant"),
  list("gen_ai.completion", "assistant"),
  response,
  ({ events }) => events.flatMap((event) => (event.name === "gen_ai.choice" ? eventMessage(event) : [])),
  attribute("gen_ai.completion", "assistant"),
  (span) => history(span).filter(isAnswer),
  attribute("final_result", "assistant"),
  attribute("langfuse.observation.output", "assistant"),
  attribute("traceloop.entity.output", "output"),
  list("llm.completions", "assistant"),
  attribute("llm.completions", "assistant"),
  attribute("output.value", "output"),
];

/** The messages of a span, in any dialect; undefined where it holds none. */
export function messagesOf(span: Said): ReceivedMessages | undefined {
  const sent = best(SENT, span);
  const answers = finished(best(ANSWERED, span), span.attributes);
  const system = systemOf(span, sent);
  if (sent.length === 0 && answers.length === 0 && system.length === 0) return undefined;
  return { system, tools: toolsOf(span.attributes), sent, answers };
}

/** What a tool's span was given and gave back; undefined where it is no tool's, or holds neither. */
export function toolOf({ attributes }: Said): ReceivedTool | undefined {
  if (attributes[ATTR.operation] !== "execute_tool") return undefined;
  const one = (names: readonly string[]): unknown =>
    names.map((name) => attributes[name]).find((value) => value !== undefined);
  const input = one([
    "gen_ai.tool.call.arguments",
    "traceloop.entity.input",
    "langfuse.observation.input",
    "input.value",
  ]);
  const output = one([
    "gen_ai.tool.call.result",
    "traceloop.entity.output",
    "langfuse.observation.output",
    "output.value",
  ]);
  if (input === undefined && output === undefined) return undefined;
  const name = attributes[ATTR.toolName] ?? attributes["traceloop.entity.name"];
  return {
    name: typeof name === "string" ? name : "",
    input: parsed(input) ?? "",
    ...outputOf(output),
  };
}

/** A tool's output as its text, where it came in a serialised message or as a JSON string. */
function outputOf(output: unknown): Pick<ReceivedTool, "output" | "failed"> {
  const held = parsed(output);
  const inner = isFields(held) && Object.keys(held).length === 1 ? (held["output"] ?? held) : held;
  const [block] = readMessages(inner, "tool").flatMap(({ content }) => content);
  if (isFields(inner) && block?.type === "tool_result")
    return { output: plainText(block.content), failed: block.is_error === true };
  return { output: typeof output === "string" ? unquoted(output) : plainText(output), failed: false };
}

function unquoted(said: string): string {
  if (!said.startsWith('"')) return said;
  try {
    return String(JSON.parse(said));
  } catch {
    return said;
  }
}

/** The first place that tells of each message what it says; where none does, the one that tells most. */
function best(sources: readonly Source[], span: Said): readonly ReceivedMessage[] {
  let found: readonly ReceivedMessage[] = [];
  let most = -1;
  for (const source of sources) {
    const messages = source(span);
    if (messages.length === 0) continue;
    const told = messages.filter(({ content }) => content.length > 0).length;
    if (told === messages.length) return messages;
    if (told > most) [found, most] = [messages, told];
  }
  return found;
}

/** Where the messages do not say why the model stopped, the span may. */
function finished(answers: readonly ReceivedMessage[], attributes: Attributes): readonly ReceivedMessage[] {
  const said = attributes[ATTR.finishReasons] ?? attributes["ai.response.finishReason"];
  const reasons = Array.isArray(said) ? said : [said];
  return answers.map((answer, index) => {
    const reason = reasons[Math.min(index, reasons.length - 1)];
    return answer.finish !== undefined || typeof reason !== "string" ? answer : { ...answer, finish: reason };
  });
}

/** System prompts beside the messages; OpenInference's Anthropic spans name theirs in the request's body only. */
function systemOf(span: Said, sent: readonly ReceivedMessage[]): readonly string[] {
  const body = sent.some(({ role }) => role === "system")
    ? undefined
    : parsed(span.attributes["input.value"]);
  const said = named(span, "gen_ai.system_instructions") ?? (isFields(body) ? body["system"] : undefined);
  const blocks = blocksOf(parsed(said));
  return blocks.map((block) => (block.type === "text" ? block.text : JSON.stringify(block)));
}

/** The AI SDK's call as its caller wrote it: `{system, prompt}` or `{system, messages}`. */
function prompt({ attributes }: Said): readonly ReceivedMessage[] {
  const held = parsed(attributes["ai.prompt"]);
  if (!isFields(held)) return readMessages(held, "user");
  const { system, prompt: asked, messages } = held;
  return [...readMessages(system, "system"), ...readMessages(messages ?? asked, "user")];
}

/** The AI SDK's answer, which stands in one attribute per kind of content. */
function response({ attributes }: Said): readonly ReceivedMessage[] {
  const one = (name: string): unknown => attributes[`ai.response.${name}`] ?? attributes[`ai.result.${name}`];
  const message = {
    role: "assistant",
    reasoning: one("reasoning"),
    content: one("text") ?? one("object"),
    tool_calls: one("toolCalls"),
  };
  const { role, ...parts } = message;
  return Object.values(parts).every((part) => part === undefined)
    ? []
    : readMessages({ role, ...parts }, role);
}

const MESSAGE_EVENT = /^gen_ai\.(?:(?:system|user|assistant|tool)\.message|content\.prompt)$/;

/** A message that is an event of its own: its parts as attributes, or all in one as JSON. */
function eventMessage({ name, attributes }: SpanEvent): readonly ReceivedMessage[] {
  const role = name === "gen_ai.choice" ? "assistant" : (name.split(".")[1] ?? "user");
  const body = parsed(
    attributes["gen_ai.event.content"] ?? attributes["body"] ?? attributes["gen_ai.prompt"],
  );
  if (body !== undefined) return readMessages(isFields(body) ? { role, ...body } : body, role);
  const fields = Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, parsed(value)]));
  const message = fields["message"];
  if (typeof message === "string")
    return readMessages({ role, ...fields, content: message, message: undefined }, role);
  return readMessages(isFields(message) ? fields : { role, ...fields }, role);
}

/** pydantic-ai's whole run, in the spelling of each of its versions. */
function history({ attributes }: Said): readonly ReceivedMessage[] {
  for (const name of ["pydantic_ai.all_messages", "all_messages_events", "events"]) {
    const messages = readMessages(attributes[name], "user");
    if (messages.length > 0) return messages;
  }
  return [];
}

const isAnswer = ({ role }: ReceivedMessage, index: number, all: readonly ReceivedMessage[]): boolean =>
  role === "assistant" && index === all.length - 1;

function toolsOf(attributes: Attributes): readonly string[] {
  const offered = [
    parsed(attributes["gen_ai.tool.definitions"]),
    indexed(attributes, "llm.tools"),
    parsed(attributes["ai.prompt.tools"]),
    indexed(attributes, "llm.request.functions"),
  ].find((some) => Array.isArray(some) && some.length > 0);
  return Array.isArray(offered) ? offered.flatMap((tool: unknown) => toolName(parsed(tool))) : [];
}

function toolName(tool: unknown): readonly string[] {
  if (!isFields(tool)) return [];
  const schema = isFields(tool["tool"]) ? parsed(tool["tool"]["json_schema"]) : undefined;
  const described = isFields(schema) ? schema : tool;
  const { name = isFields(described["function"]) ? described["function"]["name"] : undefined } = described;
  return typeof name === "string" ? [name] : [];
}
