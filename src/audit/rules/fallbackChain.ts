import { cannedAnswer } from "../project/cannedAnswers.ts";
import { blocksOf, literalOf, options } from "../project/evidence.ts";
import { gatewayOf, routesElsewhere } from "../project/gateway.ts";
import { blocksAround, placeOf, type Project, type Site } from "../project/project.ts";
import { sourceOf } from "../project/search.ts";
import { matchesAny } from "../resolve/pattern.ts";
import type { Judgement } from "../result.ts";
import {
  FALLBACK_CALLS,
  FALLBACK_OPTIONS,
  NARROW_FALLBACK_OPTIONS,
  REFUSAL_FALLBACKS,
} from "../tables/fallback.ts";
import { fromLoops } from "./fallbackLoops.ts";
import type { Rule } from "./rule.ts";
import {
  absent,
  evidence,
  notApplicable,
  partial,
  present,
  STRENGTH,
  strongest,
  unknown,
} from "./verdicts.ts";

export const fallbackChain: Rule = {
  code: "AR10",
  id: "reliability/fallback-chain",
  title: "Fallback chain",
  category: "reliability",
  unit: "site",
  wants: "Where one model fails, another one answers.",
  why: "Retries help against a bad second, not against a bad hour. A second model or provider keeps the product up while the first is down, rate limited or withdrawn.",
  counts: {
    present: [
      "a chain of the framework (`with_fallbacks`, `FallbackModel`, `fallbacks=`)",
      "an error handler that calls another model, or names it for the next try",
      "a loop over models that goes on after an error",
      "a gateway's configuration with fallbacks, linked by its address",
    ],
    partial: [
      "the same model with another key, region or deployment",
      "only for a full context or a refusal",
      "a fixed answer with which the program goes on; an error's text is none",
      "only some of the calls",
    ],
  },
  fix: "Name a second model of another provider with the framework's own chain.",
  examples: {
    good: [{ language: "python", code: "model = primary.with_fallbacks([secondary])" }],
    bad: [{ language: "python", code: 'model = os.getenv("MODEL") or "gpt-4o"' }],
  },
  searched:
    "arguments of the call and its client, the chain it belongs to, error handlers and loops around it and its callers, gateway configuration",
  judge: (site, project) => {
    if (site.local === true)
      return notApplicable(evidence(site.file, site.call, "the model runs on this machine"));
    if (isFallbackItself(site, project))
      return notApplicable(evidence(site.file, site.call, "this call is what another one falls back on"));
    return (
      strongest([
        fromOptions(site, project),
        fromChain(site, project),
        fromHandlers(site, project),
        fromLoops(site, project),
      ]) ??
      fromGateway(site, project) ??
      fromCannedAnswer(site, project) ??
      none(site)
    );
  },
};

/** Where the call fails, something fixed takes the place of its answer, and the program goes on. */
function fromCannedAnswer(site: Site, project: Project): Judgement | undefined {
  const canned = cannedAnswer(site, project);
  return (
    canned &&
    partial(
      evidence(canned.file, canned.expr, "a fixed answer takes the place of one that failed"),
      "no other model is asked",
      STRENGTH.handWritten * canned.certainty * site.certainty,
    )
  );
}

/** Whether a call stands in the error handler of another. */
const isFallbackItself = (site: Site, project: Project): boolean =>
  blocksAround(site.file, site.call.block).some(
    (block) =>
      block.kind === "handler" &&
      project.sites.some(({ file, call }) => {
        const tried = site.file.blocks[block.of];
        return (
          file === site.file && tried !== undefined && call.start >= tried.start && call.end <= tried.end
        );
      }),
  );

const none = (site: Site): Judgement =>
  site.certainty < 0.8
    ? unknown({
        ...placeOf(site.file, site.call),
        why: "no fallback was found, but it is only guessed which SDK this is",
      })
    : absent(
        { ...placeOf(site.file, site.call), why: "when this model fails, no other is asked" },
        STRENGTH.explicit * site.certainty,
      );

function fromOptions(site: Site, project: Project): Judgement | undefined {
  const narrow = options(site, project, ...NARROW_FALLBACK_OPTIONS)[0];
  const found = options(site, project, ...FALLBACK_OPTIONS)[0];
  const list = options(site, project, "model", "models").find(({ expr, file, block }) => {
    const target = project.resolver.resolve(file, block, expr);
    return target?.kind === "value" && target.expr.kind === "list" && target.expr.items.length > 1;
  });
  if (found !== undefined && literalOf(project, found) !== null) {
    const at = evidence(found.file, found.expr, "names models to go on with");
    if (matchesAny(REFUSAL_FALLBACKS, site.path))
      return partial(at, "it is used for refusals only", STRENGTH.explicit * site.certainty);
    return present(at, "explicit", STRENGTH.explicit * site.certainty);
  }
  if (list !== undefined)
    return present(
      evidence(list.file, list.expr, "a list of models, tried in order"),
      "explicit",
      STRENGTH.explicit * site.certainty,
    );
  if (narrow !== undefined)
    return partial(
      evidence(narrow.file, narrow.expr, "another model for a full context"),
      "other failures have none",
      STRENGTH.explicit * site.certainty,
    );
  return undefined;
}

