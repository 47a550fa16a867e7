import type { Block, Expr, FileFacts } from "../facts/facts.ts";
import { walk } from "../facts/walk.ts";
import { matchesAny } from "../resolve/pattern.ts";
import { DETECTOR_NAMES, DETECTOR_TEXT, DETECTORS } from "../tables/injection.ts";
import { callsWithin } from "./evidence.ts";
import type { Project } from "./project.ts";

/** Follows names into functions and their instructions, a few steps deep. */
export function mentionsDetection(
  file: FileFacts,
  block: number,
  expr: Expr,
  project: Project,
  depth: number,
): boolean {
  if (depth > 5) return false;
  const text = file.text.slice(expr.start, expr.end);
  if (DETECTOR_TEXT.test(text) || DETECTOR_NAMES.test(text)) return true;
  for (const part of walk(expr)) {
    const target =
      part.kind === "name" || part.kind === "member" || part.kind === "call"
        ? project.resolver.resolve(file, block, part)
        : undefined;
    if (target?.kind === "function") {
      const body = target.file.blocks[target.block] as Block;
      if (DETECTOR_TEXT.test(target.file.text.slice(body.start, body.end))) return true;
      const calls = target.file.calls.filter(({ start, end }) => start >= body.start && end <= body.end);
      if (
        calls.some(({ callee, args, block: at }) =>
          [{ value: callee }, ...args].some(({ value }) =>
            mentionsDetection(target.file, at, value, project, depth + 1),
          ),
        )
      )
        return true;
    }
    if (
      target?.kind === "external" &&
      target.calls.some(({ file: made, call }) => DETECTOR_TEXT.test(made.text.slice(call.start, call.end)))
    )
      return true;
    if (
      target?.kind === "external" &&
      matchesAny(
        DETECTORS.map((pattern) => `${pattern}[()]`),
        target.path,
      )
    )
      return true;
  }
  return false;
}

/** Whether a model is called in a function or in those that it calls. */
export function asksModel(file: FileFacts, { start, end }: Block, project: Project, hops: number): boolean {
  return callsWithin(file, { start, end }).some(({ call }) => {
    if (project.sites.some((site) => site.file === file && site.call === call)) return true;
    const target = hops > 0 ? project.resolver.callee({ file, call }) : undefined;
    return (
      target?.kind === "function" &&
      asksModel(target.file, target.file.blocks[target.block] as Block, project, hops - 1)
    );
  });
}
