import type { Block, Expr, FileFacts } from "../facts/facts.ts";
import { walk } from "../facts/walk.ts";
import { perProject } from "./perProject.ts";
import { blocksAround, type Project } from "./project.ts";
import { search, type ExprIn } from "./search.ts";

/** A check of a tool's arguments that somebody wrote by hand: near a dispatch, or in the body of a tool. */
export const handCheck = (project: Project): ExprIn | undefined =>
  search(project, isTypeCheck)[0] ?? search(project, (expr, file) => isRefusal(expr, file, project))[0];

/** `isinstance(arguments, dict)`. */
function isTypeCheck(expr: Expr, file: FileFacts): boolean {
  const callee = expr.kind === "call" ? file.calls[expr.call]?.callee : undefined;
  return (
    callee?.kind === "name" &&
    callee.name === "isinstance" &&
    /input|arg|param/i.test(file.text.slice(expr.start, expr.end))
  );
}

/** The first branch of each condition. */
const branchesOf = perProject(({ files }) => {
  const found = new Map<Expr, Block>();
  for (const { blocks } of files.values())
    for (const block of blocks)
      if (block.kind === "branch" && !found.has(block.condition)) found.set(block.condition, block);
  return found;
});

/** `if not arguments.get("id"): raise`, `if text is None: raise` in a tool's `run`. */
function isRefusal(expr: Expr, file: FileFacts, project: Project): boolean {
  const branch = branchesOf(project).get(expr);
  if (branch === undefined) return false;
  const isOfInput = /\b(?:input|args|arguments|params|tool_input|kwargs)\b/.test(
    file.text.slice(expr.start, expr.end),
  );
  if (!isOfInput && !isOfParameter(expr, branch, file)) return false;
  return file.exits.some(
    ({ kind, start, end }) => kind === "raise" && start >= branch.start && end <= branch.end,
  );
}

/** Whether a condition is about a parameter of the method that is a tool's body. */
function isOfParameter(expr: Expr, { id }: Block, file: FileFacts): boolean {
  const around = blocksAround(file, id);
  const body = around.find(({ kind }) => kind === "function");
  const owner = around.find(({ kind }) => kind === "class");
  if (body?.kind !== "function" || owner?.kind !== "class") return false;
  if (!/Tools?\d*$/.test(owner.name) || !TOOL_BODIES.test(body.name)) return false;
  const given = new Set(body.parameters.map(({ name }) => name));
  return walk(expr).some((part) => part.kind === "name" && part.name !== "self" && given.has(part.name));
}

const TOOL_BODIES = /^(?:__call__|_?a?run|_?call|execute|invoke|forward)$/;
