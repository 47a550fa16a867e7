import { ATTR } from "../../core/attributes.ts";
import type { OtlpEvent } from "../../core/otlp.ts";
import type { Attributes } from "../../core/telemetry.ts";
import { plain, shown, type PlainValue } from "./value.ts";

/**
 * What was said, where a span's events tell it instead of its attributes, in the attributes of the current
 * conventions. Events have been spelled in three ways: one that holds the current attributes, one for each message
 * (1.28 to 1.36), and one for all messages as JSON (until 1.27). Sources: OpenTelemetry's GenAI conventions, read
 * 2026-11.
 */
export function eventMessages(events: readonly OtlpEvent[] = []): Attributes {
  const found: Found = { system: [], input: [], output: [], whole: {} };
  for (const { name, attributes = [] } of events)
    if (name.startsWith("gen_ai."))
      take(found, name, Object.fromEntries(attributes.map(({ key, value }) => [key, plain(value)])));
  const { system, input, output, whole } = found;
  return {
    ...(system.length > 0 && { [ATTR.systemInstructions]: JSON.stringify(system) }),
    ...(input.length > 0 && { [ATTR.inputMessages]: JSON.stringify(input) }),
    ...(output.length > 0 && { [ATTR.outputMessages]: JSON.stringify(output) }),
    ...whole,
  };
}

interface Found {
  readonly system: Part[];
  readonly input: Message[];
  readonly output: Message[];
  /** In the current form already. */
  whole: Attributes;
}

type Part = Readonly<Record<string, PlainValue>>;
type Fields = Readonly<Record<string, PlainValue>>;

interface Message {
  readonly role: string;
  readonly parts: readonly Part[];
  readonly finish_reason?: string;
}

const WHOLE: readonly (readonly [attribute: string, to: string])[] = [
  [ATTR.systemInstructions, ATTR.systemInstructions],
  [ATTR.inputMessages, ATTR.inputMessages],
  [ATTR.outputMessages, ATTR.outputMessages],
  ["gen_ai.prompt", ATTR.inputMessages],
  ["gen_ai.completion", ATTR.outputMessages],
];

function take(found: Found, event: string, fields: Fields): void {
  const one = /^gen_ai\.(system|user|assistant|tool)\.message$/.exec(event)?.[1];
  if (one === "system") found.system.push(...partsOf(fields));
  else if (one !== undefined) found.input.push({ role: one, parts: partsOf(fields, one) });
  else if (event === "gen_ai.choice") found.output.push(choice(fields));
  else
    for (const [attribute, to] of WHOLE) {
      const value = fields[attribute];
      if (value !== undefined && value !== null) found.whole = { ...found.whole, [to]: shown(value) };
    }
}

function choice(fields: Fields): Message {
  const message = objectOf(fields["message"]) ?? fields;
  const reason = fields["finish_reason"];
  return {
    role: typeof message["role"] === "string" ? message["role"] : "assistant",
    parts: partsOf(message),
    ...(typeof reason === "string" && { finish_reason: reason }),
  };
}

function partsOf(message: Fields, role = ""): readonly Part[] {
  const { content = null, id = null } = message;
  if (role === "tool") return [{ type: "tool_call_response", id, response: content }];
  const texts = content === null || content === "" ? [] : [{ type: "text", content: shownText(content) }];
  const calls = listOf(message["tool_calls"]).map((call) => {
    const asked = objectOf(call["function"]) ?? {};
    return {
      type: "tool_call",
      id: call["id"] ?? null,
      name: asked["name"] ?? null,
      arguments: asked["arguments"] ?? null,
    };
  });
  return [...texts, ...calls];
}

const shownText = (value: PlainValue): string => (typeof value === "string" ? value : JSON.stringify(value));

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Event bodies came as structures, span events' attributes as JSON in a text. */
function parsed(value: PlainValue | undefined): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}

function objectOf(value: PlainValue | undefined): Fields | undefined {
  const found = parsed(value);
  return isObject(found) ? found : undefined;
}

function listOf(value: PlainValue | undefined): readonly Fields[] {
  const found = parsed(value);
  return Array.isArray(found) ? found.filter(isObject) : [];
}
