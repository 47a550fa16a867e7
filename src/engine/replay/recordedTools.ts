import { ATTR } from "../../core/attributes.ts";
import type { ToolCall } from "../../core/call.ts";
import { FlightdeckError } from "../../core/failure.ts";
import type { SpanId } from "../../core/ids.ts";
import type { ForeignTool, ToolRecord } from "../../core/lines.ts";
import type { ToolDefinition } from "../../core/model.ts";
import { ToolError, type ApprovalNeed, type Effects, type Tool, type ToolOutput } from "../../core/tool.ts";
import { unfenced } from "../../core/untrusted.ts";
import { recordedNeed } from "./recordedApproval.ts";
import { never, type World } from "./world.ts";
import { whole } from "./wholeText.ts";

/** Our own tools, which say what they do and are, and answer as the recording has it. */
export const recordedBuiltins = (
  world: World,
  definitions: readonly ToolDefinition[],
  ours: readonly Tool[],
): readonly Tool[] => {
  const foreign = new Set(foreignTools(world, definitions, ours).map(({ name }) => name));
  return definitions
    .filter(({ name }) => !foreign.has(name))
    .map((definition) => {
      const known = ours.find(({ name }) => name === definition.name);
      return recordedTool(world, definition, known ?? gone(world, definition));
    });
};

/** Tools of servers and extensions. Nothing of theirs runs; what they may be called is in the header. */
export const recordedForeign = (
  world: World,
  definitions: readonly ToolDefinition[],
  ours: readonly Tool[],
): readonly Tool[] =>
  foreignTools(world, definitions, ours).flatMap(({ name, source, aliases }) => {
    const definition = definitions.find((each) => each.name === name);
    if (definition === undefined) return [];
    const foreign = { ...gone(world, definition), source, effects: "execute+network" as const };
    return [recordedTool(world, definition, { ...foreign, ...(aliases && { aliases }) })];
  });

/** Older recordings do not name them: then a name that is none of ours tells it. */
function foreignTools(
  { recorded }: World,
  definitions: readonly ToolDefinition[],
  ours: readonly Tool[],
): readonly ForeignTool[] {
  if (recorded.header.world !== undefined) return recorded.header.foreignTools ?? [];
  return definitions
    .filter(({ name }) => /^(?:mcp|vscode)__/.test(name) && !ours.some((tool) => tool.name === name))
    .map(({ name }) => ({
      name,
      source: name.startsWith("vscode__") ? "vscode" : `mcp:${name.split("__")[1] ?? ""}`,
    }));
}

/** A tool of which only the recording knows. */
function gone(world: World, { name, description, input_schema }: ToolDefinition): Tool {
  return {
    name,
    description,
    inputSchema: input_schema,
    effects: effectsOf(world, name),
    source: "builtin",
    title: (input) => titleOf(world, name, input),
    run: () => never(),
  };
}

