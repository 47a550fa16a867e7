import type { Expr, FileFacts } from "../facts/facts.ts";
import { walk } from "../facts/walk.ts";
import { blocksOf, decoratorsOf, literalOf, options, wrappersOf, type Option } from "../project/evidence.ts";
import { heldRetries, namedModels } from "../project/heldModels.ts";
import { packagesLike } from "../project/manifest.ts";
import { placeOf, type Project, type Site } from "../project/project.ts";
import { retryOption } from "../project/retryOption.ts";
import { unseenClient } from "../project/unseenClient.ts";
import { runsInProcess } from "../project/localModels.ts";
import { retryDefaultOf } from "../project/retryDefault.ts";
import { optionOf } from "../project/optionOf.ts";
import { matches, matchesAny } from "../resolve/pattern.ts";
import type { CallIn, Target } from "../resolve/target.ts";
import type { Judgement } from "../result.ts";
import {
  RETRY_HOLDERS,
  RETRY_MIDDLEWARE,
  RETRY_OPTIONS,
  RETRY_WRAPPERS,
  VALIDATION_RETRIES,
} from "../tables/retry.ts";
import { fromHastyLoops, fromLoops, judgeWrapper } from "./retryLoops.ts";
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

export const retryWithBackoff: Rule = {
  code: "AR09",
  id: "reliability/retry-with-backoff",
  title: "Retry with backoff",
  category: "reliability",
  unit: "site",
  wants: "Each model call is tried again after a failure that may pass, waiting longer each time.",
  why: "Model APIs answer 429 and 529 in the best of weeks. A call that is not repeated turns each of these into a failed run; one that is repeated without waiting longer each time makes an overload worse.",
  counts: {
    present: [
      "the SDK's own retries, left on (their number is said where it is known)",
      "a retry library around the call, with exponential or random waits",
      "a loop of one's own whose wait grows",
    ],
    partial: [
      "a fixed wait, or none where no SDK retries below",
      "only some of the calls",
      "a retry of validation only is no credit at all",
    ],
  },
  fix: "Leave the SDK's retries on, or wrap the call with a library that backs off.",
  examples: {
    good: [{ language: "python", code: "client = anthropic.Anthropic(max_retries=4)" }],
    bad: [{ language: "python", code: "client = anthropic.Anthropic(max_retries=0)" }],
  },
  searched:
    "arguments of the call and of its client, decorators, wrappers and loops around it and its callers, defaults of the SDK by version",
  judge: (site, project) => {
    if (runsInProcess(site, project))
      return notApplicable(evidence(site.file, site.call, "the model runs in this process"));
    const found = strongest([
      fromOptions(site, project) ?? fromHeld(site, project),
      fromWrappers(site, project),
      fromLoops(site, project),
      fromNodes(site, project),
    ]);
    if (found !== undefined && found.state !== "absent") return found;
    const below = found ?? fromDefault(site, project);
    // A loop that asks again at once takes nothing from what the SDK below it does.
    return below.state === "present" ? below : (fromHastyLoops(site, project) ?? below);
  },
};

/** What the call, its client or its transport says. */
function fromOptions(site: Site, project: Project): Judgement | undefined {
  if (VALIDATION_RETRIES.some((pattern) => matches(pattern, site.path))) return fromHolders(site, project);
  const [first] = options(site, project, ...RETRY_OPTIONS);
  return first === undefined ? fromHolders(site, project) : judgeOption(first, site, project);
}

function judgeOption(option: Option, site: Site, project: Project): Judgement | undefined {
  const value = literalOf(project, option);
  if (value === null) return undefined;
  if (value === 0 || value === false) {
    return absent(
      { ...placeOf(option.file, option.expr), why: "retries are switched off here" },
      STRENGTH.explicit * site.certainty,
    );
  }
  const strength = value === undefined ? STRENGTH.environmentWithDefault : STRENGTH.explicit;
  const says = value === undefined ? "sets how often the call is retried" : `retries ${String(value)} times`;
  return present(
    evidence(option.file, option.expr, `${option.where === "call" ? "the call" : "its client"} ${says}`),
    "explicit",
    strength * site.certainty,
  );
}

/** What models say that the framework asks without being given them at the call. */
function fromHeld(site: Site, project: Project): Judgement | undefined {
  const held = heldRetries(site, project);
  const judged = held.map(({ retries }) => retries && judgeOption(retries, site, project));
  const off = judged.find((judgement) => judgement?.state === "absent");
  // One that says nothing has the default, as have those that are given by name.
  const all = judged.every((judgement) => judgement !== undefined) && namedModels(site, project).length === 0;
  return off ?? (all ? judged[0] : undefined);
}