/** A chain is part of the path of what is called, or of what is given to what is called. */
function fromChain(site: Site, project: Project): Judgement | undefined {
  const inChain = site.through.find((call) => isFallback(project, call));
  const given = [site, ...site.through].flatMap(({ file, call }) =>
    call.args.map(({ value }) => ({ file, block: call.block, value })),
  );
  // In JavaScript it stands among the options of an object.
  const slots = options(site, project, "middleware").map(({ file, block, expr }) => ({
    file,
    block,
    value: expr,
  }));
  for (const { file, block, value } of [...given, ...slots]) {
    const target = project.resolver.resolve(file, block, value);
    const call =
      target?.kind === "external"
        ? target.calls.find((candidate) => isFallback(project, candidate))
        : undefined;
    if (call !== undefined)
      return present(
        evidence(call.file, call.call, "a chain of models"),
        "explicit",
        STRENGTH.library * site.certainty,
      );
    const items = target?.kind === "value" && target.expr.kind === "list" ? target.expr.items : [];
    const middleware = items
      .map((item) => project.resolver.resolve(target?.kind === "value" ? target.file : file, block, item))
      .find(
        (item) =>
          item?.kind === "external" &&
          matchesAny(
            FALLBACK_CALLS.map((pattern) => `${pattern}()`),
            item.path,
          ),
      );
    if (middleware !== undefined)
      return present(
        evidence(file, value, "middleware that goes on with another model"),
        "explicit",
        STRENGTH.library * site.certainty,
      );
  }
  return (
    inChain &&
    present(
      evidence(inChain.file, inChain.call, "a chain of models"),
      "explicit",
      STRENGTH.library * site.certainty,
    )
  );
}

function isFallback(project: Project, call: Site["through"][number]): boolean {
  const target = project.resolver.callee(call);
  return target?.kind === "external" && matchesAny(FALLBACK_CALLS, target.path);
}

/** An error handler of a try around the call asks another model. */
function fromHandlers(site: Site, project: Project): Judgement | undefined {
  for (const { block, file, certainty } of blocksOf(site, project)) {
    if (block.kind !== "try") continue;
    const handlers = file.blocks.filter((other) => other.kind === "handler" && other.of === block.id);
    const other = project.sites.find(
      (candidate) =>
        candidate !== site &&
        candidate.file === file &&
        handlers.some(({ start, end }) => candidate.call.start >= start && candidate.call.end <= end),
    );
    if (other !== undefined) {
      const found = evidence(file, other.call, "the error handler asks another model");
      const same =
        modelOf(other, project) !== undefined && modelOf(other, project) === modelOf(site, project);
      const strength = STRENGTH.handWritten * certainty * site.certainty;
      return same
        ? partial(found, "it is the same model again", strength)
        : present(found, "explicit", strength);
    }
  }
  return undefined;
}

const modelOf = (site: Site, project: Project): unknown => {
  const [option] = options(site, project, "model");
  return option && (literalOf(project, option) ?? sourceOf({ file: option.file, expr: option.expr }));
};

/** A gateway may route by itself: then its configuration decides, or nobody here can know. */
function fromGateway(site: Site, project: Project): Judgement | undefined {
  const gateway = gatewayOf(site, project);
  if (gateway === undefined) return undefined;
  const configured = gateway.values.find(({ key }) => /(?:^|\.)(?:default_)?fallbacks(?:\.|$)/.test(key));
  if (configured !== undefined)
    return present(
      { file: configured.file, line: configured.line, why: "the gateway goes on with another model" },
      "config",
      STRENGTH.linkedConfig * site.certainty,
    );
  const narrow = gateway.values.find(({ key }) => /(?:^|\.)context_window_fallbacks(?:\.|$)/.test(key));
  if (narrow !== undefined)
    return partial(
      { file: narrow.file, line: narrow.line, why: "the gateway has another model for a full context" },
      "other failures have none",
      STRENGTH.linkedConfig * site.certainty,
      "config",
    );
  if (!routesElsewhere(gateway)) return undefined;
  return unknown({
    ...gateway.place,
    why: gateway.linked
      ? `the calls go to ${gateway.what}, whose routing is not in this project`
      : `the calls may go through ${gateway.what}`,
  });
}
