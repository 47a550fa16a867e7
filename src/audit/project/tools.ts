import type { Block, Expr, FileFacts } from "../facts/facts.ts";
import { matchesAny } from "../resolve/pattern.ts";
import type { Resolver } from "../resolve/resolver.ts";
import { TOOL_SHAPES, type ToolShapes } from "../tables/toolShapes.ts";
import { roleOf } from "./paths.ts";
import type { AgentTool, Reach, Site } from "./project.ts";

export interface ToolContext {
  readonly resolver: Resolver;
  readonly reach: (file: FileFacts, block: number) => Reach;
  readonly sites: readonly Site[];
}

/** The functions that a model may call: by their framework, or by a schema that is sent with a call. */
export function findTools(context: ToolContext): readonly AgentTool[] {
  const files = [...context.resolver.files.values()];
  const byFramework = files.flatMap((file) => [
    ...decorated(file, context),
    ...called(file, context),
    ...derived(file, context),
  ]);
  return [...byFramework, ...sent(context)];
}

function decorated(file: FileFacts, { resolver, reach }: ToolContext): readonly AgentTool[] {
  return file.blocks.flatMap((block) => {
    if (block.kind !== "function") return [];
    return block.decorators.flatMap((decorator): AgentTool[] => {
      const target = resolver.resolve(file, block.parent ?? 0, decorator);
      const shapes = target?.kind === "external" ? shapesOf("decorators", target.path) : undefined;
      if (shapes === undefined || target === undefined) return [];
      const body = { file, block: block.id };
      return [{ ...common(file, block, shapes, reach), name: block.name, body, definition: { target } }];
    });
  });
}

function called(file: FileFacts, { resolver, reach }: ToolContext): readonly AgentTool[] {
  return file.calls.flatMap((call): AgentTool[] => {
    const target = resolver.callee({ file, call });
    const shapes = target?.kind === "external" ? shapesOf("calls", target.path) : undefined;
    if (shapes === undefined || target === undefined) return [];
    const block = file.blocks[call.block] as Block;
    const tool = {
      ...common(file, { ...block, start: call.start, end: call.end }, shapes, reach),
      definition: { target, call },
    };
    return [{ ...tool, name: nameOf(file, call.start) ?? shapes.framework }];
  });
}

function derived(file: FileFacts, { resolver, reach }: ToolContext): readonly AgentTool[] {
  return file.blocks.flatMap((block) => {
    if (block.kind !== "class") return [];
    return block.bases.flatMap((base): AgentTool[] => {
      const target = resolver.resolve(file, block.parent ?? 0, base);
      const shapes = target?.kind === "external" ? shapesOf("bases", target.path) : undefined;
      if (shapes === undefined || target === undefined) return [];
      return [{ ...common(file, block, shapes, reach), name: block.name, definition: { target } }];
    });
  });
}

/** Schemas that are written by hand and sent as `tools`. */
function sent({ resolver, sites }: ToolContext): readonly AgentTool[] {
  const seen = new Set<string>();
  return sites.flatMap((site) => {
    const tools = optionOf(site.call.args, "tools");
    const target = tools && resolver.resolve(site.file, site.call.block, tools);
    if (target?.kind !== "value" || target.expr.kind !== "list") return [];
    const { file, block } = target;
    return target.expr.items.flatMap((item): AgentTool[] => {
      const schema = resolver.resolve(file, block, item);
      if (schema?.kind !== "value" || schema.expr.kind !== "object") return [];
      const name = toolName(schema.expr);
      const key = `${schema.file.path}:${schema.expr.start}`;
      if (name === undefined || seen.has(key)) return [];
      seen.add(key);
      const { start, end } = schema.expr;
      return [{ name, file: schema.file, at: { start, end }, framework: "hand-made", live: site.live }];
    });
  });
}

/** The value of a Python keyword, or of an entry of an options object. */
export function optionOf(
  args: readonly { readonly name?: string; readonly value: Expr }[],
  name: string,
): Expr | undefined {
  for (const argument of args) {
    if (argument.name === name) return argument.value;
    if (argument.name === undefined && argument.value.kind === "object") {
      const entry = argument.value.entries.find(({ key }) => key === name);
      if (entry !== undefined) return entry.value;
    }
  }
  return undefined;
}

/** `{ name, input_schema }` or `{ type: "function", function: { name, parameters } }`. A server's own tool has no schema. */
function toolName(schema: Extract<Expr, { kind: "object" }>): string | undefined {
  const entry = (name: string): Expr | undefined => schema.entries.find(({ key }) => key === name)?.value;
  const fn = entry("function");
  if (fn?.kind === "object")
    return toolName({ ...fn, entries: [...fn.entries, { key: "parameters", spread: false, value: fn }] });
  const name = entry("name");
  if (
    entry("input_schema") === undefined &&
    entry("parameters") === undefined &&
    entry("inputSchema") === undefined
  )
    return undefined;
  return name?.kind === "literal" ? String(name.value) : "tool";
}

const shapesOf = (field: "decorators" | "calls" | "bases", path: string): ToolShapes | undefined =>
  TOOL_SHAPES.find((shapes) => matchesAny(shapes[field], path));

const common = (file: FileFacts, block: Block, shapes: ToolShapes, reach: ToolContext["reach"]) => ({
  file,
  at: { start: block.start, end: block.end },
  framework: shapes.framework,
  live:
    roleOf(file.path) === "live" &&
    reach(file, block.kind === "function" ? (block.parent ?? 0) : block.id) !== "dead",
});

/** The name of the variable or the entry that a call's result goes into. */
function nameOf(file: FileFacts, start: number): string | undefined {
  const assignment = file.assignments.find(({ value }) => value.start === start);
  if (assignment?.target.kind === "name" || assignment?.target.kind === "member")
    return assignment.target.name;
  return undefined;
}
