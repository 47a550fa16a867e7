import type { Expr, FileFacts } from "../facts/facts.ts";
import { walk } from "../facts/walk.ts";
import {
  blocksOf,
  callsWithin,
  decoratorsOf,
  literalOf,
  options,
  wrappersOf,
  type Option,
} from "../project/evidence.ts";
import { packagesLike } from "../project/manifest.ts";
import { placeOf, type Project, type Site } from "../project/project.ts";
import { retryOption } from "../project/retryOption.ts";
import { retryDefaultOf } from "../project/retryDefault.ts";
import { optionOf } from "../project/tools.ts";
import { matches, matchesAny } from "../resolve/pattern.ts";
import type { CallIn, Target } from "../resolve/target.ts";
import type { Judgement } from "../result.ts";
import {
  RETRY_HOLDERS,
  RETRY_MIDDLEWARE,
  RETRY_OPTIONS,
  RETRY_WRAPPERS,
  SLEEP_NAMES,
  SLEEPS,
  VALIDATION_RETRIES,
} from "../tables/retry.ts";
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
      "a fixed wait, or none",
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
    if (site.local === true)
      return notApplicable(evidence(site.file, site.call, "the model runs on this machine"));
    const found = strongest([
      fromOptions(site, project),
      fromWrappers(site, project),
      fromLoops(site, project),
      fromNodes(site, project),
    ]);
    if (found !== undefined && found.state !== "absent") return found;
    return found ?? fromDefault(site, project);
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

function judgeWrapper(
  target: Target,
  file: FileFacts,
  at: { readonly start: number },
  certainty: number,
  passing?: CallIn,
): Judgement | undefined {
  if (target.kind !== "external") return undefined;
  const wrapper = RETRY_WRAPPERS.find(({ pattern }) => matches(pattern, target.path));
  if (wrapper === undefined) return undefined;
  if (wrapper.needs && !wrapper.needs.some((name) => passing && optionOf(passing.call.args, name)))
    return undefined;
  const call = target.calls.at(-1);
  const wait =
    wrapper.wait === undefined || call === undefined ? undefined : optionOf(call.call.args, wrapper.wait);
  const text = wait && call ? call.file.text.slice(wait.start, wait.end) : "";
  const backsOff =
    wrapper.backsOff ||
    /exponential|random|jitter|expo|incrementing/i.test(text) ||
    (wait !== undefined && /^\d+$/.test(text) && Number(text) > 1);
  const found = evidence(file, at, `${wrapper.name} tries again`);
  if (backsOff) return present(found, "explicit", STRENGTH.library * certainty);
  return partial(
    found,
    "it waits the same time after each failure, or not at all",
    STRENGTH.library * certainty,
  );
}

/** A loop of one's own: the call is tried inside a loop that waits and goes on. */
function fromLoops(site: Site, project: Project): Judgement | undefined {
  const around = blocksOf(site, project);
  return strongest(
    around.map(({ block, file, certainty }) => {
      if (block.kind !== "loop") return undefined;
      const over = block.over && project.resolver.resolve(file, block.parent ?? 0, block.over);
      if (over?.kind === "external") {
        const judged = judgeWrapper(over, file, block, certainty * site.certainty);
        if (judged !== undefined) return judged;
      }
      const tried = around.some(
        (inner) =>
          inner.file === file &&
          inner.block.kind === "try" &&
          inner.block.start >= block.start &&
          inner.block.end <= block.end,
      );
      if (!tried) return undefined;
      const sleep = callsWithin(file, block).find((call) => isSleep(call, project));
      if (sleep === undefined) return undefined;
      const found = evidence(file, sleep.call, "a loop of its own tries again after a wait");
      const strength = STRENGTH.handWritten * Math.max(certainty, 0.9) * site.certainty;
      return grows(sleep, project)
        ? present(found, "explicit", strength)
        : partial(found, "the wait is the same after each failure", strength);
    }),
  );
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

function isSleep(at: CallIn, project: Project): boolean {
  const target = project.resolver.callee(at);
  if (target?.kind === "external") return matchesAny(SLEEPS, target.path);
  const { callee } = at.call;
  return (callee.kind === "name" || callee.kind === "member") && SLEEP_NAMES.test(callee.name);
}

/** Whether a value is calculated from something that may change. */
const isCalculated = (expr: Expr): boolean =>
  expr.kind === "operation" &&
  /^(?:\*\*|\*|<<|\+)$/.test(expr.operator) &&
  [...walk(expr)].some(({ kind }) => kind === "name" || kind === "member" || kind === "call");

/** Whether a wait depends on how often it was tried. */
function grows({ file, call }: CallIn, project: Project): boolean {
  const waits = call.args.flatMap(({ value }) => [...walk(value)]);
  if (waits.some(isCalculated)) return true;
  if (
    waits.some(
      (part) =>
        part.kind === "call" && /pow|exp|backoff|delay|min/i.test(file.text.slice(part.start, part.end)),
    )
  )
    return true;
  return waits.some((part) => {
    if (part.kind !== "name" && part.kind !== "member") return false;
    const scopes = project.resolver.scopes(file);
    const binding = part.kind === "name" ? scopes.lookup(part.name, call.block) : undefined;
    const all = binding?.kind === "assigned" ? binding.assignments : [];
    return all.some(
      ({ value, operator }) =>
        operator !== "=" ||
        isCalculated(value) ||
        /\*\*|\bpow\b|backoff|jitter/i.test(file.text.slice(value.start, value.end)),
    );
  });
}

/** What the SDK does by itself. */
function fromDefault(site: Site, project: Project): Judgement {
  if (site.sdk === "raw-http")
    return absent(
      { ...placeOf(site.file, site.call), why: "a plain HTTP request, and nothing repeats it" },
      STRENGTH.explicit * site.certainty,
    );
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