/** The same tool with what it does taken from the recording. */
function recordedTool(world: World, { description, input_schema }: ToolDefinition, tool: Tool): Tool {
  const { name, effects, source, aliases, limitsItself } = tool;
  return {
    name,
    effects,
    source,
    ...(aliases && { aliases }),
    ...(limitsItself && { limitsItself }),
    description,
    // The very same one, where it is the same: what was made of it once is found by it.
    inputSchema: isSame(tool.inputSchema, input_schema) ? tool.inputSchema : input_schema,
    title: (input) => tool.title(input),
    approval: (_input, call) => approvalOf(world, call),
    run: (_input, call) => resultOf(world, call),
  };
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Waits with the end of each call until its lines are to be written: calls side by side end in recorded order. */
export const endingInOrder = (world: World, tools: ReadonlyMap<string, Tool>): ReadonlyMap<string, Tool> =>
  new Map(
    [...tools].map(([name, tool]) => [
      name,
      {
        ...tool,
        title: (input: unknown) => tool.title(input),
        async run(input: unknown, call: ToolCall) {
          try {
            return await tool.run(input, call);
          } finally {
            await world.gate.ofSpan(world.span(call.span.context));
          }
        },
      },
    ]),
  );

async function approvalOf(world: World, call: ToolCall): Promise<ApprovalNeed | undefined> {
  const span = world.span(call.span.context);
  await world.gate.ofSpan(span);
  const need = recordedNeed(world.recorded, span, world.tape.position);
  if (need !== undefined) return need;
  throw errorOf(world, span, toolOf(world, span));
}

async function resultOf(world: World, call: ToolCall): Promise<ToolOutput> {
  const span = world.span(call.span.context);
  // Its own end was never seen: a safeguard went on without it.
  if (world.recorded.decisions(span).some(({ data }) => data.safeguard === "tool_time")) return never();
  await world.gate.ofSpan(span);
  const tool = toolOf(world, span);
  world.tool = span;
  const { text, isError, failure, fence, full, changes } = tool;
  const returned =
    failure === undefined || fence !== undefined || full !== undefined || changes !== undefined;
  if (!returned) throw errorOf(world, span, tool);
  const source = world.recorded.header.foreignTools?.find(({ name }) => name === tool.name);
  const origins = (fence?.origins ?? namedOrigins(world, span)).filter(
    ({ kind }) => kind !== "pattern" && !(source !== undefined && (kind === "mcp" || kind === "editor_tool")),
  );
  return {
    text: whole(fence === undefined ? text : unfenced(text)),
    ...(isError && { isError }),
    ...(failure !== undefined && { failure }),
    ...(changes && { changes }),
    ...(origins.length > 0 && { origins }),
  };
}

type Ran = Pick<ToolRecord, "name" | "text" | "isError" | "failure" | "fence" | "full" | "changes">;

/** What a tool gave back; where its process did not live to write that down, what its span tells of it. */
function toolOf({ recorded }: World, span: SpanId): Ran {
  const tool = recorded.tool(span);
  if (tool !== undefined) return tool.data;
  const { attributes } = recorded.exception(span) ?? {};
  const text = String(attributes?.["exception.message"] ?? "");
  const common = { name: "", text, isError: attributes !== undefined };
  return attributes === undefined ? common : { ...common, failure: recorded.failureOf(span) ?? "tool_error" };
}

/** Of older recordings: only sources that were new then are known. */
const namedOrigins = ({ recorded }: World, span: SpanId) =>
  recorded
    .decisions(span)
    .flatMap(({ data }) => (data.safeguard === "injection" && data.verdict === "taint" ? [data.source] : []));

/** What the tool threw, as far as its line and its span tell. */
function errorOf({ recorded }: World, span: SpanId, { text, failure = "tool_error" }: Ran): Error {
  const { attributes = {} } = recorded.exception(span) ?? {};
  const type = attributes["exception.type"];
  const said = whole(unfenced(whole(text)));
  if (type === "AbortError") return new DOMException("The operation was aborted", "AbortError");
  if (type === "ToolError" || type === undefined) return new ToolError(said, failure);
  if (type === "FlightdeckError") return new FlightdeckError(failure, said);
  const error = new Error(said.replace(/^The tool failed: /, ""));
  error.name = String(type);
  return error;
}

function effectsOf({ recorded }: World, name: string): Effects {
  for (const line of recorded.lines) {
    if (line.type !== "span" || line.data.phase !== "started") continue;
    const { attributes } = line.data;
    if (attributes[ATTR.toolName] === name && attributes[ATTR.toolEffects] !== undefined)
      return attributes[ATTR.toolEffects] as Effects;
  }
  return "read";
}

/** The title of the next call of the tool with this input. */
function titleOf({ recorded, tape }: World, name: string, input: unknown): string {
  const json = JSON.stringify(input);
  for (let at = tape.position; at < recorded.lines.length; at++) {
    const tool = recorded.line(at, "tool");
    if (tool?.name === name && JSON.stringify(tool.input) === json) return tool.title;
  }
  return "";
}
