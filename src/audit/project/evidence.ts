import type { Block, BlockId, Call, Expr, FileFacts, FunctionBlock } from "../facts/facts.ts";
import { walk } from "../facts/walk.ts";
import type { CallIn, Target } from "../resolve/target.ts";
import { perProject, perProjectAnd } from "./perProject.ts";
import { blocksAround, type Project, type Site } from "./project.ts";
import { optionOf } from "./tools.ts";

/** A named value that reaches a call: a keyword, an option, an argument of the client's constructor. */
export interface Option {
  readonly expr: Expr;
  readonly file: FileFacts;
  readonly block: BlockId;
  /** Whether it stands at the call itself or at what made the client. */
  readonly where: "call" | "constructor";
}

/** The options of a call of one of some names, the call's own before those of what made its client. */
export function options(
  site: Pick<Site, "file" | "call" | "through">,
  project: Project,
  ...names: readonly string[]
): readonly Option[] {
  const own = optionsAt(site, project, "call", names);
  const made = site.through.toReversed().flatMap((call) => optionsAt(call, project, "constructor", names));
  return [...own, ...made];
}

function optionsAt(
  { file, call }: CallIn,
  project: Project,
  where: Option["where"],
  names: readonly string[],
): readonly Option[] {
  const { resolver } = project;
  return names.flatMap((name) => {
    const direct = optionOf(call.args, name);
    if (direct !== undefined) return [{ expr: direct, file, block: call.block, where }];
    const held = heldOption({ file, call }, project, name, where);
    if (held !== undefined) return [held];
    // `**defaults`, `...defaults` and an options object in a variable.
    return call.args.flatMap(({ name: keyword, value }) => {
      if (keyword !== undefined) return [];
      const target = resolver.resolve(file, call.block, value);
      const written = target?.kind === "value" ? entryOf(target, name, where) : [];
      return written.length > 0 ? written : addedLater({ file, call }, value, name, where);
    });
  });
}

/** Arguments that hold others: the options of an agent, the body of a request. */
const HOLDERS = /^(?:options|json|data|body|config)$/;

/** `query(prompt=…, options=Options(resume=…))`, `fetch(url, { body: JSON.stringify({ messages }) })`. */
function heldOption(at: CallIn, project: Project, name: string, where: Option["where"]): Option | undefined {
  for (const { file, block, args } of heldBy(at, project)) {
    const expr = optionOf(args, name);
    if (expr !== undefined) return { expr, file, block, where };
  }
  return undefined;
}

/** Arguments that stand in an argument, where they stand. */
interface Held {
  readonly file: FileFacts;
  readonly block: BlockId;
  readonly args: Call["args"];
}

const heldBy = ({ file, call }: CallIn, project: Project): readonly Held[] => heldIn(call, project)(file);

const heldIn = perProjectAnd((call: Call, project) => {
  let found: readonly Held[] | undefined;
  return (file: FileFacts) => (found ??= findHeld({ file, call }, project));
});

function findHeld({ file, call }: CallIn, { resolver }: Project): readonly Held[] {
  const values = call.args.flatMap(({ name: keyword, value }) => [
    ...(keyword !== undefined && HOLDERS.test(keyword) ? [value] : []),
    ...(value.kind === "object" ? value.entries : [])
      .filter(({ key }) => key !== undefined && HOLDERS.test(key))
      .map((entry) => entry.value),
  ]);
  return values.flatMap((value): readonly Held[] => {
    const target = resolver.resolve(file, call.block, serialised(value, file) ?? value);
    if (target?.kind === "value" && target.expr.kind === "object")
      return [{ file: target.file, block: target.block, args: [{ spread: false, value: target.expr }] }];
    const made = target?.kind === "external" ? target.calls.at(-1) : undefined;
    return made ? [{ file: made.file, block: made.call.block, args: made.call.args }] : [];
  });
}

/** What `JSON.stringify(x)` and `json.dumps(x)` are given. */
function serialised(value: Expr, file: FileFacts): Expr | undefined {
  const call = value.kind === "call" ? file.calls[value.call] : undefined;
  const callee = call && file.text.slice(call.callee.start, call.callee.end);
  return callee === "JSON.stringify" || callee === "json.dumps" ? call?.args[0]?.value : undefined;
}

/** `options["name"] = value` before the call, in the function around it. */
function addedLater(
  { file, call }: CallIn,
  value: Expr,
  name: string,
  where: Option["where"],
): readonly Option[] {
  if (value.kind !== "name") return [];
  const fn = blocksAround(file, call.block).find(({ kind }) => kind === "function");
  return file.assignments.flatMap(({ target, value: given, block, start }) => {
    const isInside = start < call.start && start >= (fn?.start ?? 0);
    const object = target.kind === "index" || target.kind === "member" ? target.object : undefined;
    const key =
      target.kind === "index" && target.index.kind === "literal"
        ? target.index.value
        : target.kind === "member"
          ? target.name
          : undefined;
    const isIt = object?.kind === "name" && object.name === value.name && key === name;
    return isInside && isIt ? [{ expr: given, file, block, where }] : [];
  });
}

function entryOf(
  { expr, file, block }: Extract<Target, { kind: "value" }>,
  name: string,
  where: Option["where"],
): readonly Option[] {
  if (expr.kind !== "object") return [];
  const entry = expr.entries.find(({ key }) => key === name);
  return entry ? [{ expr: entry.value, file, block, where }] : [];
}

