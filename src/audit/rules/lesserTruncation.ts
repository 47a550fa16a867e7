import type { Expr } from "../facts/facts.ts";
import { options } from "../project/evidence.ts";
import { isBefore, isShown } from "../project/order.ts";
import type { Project, Site } from "../project/project.ts";
import { externals, near, searchKind, sourceOf } from "../project/search.ts";
import { isCut, isDrop } from "../project/shortening.ts";
import type { Judgement } from "../result.ts";
import { TEMPLATE_CUT, TEMPLATES } from "../tables/state.ts";
import { evidence, partial, STRENGTH } from "./verdicts.ts";

/** What bounds something of what is sent, but not the history as a whole. */
export const lesserTruncation = (site: Site, project: Project): Judgement | undefined =>
  cutOrReaction(site, project) ?? inTemplate(site, project) ?? elsewhere(site, project);

/** A reaction to a full context, or a cut of one input. */
function cutOrReaction(site: Site, project: Project): Judgement | undefined {
  const [reaction] = near(
    site,
    project,
    (expr, file) =>
      (expr.kind === "name" || expr.kind === "member") &&
      /(?:context|token)_?(?:length|limit|window)\w*(?:error|exceeded)|is_token_limit|ContextWindowExceeded/i.test(
        file.text.slice(expr.start, expr.end),
      ),
  );
  if (reaction !== undefined)
    return partial(
      evidence(reaction.file, reaction.expr, "reacts when the context is full"),
      "the history is not shortened before",
      STRENGTH.handWritten * site.certainty,
    );
  const cut = near(
    site,
    project,
    (expr, file) =>
      isCut(expr, file, project) &&
      (expr.kind !== "call" || isUsed(file, expr.start, expr.end) || isOwn(expr, file, project)),
  ).find((found) => isBefore(found, site, project) && !isShown(found));
  return (
    cut &&
    partial(
      evidence(cut.file, cut.expr, `cuts one input: ${sourceOf(cut).replaceAll(/\s+/g, " ").slice(0, 60)}`),
      "the history as a whole is not limited",
      STRENGTH.handWritten * site.certainty,
    )
  );
}

/** A function of the project may shorten what it is given, in its place. */
const isOwn = (expr: Extract<Expr, { kind: "call" }>, file: Site["file"], { resolver }: Project): boolean => {
  const call = file.calls[expr.call];
  return call !== undefined && resolver.callee({ file, call })?.kind === "function";
};

/** A history that is shortened somewhere; whether it is the one that is sent is not seen. */
function elsewhere(site: Site, project: Project): Judgement | undefined {
  const messages = options(site, project, "messages", "input", "contents");
  if (messages.length === 0) return undefined;
  const [drop] = searchKind(project, "call", isDrop);
  return (
    drop &&
    partial(
      evidence(drop.file, drop.expr, "shortens a history"),
      "it is not seen to be the one that is sent here",
      STRENGTH.handWritten * 0.85 * site.certainty,
    )
  );
}

/** A template beside the code that cuts what is put into it: it bounds one input each time. */
function inTemplate(site: Site, project: Project): Judgement | undefined {
  if (externals(project, ...TEMPLATES).length === 0) return undefined;
  for (const { path, kind, values } of project.configs) {
    const cut =
      kind === "yaml" || kind === "toml"
        ? values.find(({ value }) => typeof value === "string" && TEMPLATE_CUT.test(value))
        : undefined;
    if (cut !== undefined)
      return partial(
        { file: path, line: cut.line, why: "a template cuts what is put into it" },
        "the history as a whole is not limited",
        STRENGTH.handWritten * 0.75 * site.certainty,
        "config",
      );
  }
  return undefined;
}

/** Whether what a call gives goes somewhere. */
export const isUsed = (file: Site["file"], start: number, end: number): boolean =>
  file.assignments.some(({ value }) => value.start <= start && value.end >= end) ||
  file.exits.some(({ value }) => value !== undefined && value.start <= start && value.end >= end) ||
  file.calls.some((call) => call.start < start && call.end >= end);
