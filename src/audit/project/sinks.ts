import type { Argument, Block, Call, Expr, FileFacts, FunctionBlock } from "../facts/facts.ts";
import { partsOf, walk } from "../facts/walk.ts";
import { CHECKS, SINKS } from "../tables/sinks.ts";
import { callsWithin } from "./evidence.ts";
import type { AgentTool, Project } from "./project.ts";

/** Where an argument ends up that runs, opens or asks for what it says. */
export interface Sink {
  readonly file: FileFacts;
  readonly at: { readonly start: number };
  /** For a sentence: “a shell”. */
  readonly what: string;
}

const MOST_HOPS = 2;

/** The place where a tool's text argument reaches a shell, a query, a path or an address, and nothing checks it. */
export function sinkOf(tool: AgentTool, project: Project): Sink | undefined {
  const harmless = harmlessFields(tool);
  for (const { file, block } of bodiesOf(tool)) {
    const names = new Set([...namesOf(block)].filter((name) => !harmless.has(name)));
    const found = sinkIn(file, block, names, project, MOST_HOPS, harmless);
    if (found !== undefined) return found;
  }
  return undefined;
}

type Body = Block & FunctionBlock;

/** The function behind a tool, or those that are written where it is made. */
function bodiesOf({
  body,
  file,
  at,
}: AgentTool): readonly { readonly file: FileFacts; readonly block: Body }[] {
  const known = body?.file.blocks[body.block];
  if (body !== undefined && known?.kind === "function") return [{ file: body.file, block: known }];
  return file.blocks.flatMap((block) =>
    block.kind === "function" && block.start >= at.start && block.end <= at.end ? [{ file, block }] : [],
  );
}

/** Names of parameters, those of a pattern one by one. Numbers and flags reach nothing. */
const namesOf = ({ parameters }: FunctionBlock): ReadonlySet<string> =>
  new Set(
    parameters
      .filter(({ name, type }) => !/^(?:self|cls|this|ctx|context)$/.test(name) && !isHarmless(type))
      .flatMap(({ name }) => name.match(/\w+/g) ?? []),
  );

/** A number, a flag, or one of some words. */
const isHarmless = (type: Expr | undefined): boolean =>
  type !== undefined &&
  walk(type).some(
    (part) =>
      (part.kind === "name" || part.kind === "member") &&
      /^(?:int|float|bool|number|boolean|Literal|\w*Enum|RunContext|ToolContext)$/.test(part.name),
  );

function sinkIn(
  file: FileFacts,
  block: Body,
  names: ReadonlySet<string>,
  project: Project,
  hops: number,
  harmless: ReadonlySet<string> = NO_FIELDS,
): Sink | undefined {
  if (names.size === 0 || CHECKS.test(file.text.slice(block.start, block.end))) return undefined;
  const reached = new Set([...names, ...derivedFrom(file, block, names, harmless)]);
  for (const { call } of callsWithin(file, block)) {
    const passed = call.args.filter(({ value }) => mentions(value, file, reached, harmless));
    if (passed.length === 0) continue;
    const callee = file.text.slice(call.callee.start, call.callee.end);
    const sink = SINKS.find(({ name, of }) => name.test(callee) && (of === undefined || imports(file, of)));
    if (sink !== undefined) {
      const isChosen = sink.any === true || (isFirst(call, passed) && !isQuery(call, file));
      if (isChosen) return { file, at: call, what: sink.what };
      continue;
    }
    const callTarget = hops > 0 ? project.resolver.callee({ file, call }) : undefined;
    const inner = callTarget?.kind === "function" ? callTarget.file.blocks[callTarget.block] : undefined;
    if (callTarget?.kind !== "function" || inner?.kind !== "function") continue;
    const given = inner.parameters.flatMap((parameter, index) => {
      const argument = project.resolver.argument({ file, call }, inner, index);
      return argument && mentions(argument, file, reached, harmless) && !isHarmless(parameter.type)
        ? [parameter.name]
        : [];
    });
    const found = sinkIn(callTarget.file, inner, new Set(given), project, hops - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

const imports = (file: FileFacts, of: RegExp): boolean => file.imports.some(({ module }) => of.test(module));

/** What is opened or asked for is the first argument; content, headers and parameters come after it. */
function isFirst({ args }: Call, passed: readonly Argument[]): boolean {
  const named = args.find(({ name }) => name === "url" || name === "file" || name === "path");
  const first = args.find(({ name }) => name === undefined);
  return passed.some((argument) => argument === (named ?? first));
}

/** An address whose host and path are written there: only its query is filled in. */
const isQuery = ({ args: [first] }: Call, file: FileFacts): boolean =>
  first !== undefined &&
  /^[frub]*["'`]https?:\/\/[^/{$"'`]+\/?[^{$"'`]*\?/.test(
    file.text.slice(first.value.start, first.value.end),
  );

/** Variables that are made from some names, in the order in which they are written. */
function derivedFrom(
  file: FileFacts,
  { start, end }: Body,
  names: ReadonlySet<string>,
  harmless: ReadonlySet<string>,
): ReadonlySet<string> {
  const found = new Set(names);
  for (const { target, value, start: at } of file.assignments)
    if (
      at >= start &&
      at <= end &&
      target.kind === "name" &&
      !harmless.has(target.name) &&
      mentions(value, file, found, harmless)
    )
      found.add(target.name);
  return found;
}

const NO_FIELDS: ReadonlySet<string> = new Set();

/** Fields of a tool's schema that are a number, a flag or one of some words: `count: z.number()`. */
const harmlessFields = ({ file, at }: AgentTool): ReadonlySet<string> =>
  file.language === "python"
    ? NO_FIELDS
    : new Set(
        [
          ...file.text
            .slice(at.start, at.end)
            .matchAll(
              /(\w+)\s*:\s*z\s*\.(?:coerce\s*\.\s*)?(?:number|boolean|enum|nativeEnum|literal|int|date)\b/g,
            ),
        ].flatMap(([, name]) => name ?? []),
      );

const mentions = (
  expr: Expr,
  file: FileFacts,
  names: ReadonlySet<string>,
  harmless: ReadonlySet<string>,
): boolean => {
  if (expr.kind === "member" && harmless.has(expr.name)) return false;
  return [expr, ...partsOf(expr)].some((part) => {
    if (part !== expr) return mentions(part, file, names, harmless);
    if (part.kind === "name") return names.has(part.name);
    const call = part.kind === "call" ? file.calls[part.call] : undefined;
    // What an opaque call gives is taken for something new, but for those that only change a text.
    return (
      call !== undefined &&
      call.args.some(({ value }) => mentions(value, file, names, harmless)) &&
      /(?:join|format|str|String|dumps|stringify|Path|resolve|replace|strip)$/.test(
        file.text.slice(call.callee.start, call.callee.end),
      )
    );
  });
};
