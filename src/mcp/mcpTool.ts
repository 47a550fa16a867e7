import type { ToolCall } from "../core/call.ts";
import type { McpToolInfo } from "../core/mcp.ts";
import type { Clock } from "../core/ports.ts";
import { traceparent } from "../core/telemetry.ts";
import { ToolError, type Tool, type ToolOutput } from "../core/tool.ts";
import type { Ms } from "../core/units.ts";
import { callServer } from "./calls.ts";
import type { McpServer } from "./server.ts";
import { toolName } from "./toolList.ts";

export interface McpToolOptions {
  readonly server: McpServer;
  readonly info: McpToolInfo;
  readonly clock: Clock;
  /** How long the server may be silent. */
  readonly limit: () => Ms;
  /** Why the tool may not be called any more: it changed since the person allowed it. */
  readonly objection: (name: string) => string | undefined;
}

/** A server's tool as one of ours, without any guard. */
export function mcpTool({ server, info, clock, limit, objection }: McpToolOptions): Tool {
  const { name, description, inputSchema } = info;
  return {
    name: toolName(server.name, info),
    description,
    inputSchema,
    effects: "execute+network",
    source: `mcp:${server.name}`,
    aliases: [`${server.name}/${name}`, `mcp__${server.name}__${name}`, `mcp__${server.name}`],
    title: (input) => brief(input),
    async run(input, call): Promise<ToolOutput> {
      const reason = objection(name);
      if (reason !== undefined) throw new ToolError(reason, "approval_denied");
      return callServer(server, toServerCall(name, input, call), limit(), clock);
    },
  };
}

const toServerCall = (tool: string, input: unknown, { id, signal, span, live }: ToolCall) => ({
  tool,
  // Its schema, against which the input has been validated, is that of an object.
  input: input as Readonly<Record<string, unknown>>,
  traceparent: traceparent(span.context),
  signal,
  progress: (text: string) => live({ type: "tool_output", call: id, text: `${text}\n` }),
});

const LONGEST_VALUE = 60;

/** The arguments in one line: the values of a few short ones. */
function brief(input: unknown): string {
  if (typeof input !== "object" || input === null) return "";
  const values = Object.values(input).map((value: unknown) =>
    typeof value === "string" ? value : (JSON.stringify(value) ?? ""),
  );
  return values
    .map((value) => (value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value))
    .join(", ")
    .replace(/\s+/g, " ");
}