/** A literal's value, through the names that stand for it; undefined where the code does not say. */
export function literalOf(
  project: Project,
  { expr, file, block }: Pick<Option, "expr" | "file" | "block">,
): string | number | boolean | null | undefined {
  const target = project.resolver.resolve(file, block, expr);
  return target?.kind === "value" && target.expr.kind === "literal" ? target.expr.value : undefined;
}

/** Something that stands around a call, and how sure it is that the call is affected by it. */
export interface Around {
  readonly block: Block;
  readonly file: FileFacts;
  /** 1 in the same function, 0.9 for a caller's, 0.81 for its caller's. */
  readonly certainty: number;
}

const HOP = 0.9;
const MOST_HOPS = 2;

/** The blocks around a call, then those around the calls of the function that it stands in. */
export const blocksOf = (
  { file, call }: Pick<CallIn, "file" | "call">,
  project: Project,
  hops = MOST_HOPS,
): readonly Around[] => {
  const known = aroundCalls(call, project);
  let found = known.get(hops);
  if (found === undefined) {
    found = findBlocks({ file, call }, project, hops);
    known.set(hops, found);
  }
  return found;
};

const aroundCalls = perProjectAnd((_call: Call) => new Map<number, readonly Around[]>());

function findBlocks(at: CallIn, project: Project, hops: number): readonly Around[] {
  const found: Around[] = [];
  const seen = new Set<Block>();
  const visit = (file: FileFacts, block: BlockId, certainty: number, left: number): void => {
    for (const around of blocksAround(file, block)) {
      if (seen.has(around)) continue;
      seen.add(around);
      found.push({ block: around, file, certainty });
      if (around.kind !== "function" || left === 0) continue;
      for (const caller of project.resolver.callersOf(file, around.id)) {
        visit(caller.file, caller.call.block, certainty * HOP, left - 1);
      }
    }
  };
  visit(at.file, at.call.block, 1, hops);
  return found;
}

/** The decorators of the functions around a call, with what they mean. */
export function decoratorsOf(
  at: CallIn,
  project: Project,
): readonly {
  readonly expr: Expr;
  readonly target: Target;
  readonly file: FileFacts;
  readonly certainty: number;
}[] {
  return blocksOf(at, project).flatMap(({ block, file, certainty }) => {
    if (block.kind !== "function" && block.kind !== "class") return [];
    return block.decorators.flatMap((expr) => {
      const target = project.resolver.resolve(file, block.parent ?? 0, expr);
      return target === undefined ? [] : [{ expr, target, file, certainty }];
    });
  });
}

/** Calls that take the site, or the function around it, as an argument: `retry(() => client.create())`. */
export function wrappersOf(
  at: CallIn,
  project: Project,
): readonly (CallIn & { readonly target: Target; readonly certainty: number })[] {
  return blocksOf(at, project).flatMap(({ block, certainty }) => {
    if (block.kind !== "function") return [];
    return passedTo(block, project).flatMap((call) => {
      const target = project.resolver.callee(call);
      return target === undefined ? [] : [{ ...call, target, certainty }];
    });
  });
}

/** The calls that get a function as an argument. */
const passedTo = perProjectAnd((fn: Block & FunctionBlock, project): readonly PassedOn[] =>
  (passedOn(project).get(fn.name === "" ? fn : fn.name) ?? []).filter(({ part, file, call }) =>
    isFunction(part, fn, file, call.block, project),
  ),
);

interface PassedOn extends CallIn {
  readonly part: Expr;
}

/** What calls of a project are given: names, and functions that are written there. */
const passedOn = perProject((project) => {
  const found = new Map<string | Block, PassedOn[]>();
  const add = (key: string | Block, passed: PassedOn): void => {
    const known = found.get(key);
    if (known === undefined) found.set(key, [passed]);
    else if (known.at(-1)?.call !== passed.call) known.push(passed);
  };
  for (const file of project.files.values())
    for (const call of file.calls)
      for (const { value } of call.args)
        for (const part of walk(value)) {
          if (part.kind === "name" || part.kind === "member") add(part.name, { file, call, part });
          const block = part.kind === "function" ? file.blocks[part.block] : undefined;
          if (block?.kind === "function") add(block.name === "" ? block : block.name, { file, call, part });
        }
  return found;
});

function isFunction(
  part: Expr,
  fn: Block & FunctionBlock,
  file: FileFacts,
  block: BlockId,
  project: Project,
): boolean {
  if (part.kind === "function") return file.blocks[part.block] === fn;
  if ((part.kind !== "name" && part.kind !== "member") || fn.name === "" || part.name !== fn.name)
    return false;
  const target = project.resolver.resolve(file, block, part);
  return target?.kind === "function" && target.file.blocks[target.block] === fn;
}

/** All calls in a block and those within it. */
export const callsWithin = (
  file: FileFacts,
  { start, end }: Pick<Block, "start" | "end">,
): readonly CallIn[] =>
  file.calls.filter((call) => call.start >= start && call.end <= end).map((call) => ({ file, call }));

/** Every call of a package's symbol in live code, by pattern of its path. */
export function callsOf(
  project: Project,
  test: (path: string) => boolean,
): readonly (CallIn & { readonly path: string })[] {
  return [...project.files.values()].flatMap((file) =>
    file.calls.flatMap((call) => {
      const target = project.resolver.callee({ file, call });
      if (target?.kind !== "external" || !test(target.path)) return [];
      return project.reachable(file, call.block) === "dead" ? [] : [{ file, call, path: target.path }];
    }),
  );
}
