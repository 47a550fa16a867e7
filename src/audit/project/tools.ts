import type { Block, Expr, FileFacts } from "../facts/facts.ts";
import { finderOf } from "../resolve/pattern.ts";
import type { Resolver } from "../resolve/resolver.ts";
import { OPEN_TOOLS, TOOL_HOLDERS, TOOL_SHAPES, type ToolShapes } from "../tables/toolShapes.ts";
import { boundClasses } from "./boundClasses.ts";
import { optionOf } from "./optionOf.ts";
import { roleOf } from "./paths.ts";
import type { AgentTool, Site } from "./project.ts";
import type { ToolContext } from "./toolContext.ts";

/** The functions that a model may call: by their framework, or by a schema that is sent with a call. */
export function findTools(context: ToolContext): readonly AgentTool[] {
  const files = [...context.resolver.files.values()];
  const byFramework = files.flatMap((file) => [
    ...decorated(file, context),
    ...called(file, context),
    ...derived(file, context),
  ]);
  const found = [
    ...byFramework,
    ...files.flatMap((file) => [...held(file, context), ...readyMade(file, context)]),
    ...boundClasses(context),
    ...sent(context),
  ];
  return found.length > 0 ? found : collected(context);
}

/** SDKs that only send tools: what runs them is up to the project. */
const SENDING: ReadonlySet<string> = new Set(["anthropic", "openai", "google-genai", "litellm", "other"]);

/** Tools that are put together elsewhere and sent with a call: one that stands for all of them. */
function collected({ sites, resolver }: ToolContext): readonly AgentTool[] {
  return sites.flatMap((site): AgentTool[] => {
    const tools = SENDING.has(site.sdk) && !isForced(site) ? toolsOption(site, resolver) : undefined;
    const target = tools && resolver.resolve(site.file, site.call.block, tools);
    const isEmpty =
      target?.kind === "value" &&
      ((target.expr.kind === "list" &&
        target.expr.items.length === 0 &&
        !isFilled(target.file, target.expr)) ||
        target.expr.kind === "literal");
    if (tools === undefined || isEmpty || isServers(tools, site.file)) return [];
    const { start, end } = tools;
    return [{ name: "tools", file: site.file, at: { start, end }, framework: "hand-made", live: site.live }];
  });
}

/** Whether something is added to an empty list after it was made. */
function isFilled(file: FileFacts, list: Expr): boolean {
  const into = file.assignments.find(({ value }) => value.start === list.start && value.end === list.end);
  const name = into && file.text.slice(into.target.start, into.target.end);
  return file.calls.some(
    ({ callee }) =>
      callee.kind === "member" &&
      /^(?:append|extend|push|insert)$/.test(callee.name) &&
      file.text.slice(callee.object.start, callee.object.end) === name,
  );
}

/** The `tools` of a call, also among arguments that are put together before. */
function toolsOption(site: Site, resolver: Resolver): Expr | undefined {
  const own = optionOf(site.call.args, "tools") ?? optionOf(site.call.args, "functions");
  if (own !== undefined) return own;
  for (const { name, value } of site.call.args) {
    const target = name === undefined ? resolver.resolve(site.file, site.call.block, value) : undefined;
    if (target?.kind !== "value" || target.expr.kind !== "object" || target.file !== site.file) continue;
    const entry = target.expr.entries.find(({ key }) => key === "tools");
    if (entry !== undefined) return entry.value;
  }
  return undefined;
}

/** Tools that the model's server runs, such as its web search. */
const isServers = (tools: Expr, file: FileFacts): boolean =>
  /^[^()]*\b(?:web_search|code_execution|file_search|googleSearch|google_search)\b[^()]*$/.test(
    file.text.slice(tools.start, tools.end),
  );

function decorated(file: FileFacts, { resolver, reach }: ToolContext): readonly AgentTool[] {
  return file.blocks.flatMap((block) => {
    if (block.kind !== "function") return [];
    return block.decorators.flatMap((decorator): AgentTool[] => {
      const target = resolver.resolve(file, block.parent ?? 0, decorator);
      const shapes = target?.kind === "external" ? shapesOf.decorators(target.path) : undefined;
      if (shapes === undefined || target === undefined) return [];
      const body = { file, block: block.id };
      return [{ ...common(file, block, shapes, reach), name: block.name, body, definition: { target } }];
    });
  });
}

