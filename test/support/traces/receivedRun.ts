import type { Attributes, Span } from "../../../src/core/telemetry.ts";
import { at, span } from "./manySpans.ts";

const CHAT: Attributes = {
  "gen_ai.operation.name": "chat",
  "gen_ai.provider.name": "anthropic",
  "gen_ai.request.model": "claude-sonnet-5-5",
  "gen_ai.usage.input_tokens": 21_000,
  "gen_ai.usage.output_tokens": 412,
  "flightdeck.metering": "metered",
  "flightdeck.cost_nano_usd": 69_180_000,
  "gen_ai.system_instructions": '[{"type":"text","content":"You review code."}]',
  "gen_ai.input.messages":
    '[{"role":"user","parts":[{"type":"text","content":"Review the package."}]},{"role":"assistant","parts":[{"type":"reasoning","content":"All files first."},{"type":"tool_call","id":"c1","name":"read_file","arguments":{"path":"src/api.py"}}]},{"role":"tool","parts":[{"type":"tool_call_response","id":"c1","response":"import requests"}]}]',
  "gen_ai.output.messages":
    '[{"role":"assistant","finish_reason":"stop","parts":[{"type":"text","content":"The client has no retry."}]}]',
};

/** Reads of one agent in a row, before two calls of a model and a shell command: what repeats and what does not. */
export const READS = 40;

const chat = (number: number, from: number, more: Attributes = {}): Span =>
  span(number, {
    parent: 1,
    name: "chat claude-sonnet-5-5",
    start: at(from),
    end: at(from + 1_800),
    attributes: { ...CHAT, ...more },
  });

/** A run of a person's own agent, as an instrumentation sends it. */
export function receivedRun(): readonly Span[] {
  const reads = Array.from({ length: READS }, (_, index) =>
    span(10 + index, {
      parent: 1,
      name: "execute_tool read_file",
      start: at(100 + index * 50),
      end: at(130 + index * 50),
      status: { code: index === 17 ? "error" : "ok" },
      attributes: {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "read_file",
        "gen_ai.tool.call.arguments": `{"path":"src/module_${index}.py"}`,
        "gen_ai.tool.call.result": index === 17 ? "no such file" : "import requests",
        "code.file.path": "/app/src/agent.py",
        "code.line.number": 42,
        ...(index === 17 && { "error.type": "FileNotFoundError" }),
      },
    }),
  );
  return [
    span(1, {
      name: "invoke_agent reviewer",
      start: at(0),
      end: at(6_400),
      attributes: {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": "reviewer",
        "resource.service.name": "reviewer",
      },
    }),
    ...reads,
    chat(2, 2_200, { "flightdeck.cost.reported_usd": 0.0812 }),
    span(3, {
      parent: 1,
      name: "execute_tool run_command",
      start: at(4_050),
      end: at(4_400),
      attributes: { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "run_command" },
    }),
    chat(4, 4_500, { "flightdeck.cost.assumed": true }),
  ];
}
