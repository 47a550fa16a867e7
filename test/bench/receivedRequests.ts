import { createHash } from "node:crypto";
import type { OtlpResourceSpans, OtlpSpan } from "../../src/core/otlp.ts";

/** Spans of a request: the run, seven model calls and two tools. */
export const SPANS = 10;
export const CALLS = 7;
const TOOLS_FROM = 1 + CALLS;

const MODELS = ["claude-sonnet-5-5", "claude-haiku-4-5", "claude-opus-5-5"];
const AGENTS = ["assistant", "reviewer"];

const hex = (text: string, length: number): string =>
  createHash("sha256").update(text).digest("hex").slice(0, length);

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
const count = (key: string, value: number) => ({ key, value: { intValue: String(value) } });

/** A request as an instrumented agent sends it. @param at when it began, epoch milliseconds. */
export function requestAt(number: number, at: number): readonly OtlpSpan[] {
  const traceId = hex(`trace ${number}`, 32);
  const ids = hex(`spans ${number}`, 56) + hex(`more ${number}`, 8);
  const idOf = (span: number): string =>
    `${ids.slice(0, 12)}${(number % 0x1000).toString(16).padStart(3, "0")}${span.toString(16)}`;
  return Array.from({ length: SPANS }, (_, span) => {
    const start = at + span * 100;
    return {
      traceId,
      spanId: idOf(span),
      ...(span > 0 && { parentSpanId: idOf(0) }),
      name: span === 0 ? "agent.run" : span < TOOLS_FROM ? "chat" : "execute_tool search",
      kind: 1,
      startTimeUnixNano: `${start}000000`,
      endTimeUnixNano: `${start + 40 + ((number * 7 + span * 13) % 900)}000000`,
      status: { code: number % 50 === 0 && span === 1 ? 2 : 1 },
      attributes: attributesOf(number, span),
    };
  });
}

function attributesOf(number: number, span: number): NonNullable<OtlpSpan["attributes"]> {
  const agent = text("gen_ai.agent.name", AGENTS[number % AGENTS.length] ?? "");
  if (span === 0) return [text("session.id", `session ${number >> 2}`), agent];
  if (span >= TOOLS_FROM)
    return [text("gen_ai.operation.name", "execute_tool"), text("gen_ai.tool.name", "search"), agent];
  return [
    text("gen_ai.operation.name", "chat"),
    text("gen_ai.provider.name", "anthropic"),
    text("gen_ai.request.model", MODELS[(number + span) % MODELS.length] ?? ""),
    count("gen_ai.usage.input_tokens", 1_200 + span),
    count("gen_ai.usage.output_tokens", 80),
    agent,
  ];
}

/** Spans of one program. */
export const groupOf = (spans: readonly OtlpSpan[]): OtlpResourceSpans => ({
  resource: { attributes: [text("service.name", "support-bot")] },
  scopeSpans: [{ scope: { name: "support-bot", version: "1.0.0" }, spans }],
});