function called(file: FileFacts, { resolver, reach }: ToolContext): readonly AgentTool[] {
  return file.calls.flatMap((call): AgentTool[] => {
    const target = resolver.callee({ file, call });
    const shapes = target?.kind === "external" ? shapesOf.calls(target.path) : undefined;
    if (shapes === undefined || target?.kind !== "external" || openTool(target.path)) return [];
    const block = file.blocks[call.block] as Block;
    const tool = {
      ...common(file, { ...block, start: call.start, end: call.end }, shapes, reach),
      definition: { target, call },
    };
    return [{ ...tool, name: nameOf(file, call.start) ?? shapes.framework }];
  });
}

/** Tools that come with a framework, and take whatever the model says. */
function readyMade(file: FileFacts, { resolver, reach }: ToolContext): readonly AgentTool[] {
  return file.calls.flatMap((call): AgentTool[] => {
    const target = resolver.callee({ file, call });
    const open = target?.kind === "external" ? openTool(target.path) : undefined;
    const shapes = TOOL_SHAPES.find(({ framework }) => framework === open?.framework);
    const block = file.blocks[call.block];
    if (target?.kind !== "external" || open === undefined || shapes === undefined || block === undefined)
      return [];
    const isFixed = open.unless.some((name) => optionOf(call.args, name) !== undefined);
    const name = target.path.split(".").at(-1) ?? shapes.framework;
    const at = { ...block, start: call.start, end: call.end };
    const reaches = isFixed ? undefined : { reaches: open.reaches };
    return [{ ...common(file, at, shapes, reach), name, ...reaches, definition: { target, call } }];
  });
}

function derived(file: FileFacts, { resolver, reach }: ToolContext): readonly AgentTool[] {
  return file.blocks.flatMap((block) => {
    if (block.kind !== "class") return [];
    return block.bases.flatMap((base): AgentTool[] => {
      const target = resolver.resolve(file, block.parent ?? 0, base);
      const shapes = target?.kind === "external" ? shapesOf.bases(target.path) : undefined;
      if (shapes === undefined || target === undefined) return [];
      const run = runs(file, block.id);
      const body = run && { body: { file, block: run.id } };
      return [{ ...common(file, block, shapes, reach), name: block.name, definition: { target }, ...body }];
    });
  });
}

/** The method of a tool's class that gets the model's arguments. */
const runs = (file: FileFacts, owner: number): Block | undefined =>
  file.blocks.find(
    (block) =>
      block.kind === "function" &&
      block.parent === owner &&
      /^(?:_run|_arun|run|_call|call|invoke|execute|forward|__call__)$/.test(block.name),
  );

/** Plain functions that are given to an agent, which makes tools of them. */
function held(file: FileFacts, { resolver, reach }: ToolContext): readonly AgentTool[] {
  return file.calls.flatMap((call): AgentTool[] => {
    const target = resolver.callee({ file, call });
    const holder = target?.kind === "external" ? holderOf(target.path) : undefined;
    const list = holder && optionOf(call.args, holder.option);
    if (target === undefined || holder === undefined || list?.kind !== "list") return [];
    const shapes = TOOL_SHAPES.find(({ framework }) => framework === holder.framework);
    return list.items.flatMap((item): AgentTool[] => {
      const fn = resolver.resolve(file, call.block, item);
      const block = fn?.kind === "function" ? fn.file.blocks[fn.block] : undefined;
      if (fn?.kind !== "function" || block?.kind !== "function" || shapes === undefined) return [];
      const body = { file: fn.file, block: block.id };
      return [{ ...common(fn.file, block, shapes, reach), name: block.name, body, definition: { target } }];
    });
  });
}

/** Schemas that are written by hand and sent as `tools`. */
function sent({ resolver, sites }: ToolContext): readonly AgentTool[] {
  const seen = new Set<string>();
  // A schema that a live call sends is live, whoever else sends it.
  return sites
    .toSorted((a, b) => Number(b.live) - Number(a.live))
    .flatMap((site) => {
      const tools = optionOf(site.call.args, "tools");
      if (isForced(site)) return [];
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

/** One tool that the model must call is a form for its answer, not a tool. */
function isForced({ file, call }: Site): boolean {
  const choice = optionOf(call.args, "tool_choice") ?? optionOf(call.args, "toolChoice");
  return (
    choice?.kind === "object" && /["']?name["']?\s*:|toolName/.test(file.text.slice(choice.start, choice.end))
  );
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

const shapesOf = {
  decorators: finderOf(TOOL_SHAPES, ({ decorators }) => decorators),
  calls: finderOf(TOOL_SHAPES, ({ calls }) => calls),
  bases: finderOf(TOOL_SHAPES, ({ bases }) => bases),
};

const openTool = finderOf(OPEN_TOOLS, ({ calls }) => calls);

const holderOf = finderOf(TOOL_HOLDERS, ({ call }) => [call]);

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
