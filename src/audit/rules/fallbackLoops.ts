import { blocksOf, options } from "../project/evidence.ts";
import type { Project, Site } from "../project/project.ts";
import { sourceOf } from "../project/search.ts";
import type { Judgement } from "../result.ts";
import { MODEL_LIST_NAMES } from "../tables/fallback.ts";
import { evidence, partial, present, STRENGTH } from "./verdicts.ts";

/** `for model in models: try: … except: continue`. */
export function fromLoops(site: Site, project: Project): Judgement | undefined {
  const around = blocksOf(site, project);
  const loop = around.find(({ block, file }) => {
    if (
      block.kind !== "loop" ||
      block.over === undefined ||
      !MODEL_LIST_NAMES.test(sourceOf({ file, expr: block.over }).replace(/[()\]}]+$/, ""))
    )
      return false;
    const list = project.resolver.resolve(file, block.parent ?? 0, block.over);
    if (list?.kind === "value" && list.expr.kind === "list" && list.expr.items.length < 2) return false;
    return around.some(
      (inner) =>
        inner.file === file &&
        inner.block.kind === "try" &&
        inner.block.start >= block.start &&
        inner.block.end <= block.end,
    );
  });
  if (loop === undefined) return fromOtherModel(site, project);
  const at = evidence(loop.file, loop.block, "tries one model after the other");
  const strength = STRENGTH.handWritten * Math.max(0.9, loop.certainty) * site.certainty;
  const model = options(site, project, "model").find(({ where }) => where === "call");
  return model?.expr.kind === "literal"
    ? partial(at, "the call names the same model each time", strength)
    : present(at, "explicit", strength);
}

/** A handler in a loop around the call that names another model for the next try. */
function fromOtherModel(site: Site, project: Project): Judgement | undefined {
  const around = blocksOf(site, project, 1);
  for (const { block, file, certainty } of around) {
    const isTriedAgain = around.some(
      (loop) =>
        loop.file === file &&
        loop.block.kind === "loop" &&
        loop.block.start <= block.start &&
        loop.block.end >= block.end,
    );
    if (block.kind !== "try" || !isTriedAgain) continue;
    const handlers = file.blocks.filter((other) => other.kind === "handler" && other.of === block.id);
    const switched = file.assignments.find(
      ({ target, start, end }) =>
        (target.kind === "name" || target.kind === "member") &&
        /^(?:current_?)?model(?:_?(?:name|id))?$/i.test(target.name) &&
        handlers.some((handler) => start >= handler.start && end <= handler.end),
    );
    if (switched !== undefined)
      return present(
        evidence(file, switched, "the error handler goes on with another model"),
        "explicit",
        STRENGTH.handWritten * certainty * site.certainty,
      );
  }
  return undefined;
}
