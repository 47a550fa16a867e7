import { ATTR } from "../../../src/core/attributes.ts";
import type { SpanId, TraceId } from "../../../src/core/ids.ts";
import type { Attributes, Span } from "../../../src/core/telemetry.ts";
import { epochMs } from "../../../src/core/units.ts";
import { seededRandom } from "../seededRandom.ts";

export const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736" as TraceId;
const START = Date.parse("2026-11-22T12:00:00Z");

export const spanId = (number: number): SpanId => number.toString(16).padStart(16, "0") as SpanId;

/** A span for tests that need only its place, its time and a few attributes. */
export function span(
  number: number,
  fields: Partial<Omit<Span, "parentId">> & { readonly parent?: number } = {},
): Span {
  const { parent, ...rest } = fields;
  return {
    traceId: TRACE,
    spanId: spanId(number),
    ...(parent !== undefined && { parentId: spanId(parent) }),
    name: `span ${number}`,
    kind: "internal",
    start: epochMs(START + number),
    end: epochMs(START + number + 10),
    state: "ended",
    status: { code: "ok" },
    attributes: {},
    events: [],
    ...rest,
  };
}

export const at = (offset: number): Span["start"] => epochMs(START + offset);

const TOOLS = ["read_file", "search_text", "list_files", "edit_file", "run_command"];
const MODELS = ["claude-sonnet-5-5", "claude-haiku-4-5"];

/** A trace of any size: agents that call agents, each with model calls, attempts and tools. */
export function manySpans(count: number, seed = 7): readonly Span[] {
  const random = seededRandom(seed);
  const spans: Span[] = [];
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random.next() * from.length)]!;
  let clock = 0;
  const add = (
    parent: number | undefined,
    name: string,
    length: number,
    attributes: Attributes,
    failed = false,
  ): number => {
    const number = spans.length + 1;
    spans.push(
      span(number, {
        ...(parent !== undefined && { parent }),
        name,
        start: at(clock),
        end: at(clock + length),
        status: { code: failed ? "error" : "ok" },
        attributes,
      }),
    );
    return number;
  };
  const root = add(undefined, "invoke_agent orchestrator", 0, {
    [ATTR.operation]: "invoke_agent",
    [ATTR.agentName]: "orchestrator",
  });
  const agents = [root];
  while (spans.length < count) {
    const parent = pick(agents);
    const model = pick(MODELS);
    const cost = Math.floor(random.next() * 30_000_000);
    const length = 300 + random.next() * 4000;
    const chat = add(parent, `chat ${model}`, length, {
      [ATTR.operation]: "chat",
      [ATTR.responseModel]: model,
      [ATTR.inputTokens]: Math.floor(random.next() * 9000),
      [ATTR.outputTokens]: Math.floor(random.next() * 900),
      [ATTR.costNanoUsd]: cost,
      [ATTR.metering]: "metered",
      [ATTR.timeToFirstChunk]: (length * 0.3) / 1000,
    });
    add(chat, "attempt 1", length - 1, {
      [ATTR.attempt]: 1,
      [ATTR.attemptModel]: model,
      [ATTR.httpStatus]: 200,
      [ATTR.attemptCost]: cost,
    });
    clock += length;
    for (let tools = Math.floor(random.next() * 4); tools > 0; tools--) {
      const name = pick(TOOLS);
      const failed = random.next() < 0.02;
      const took = random.next() * 400;
      add(
        parent,
        `execute_tool ${name}`,
        took,
        {
          [ATTR.operation]: "execute_tool",
          [ATTR.toolName]: name,
          [ATTR.toolTitle]: `src/module_${Math.floor(random.next() * 500)}.py`,
          ...(failed && { [ATTR.errorType]: "tool_error" }),
        },
        failed,
      );
      clock += took;
    }
    if (random.next() < 0.05) {
      agents.push(
        add(pick(agents), "invoke_agent worker", 20_000, {
          [ATTR.operation]: "invoke_agent",
          [ATTR.agentName]: "worker",
        }),
      );
    }
  }
  spans[0] = { ...spans[0]!, end: at(clock) };
  return spans.slice(0, count);
}
