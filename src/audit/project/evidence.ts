import type { Block, BlockId, Call, Expr, FileFacts, FunctionBlock } from "../facts/facts.ts";
import { eachPart } from "../facts/walk.ts";
import type { CallIn, Target } from "../resolve/target.ts";
import { argumentsOf, type Given } from "./arguments.ts";
import { perProject, perProjectAnd } from "./perProject.ts";
import { blocksAround, type Project, type Site } from "./project.ts";

/** A named value that reaches a call: a keyword, an option, an argument of the client's constructor. */
export interface Option extends Given {
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
  at: CallIn,
  project: Project,
  where: Option["where"],
  names: readonly string[],
): readonly Option[] {
  const found: Option[] = [];
  const given = argumentsOf(at, project);
  for (const name of names) for (const option of given.named(name)) found.push({ ...option, where });
  return found;
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
        eachPart(value, (part) => {
          if (part.kind === "name" || part.kind === "member") add(part.name, { file, call, part });
          const block = part.kind === "function" ? file.blocks[part.block] : undefined;
          if (block?.kind === "function") add(block.name === "" ? block : block.name, { file, call, part });
        });
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
