import { isDeepStrictEqual } from "node:util";
import { Ajv2020 } from "ajv/dist/2020.js";
import { foreignToolName } from "../core/foreignTools.ts";
import type { McpToolChange, McpToolInfo } from "../core/mcp.ts";

/** A tool that a server offers, and what stands against using it. */
export interface LeftTool {
  readonly name: string;
  readonly reason: string;
}

export interface ToolList {
  readonly tools: readonly McpToolInfo[];
  readonly left: readonly LeftTool[];
}

/** The name by which models call a server's tool. */
export const toolName = (server: string, { name }: Pick<McpToolInfo, "name">): string =>
  foreignToolName("mcp", server, name);

const MOST_TOOLS = 128;
/** Characters of one tool's description and schema, all of which every request would carry. */
const LONGEST_TOOL = 40_000;

const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false, addUsedSchema: false });

/** Sorts out the tools that would make the API refuse every request, and what is far too much. */
export function usableTools(server: string, offered: readonly McpToolInfo[]): ToolList {
  const tools: McpToolInfo[] = [];
  const left: LeftTool[] = [];
  const names = new Set<string>();
  for (const tool of offered) {
    const reason =
      tools.length >= MOST_TOOLS
        ? `the server has more than ${MOST_TOOLS} tools`
        : objection(server, tool, names);
    if (reason === undefined) tools.push(tool);
    else if (left.length < MOST_TOOLS) left.push({ name: tool.name.slice(0, 100), reason });
  }
  return { tools, left };
}

function objection(server: string, tool: McpToolInfo, names: Set<string>): string | undefined {
  const name = toolName(server, tool);
  if (names.has(name)) return "another tool has the same name";
  names.add(name);
  const { description, inputSchema } = tool;
  if (description.length + JSON.stringify(inputSchema).length > LONGEST_TOOL)
    return `its description and schema are longer than ${LONGEST_TOOL} characters`;
  if (inputSchema["type"] !== "object" || ["oneOf", "anyOf", "allOf"].some((key) => key in inputSchema))
    return "its schema is not that of an object";
  // Servers often name an older dialect and use what it shares with the one that the API knows.
  const { $schema: _dialect, ...schema } = inputSchema;
  return ajv.validateSchema(schema) === true ? undefined : "its schema is not valid";
}

/** What differs from the tools that were allowed. A tool that is gone needs no look. */
export function toolChanges(
  allowed: readonly McpToolInfo[],
  now: readonly McpToolInfo[],
): readonly McpToolChange[] {
  const before = new Map(allowed.map((tool) => [tool.name, tool]));
  return now.flatMap((after): McpToolChange[] => {
    const old = before.get(after.name);
    if (old === undefined) return [{ kind: "added", after }];
    return isDeepStrictEqual(old, after) ? [] : [{ kind: "changed", before: old, after }];
  });
}
