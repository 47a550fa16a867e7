import type { SpanId, TraceId } from "../../../src/core/ids.ts";
import type { Attributes, Span } from "../../../src/core/telemetry.ts";
import { epochMs } from "../../../src/core/units.ts";

const START = Date.parse("2026-11-22T12:00:00Z");

const id = (value: number): SpanId => value.toString(16).padStart(16, "0") as SpanId;

function span(number: number, name: string, from: number, to: number, attributes: Attributes): Span {
  return {
    traceId: "0af7651916cd43dd8448eb211c80319c" as TraceId,
    spanId: id(number),
    ...(number > 1 && { parentId: id(1) }),
    name,
    kind: "internal",
    start: epochMs(START + from),
    end: epochMs(START + to),
    state: "ended",
    status: { code: "ok" },
    attributes,
    events: [],
  };
}

const text = (role: string, content: string) => ({ role, parts: [{ type: "text", content }] });

const ASKED = text("user", "How is the weather in Oslo?");
const CALLED = {
  role: "assistant",
  parts: [
    { type: "text", content: "Let me look." },
    { type: "tool_call", id: "call_1", name: "get_weather", arguments: { city: "Oslo" } },
  ],
};
const RESULT = { role: "tool", parts: [{ type: "tool_call_response", id: "call_1", response: "rain" }] };
const ANSWER = text("assistant", "It **rains** in Oslo.");

const chat = (sent: readonly unknown[], answer: unknown): Attributes => ({
  "gen_ai.operation.name": "chat",
  "gen_ai.request.model": "gpt-6-mini",
  "gen_ai.usage.input_tokens": 120,
  "gen_ai.usage.output_tokens": 24,
  "gen_ai.system_instructions": JSON.stringify([{ type: "text", content: "You help." }]),
  "gen_ai.input.messages": JSON.stringify(sent),
  "gen_ai.output.messages": JSON.stringify([answer]),
});

/** A trace of another program with what was said: a question, a tool call, an answer. */
export const weatherTrace = (): readonly Span[] => [
  span(1, "invoke_agent weather", 0, 2_400, {
    "gen_ai.operation.name": "invoke_agent",
    "gen_ai.agent.name": "weather",
  }),
  span(2, "chat gpt-6-mini", 10, 900, chat([ASKED], CALLED)),
  span(3, "execute_tool get_weather", 950, 1_100, {
    "gen_ai.operation.name": "execute_tool",
    "gen_ai.tool.name": "get_weather",
    "gen_ai.tool.call.id": "call_1",
    "gen_ai.tool.call.arguments": JSON.stringify({ city: "Oslo" }),
    "gen_ai.tool.call.result": "rain",
  }),
  span(4, "chat gpt-6-mini", 1_150, 2_380, chat([ASKED, CALLED, RESULT], ANSWER)),
];
