import type { Block, Expr, FileFacts } from "../facts/facts.ts";
import { walk } from "../facts/walk.ts";
import { STEP_LIMIT_NAMES, TOKEN_LIMIT_NAMES, USED_TOKENS } from "../tables/budget.ts";
import { blocksOf } from "./evidence.ts";
import { exitsFrom, type Project } from "./project.ts";
import { search, type ExprIn } from "./search.ts";

/** A limit of one's own on how often a loop asks the model: in its head, or in a branch that leaves it. */
export function stepCap(project: Project): ExprIn | undefined {
  for (const site of project.sites.filter(({ live }) => live))
    for (const { block, file } of blocksOf(site, project, 1)) {
      if (block.kind !== "loop") continue;
      const limit = headOf(block, file).find(isLimit) ?? branchOf(block, file);
      if (limit !== undefined) return { file, block: block.id, expr: limit };
    }
  return undefined;
}

const isLimit = (expr: Expr): boolean =>
  (expr.kind === "name" || expr.kind === "member") && STEP_LIMIT_NAMES.test(expr.name);

/** What decides how often a loop runs: `range(max_turns)`, `turn < maxTurns`. */
function headOf({ over, condition }: Extract<Block, { kind: "loop" }>, file: FileFacts): readonly Expr[] {
  const call = over?.kind === "call" ? file.calls[over.call] : undefined;
  const isRange = call?.callee.kind === "name" && call.callee.name === "range";
  const counted = isRange ? (call?.args.map(({ value }) => value) ?? []) : [];
  return [...counted, ...(condition ? [condition] : [])].flatMap(walk);
}

/** `if turn >= max_turns: break`. */
function branchOf(loop: Block, file: FileFacts): Expr | undefined {
  return file.blocks
    .filter(
      (block) =>
        block.kind === "branch" &&
        block.start >= loop.start &&
        block.end <= loop.end &&
        exitsFrom(file, block).some(({ kind }) => kind === "break" || kind === "return" || kind === "raise"),
    )
    .flatMap((block) => (block.kind === "branch" ? walk(block.condition) : []))
    .filter(({ kind }) => kind === "operation")
    .flatMap(walk)
    .find(isLimit);
}

/** A limit of the tokens that a conversation or a run has used, which leaves where it is reached. */
export const tokenCap = (project: Project): ExprIn | undefined =>
  search(project, (expr, file) => {
    if (expr.kind !== "operation" || !/^(?:>=?|<=?)$/.test(expr.operator)) return false;
    const names = walk(expr).flatMap((part) =>
      part.kind === "name" || part.kind === "member" ? [part.name] : [],
    );
    const isCap =
      names.some((name) => USED_TOKENS.test(name)) && names.some((name) => TOKEN_LIMIT_NAMES.test(name));
    return (
      isCap &&
      file.blocks.some(
        (block) =>
          block.kind === "branch" &&
          block.condition.start <= expr.start &&
          block.condition.end >= expr.end &&
          exitsFrom(file, block).some(({ kind }) => kind !== "yield" && kind !== "continue"),
      )
    );
  })[0];
