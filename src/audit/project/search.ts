import type { Block, BlockId, Expr, FileFacts } from "../facts/facts.ts";
import { eachPart } from "../facts/walk.ts";
import { isSameList, matcherOf, plainPath, type Pattern } from "../resolve/pattern.ts";
import type { CallIn } from "../resolve/target.ts";
import { blocksOf } from "./evidence.ts";
import { perProject, perProjectAnd } from "./perProject.ts";
import { roleOf } from "./paths.ts";
import { blocksAround, type Project, type Site } from "./project.ts";

/** An expression in its place. */
export interface ExprIn {
  readonly file: FileFacts;
  readonly block: BlockId;
  readonly expr: Expr;
}

/** A use of something of a package. */
export interface External extends CallIn {
  readonly path: string;
}

/** Files that run in production. */
export const liveFiles = perProject((project) =>
  [...project.files.values()].filter((file) => roleOf(relative(file, project)) === "live"),
);

interface LiveExprs {
  readonly byFile: ReadonlyMap<FileFacts, readonly ExprIn[]>;
  readonly byKind: ReadonlyMap<Expr["kind"], readonly ExprIn[]>;
}

const liveExprs = perProject((project): LiveExprs => {
  const byFile = new Map<FileFacts, readonly ExprIn[]>();
  const byKind = new Map<Expr["kind"], ExprIn[]>();
  for (const file of liveFiles(project)) byFile.set(file, exprsOf(file, byKind));
  return { byFile, byKind };
});

const liveExternals = perProject((project) =>
  liveFiles(project).flatMap((file) => externalsOf(file, project)),
);

interface KnownExternals {
  readonly patterns: readonly Pattern[];
  readonly found: readonly External[];
}

const knownExternals = perProject(() => new Map<Pattern | undefined, KnownExternals[]>());

const relative = ({ path }: FileFacts, { root }: Project): string =>
  root === "" ? path : path.slice(root.length + 1);

/** Calls of packages in live code whose paths match one of some patterns. */
export function externals(project: Project, ...patterns: readonly Pattern[]): readonly External[] {
  const known = knownExternals(project);
  const [first] = patterns;
  const lists = known.get(first) ?? [];
  const again = lists.find((list) => isSameList(list.patterns, patterns));
  if (again !== undefined) return again.found;
  const matches = matcherOf(patterns);
  const found = liveExternals(project).filter(({ path }) => matches(path));
  known.set(first, [...lists, { patterns, found }]);
  return found;
}

/** The expressions of live code that satisfy a test. */
export function search(project: Project, test: (expr: Expr, file: FileFacts) => boolean): readonly ExprIn[] {
  return [...liveExprs(project).byFile.values()].flatMap((exprs) =>
    exprs.filter(({ expr, file, block }) => test(expr, file) && project.reachable(file, block) !== "dead"),
  );
}

/** The same among the expressions of one kind, which are few beside all others. */
export function searchKind<K extends Expr["kind"]>(
  project: Project,
  kind: K,
  test: (expr: Extract<Expr, { kind: K }>, file: FileFacts) => boolean,
): readonly ExprIn[] {
  const isOne = ({ expr, file }: ExprIn): boolean => isOfKind(expr, kind) && test(expr, file);
  return (liveExprs(project).byKind.get(kind) ?? []).filter(
    (found) => isOne(found) && project.reachable(found.file, found.block) !== "dead",
  );
}

const isOfKind = <K extends Expr["kind"]>(expr: Expr, kind: K): expr is Extract<Expr, { kind: K }> =>
  expr.kind === kind;

/** Expressions in the functions around a call, in those that call them and in those that they call. */
export function near(
  site: Site,
  project: Project,
  test: (expr: Expr, file: FileFacts) => boolean,
): readonly ExprIn[] {
  return exprsNear(site, project).filter(({ expr, file }) => test(expr, file));
}

const exprsNear = perProjectAnd((site: Site, project) => {
  const exprs = liveExprs(project).byFile;
  return regionsAround(site, project).flatMap(({ file, start, end }) =>
    (exprs.get(file) ?? []).filter(
      ({ expr, block }) =>
        expr.start >= start && expr.end <= end && project.reachable(file, block) !== "dead",
    ),
  );
});

/** The files that live code around a call lies in. */
export const filesNear = perProjectAnd(
  (site: Site, project): ReadonlySet<FileFacts> => new Set(exprsNear(site, project).map(({ file }) => file)),
);

interface Region {
  readonly file: FileFacts;
  readonly start: number;
  readonly end: number;
}

/** A call at the top of a file has the whole file around it. */
export const regionsAround = perProjectAnd((site: Site, project): readonly Region[] => {
  const around = blocksOf(site, project, 1).flatMap(({ block, file }) =>
    block.kind === "function" ? [{ file, block }] : [],
  );
  const regions: Region[] = around.map(({ file, block }) => ({ file, start: block.start, end: block.end }));
  if (!blocksAround(site.file, site.call.block).some(({ kind }) => kind === "function"))
    regions.push({ file: site.file, start: 0, end: site.file.text.length });
  for (const { file, start, end } of regions.slice()) {
    for (const call of file.calls.filter((candidate) => candidate.start >= start && candidate.end <= end)) {
      const target = project.resolver.callee({ file, call });
      if (target?.kind !== "function") continue;
      const body = target.file.blocks[target.block] as Block;
      regions.push({ file: target.file, start: body.start, end: body.end });
    }
  }
  return regions;
});

function externalsOf(file: FileFacts, project: Project): readonly External[] {
  return file.calls.flatMap((call) => {
    const target = project.resolver.callee({ file, call });
    if (target?.kind !== "external" || project.reachable(file, call.block) === "dead") return [];
    return [{ file, call, path: plainPath(target.path) }];
  });
}

/** @param byKind gets them, too. */
function exprsOf(file: FileFacts, byKind: Map<Expr["kind"], ExprIn[]>): readonly ExprIn[] {
  const all: ExprIn[] = [];
  const take = (found: ExprIn): void => {
    all.push(found);
    const same = byKind.get(found.expr.kind);
    if (same === undefined) byKind.set(found.expr.kind, [found]);
    else same.push(found);
  };
  const add = (expr: Expr, block: BlockId): void => {
    // Calls are added below, also those that are statements of their own.
    eachPart(expr, (part) => {
      if (part.kind !== "call") take({ file, block, expr: part });
    });
  };
  for (const { id, callee, args, block, start, end } of file.calls) {
    take({ file, block, expr: { kind: "call", call: id, start, end } });
    add(callee, block);
    for (const { value } of args) add(value, block);
  }
  for (const { target, value, block } of file.assignments) {
    add(target, block);
    add(value, block);
  }
  for (const { value, block } of file.exits) if (value) add(value, block);
  for (const block of file.blocks) {
    const at = block.parent ?? 0;
    if (block.kind === "branch") add(block.condition, at);
    if (block.kind === "loop") for (const expr of [block.over, block.condition]) if (expr) add(expr, at);
    if (block.kind === "with") for (const expr of block.items) add(expr, at);
    if (block.kind === "function" && block.value) add(block.value, block.id);
  }
  return all;
}

/** The source of an expression. */
export const sourceOf = ({ file, expr }: Pick<ExprIn, "file" | "expr">): string =>
  file.text.slice(expr.start, expr.end);