/** Retry options that stand in other options, and classes that are made for it. */
function fromHolders(site: Site, project: Project): Judgement | undefined {
  for (const { expr, file, block } of options(
    site,
    project,
    ...RETRY_HOLDERS,
    "middleware",
    "retry",
    "transport",
  )) {
    const value = retryOption({ expr, file, block, where: "constructor" }, project);
    if (value !== undefined) return judgeOption(value, site, project);
    if ([...callsIn(expr, file)].some((call) => isMiddleware(call, project)))
      return present(
        evidence(file, expr, "retries model calls"),
        "explicit",
        STRENGTH.library * site.certainty,
      );
  }
  return undefined;
}

function* callsIn(expr: Expr, file: FileFacts): Generator<CallIn> {
  for (const part of walk(expr)) {
    const call = part.kind === "call" ? file.calls[part.call] : undefined;
    if (call !== undefined) yield { file, call };
  }
}

const isMiddleware = (at: CallIn, project: Project): boolean => {
  const target = project.resolver.callee(at);
  return target?.kind === "external" && matchesAny(RETRY_MIDDLEWARE, target.path);
};

/** Decorators, wrapping calls, and steps of the chain itself. */
function fromWrappers(site: Site, project: Project): Judgement | undefined {
  const around = [
    ...decoratorsOf(site, project).map((decorator) => ({ ...decorator, passing: undefined })),
    ...wrappersOf(site, project).map((wrapper) => ({ ...wrapper, expr: wrapper.call, passing: wrapper })),
  ];
  const judged = around.map(({ expr, target, file, certainty, passing }) =>
    judgeWrapper(target, file, expr, certainty * site.certainty, passing),
  );
  const chain = RETRY_WRAPPERS.find(
    ({ name, pattern }) => name === "with_retry" && matches(pattern, site.path),
  );
  if (chain !== undefined)
    judged.push(
      present(
        evidence(site.file, site.call, "the chain retries with jitter"),
        "explicit",
        STRENGTH.library * site.certainty,
      ),
    );
  return strongest(judged);
}

/** A step of a framework around the call, which the framework repeats: `Node(max_retries=5, wait=20)`. */
function fromNodes(site: Site, project: Project): Judgement | undefined {
  for (const { block, certainty, file } of blocksOf(site, project)) {
    if (block.kind !== "class" || block.bases.length === 0) continue;
    const made = constructions(project).find(
      ({ target }) => target.kind === "class" && target.file === file && target.block === block.id,
    );
    const retries = made && RETRY_OPTIONS.map((name) => optionOf(made.call.args, name)).find(Boolean);
    if (made === undefined || retries === undefined) continue;
    return partial(
      evidence(made.file, retries, "the framework repeats the step around the call"),
      "it waits the same time after each failure, and repeats whatever fails",
      STRENGTH.handWritten * Math.max(certainty, 0.9) * site.certainty,
    );
  }
  return undefined;
}

const CONSTRUCTIONS = new WeakMap<Project, readonly (CallIn & { readonly target: Target })[]>();

/** The calls that make an object of one of the project's classes, and say how often to retry. */
function constructions(project: Project): readonly (CallIn & { readonly target: Target })[] {
  let found = CONSTRUCTIONS.get(project);
  if (found === undefined) {
    found = [...project.files.values()].flatMap((file) =>
      file.calls.flatMap((call) => {
        if (!RETRY_OPTIONS.some((name) => optionOf(call.args, name) !== undefined)) return [];
        const target = project.resolver.callee({ file, call });
        return target?.kind === "class" ? [{ file, call, target }] : [];
      }),
    );
    CONSTRUCTIONS.set(project, found);
  }
  return found;
}

/** What the SDK does by itself. */
function fromDefault(site: Site, project: Project): Judgement {
  if (site.sdk === "raw-http")
    return absent(
      { ...placeOf(site.file, site.call), why: "a plain HTTP request, and nothing repeats it" },
      STRENGTH.explicit * site.certainty,
    );
  const unseen = unseenClient(site, project);
  if (unseen !== undefined)
    return unknown({
      ...placeOf(unseen.file, unseen.expr),
      why: `the client comes from ${unseen.module}, which is not in this project: whether it retries is not known`,
    });
  const row = retryDefaultOf(site, project);
  const place = placeOf(site.file, site.call);
  if (row === undefined || row.retries === "unknown")
    return unknown({ ...place, why: row?.why ?? "it is not known whether this SDK retries" });
  const locked =
    row.unchanged ||
    packagesLike(project.manifest, row.packages).some(({ locked: version }) => version !== undefined);
  const strength = (locked ? STRENGTH.defaultLocked : STRENGTH.defaultUnlocked) * site.certainty;
  if (row.retries === "none") return absent({ ...place, why: row.why }, strength);
  return present(evidence(site.file, site.call, `default of the library: ${row.why}`), "default", strength);
}
