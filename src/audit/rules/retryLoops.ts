import type { Block, Expr, FileFacts } from "../facts/facts.ts";
import { walk } from "../facts/walk.ts";
import { blocksOf, callsWithin, type Around } from "../project/evidence.ts";
import { exitsFrom, type Project, type Site } from "../project/project.ts";
import { optionOf } from "../project/optionOf.ts";
import { matches, matchesAny } from "../resolve/pattern.ts";
import type { CallIn, Target } from "../resolve/target.ts";
import type { Judgement } from "../result.ts";
import { RETRY_WRAPPERS, SLEEP_NAMES, SLEEPS } from "../tables/retry.ts";
import { evidence, partial, present, STRENGTH, strongest } from "./verdicts.ts";

export function judgeWrapper(
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
export function fromLoops(site: Site, project: Project): Judgement | undefined {
  return strongest(
    loopsAround(site, project).map(({ block, file, certainty, tried }) => {
      const over = block.over && project.resolver.resolve(file, block.parent ?? 0, block.over);
      if (over?.kind === "external") {
        const judged = judgeWrapper(over, file, block, certainty * site.certainty);
        if (judged !== undefined) return judged;
      }
      const sleep = tried ? sleepIn(block, file, project) : undefined;
      if (sleep === undefined) return undefined;
      const found = evidence(file, sleep.call, "a loop of its own tries again after a wait");
      const strength = STRENGTH.handWritten * Math.max(certainty, 0.9) * site.certainty;
      return grows(sleep, project)
        ? present(found, "explicit", strength)
        : partial(found, "the wait is the same after each failure", strength);
    }),
  );
}

/** A loop that counts its tries and leaves after one that went well: it tries again, and at once. */
export function fromHastyLoops(site: Site, project: Project): Judgement | undefined {
  const found = loopsAround(site, project).find(
    ({ block, file, tried }) =>
      tried && sleepIn(block, file, project) === undefined && isHasty(block, file, project),
  );
  return (
    found &&
    partial(
      evidence(found.file, found.block, "a loop of its own tries again"),
      "it does not wait before it does",
      STRENGTH.handWritten * Math.max(found.certainty * site.certainty, 0.9),
    )
  );
}

type Loop = Block & { readonly kind: "loop" };

interface LoopAround extends Around {
  readonly block: Loop;
  /** Whether the call is tried in it. */
  readonly tried: boolean;
}

function loopsAround(site: Site, project: Project): readonly LoopAround[] {
  const around = blocksOf(site, project);
  return around.flatMap(({ block, file, certainty }) => {
    if (block.kind !== "loop") return [];
    const tried = around.some(
      (inner) =>
        inner.file === file &&
        inner.block.kind === "try" &&
        inner.block.start >= block.start &&
        inner.block.end <= block.end,
    );
    return [{ block, file, certainty, tried }];
  });
}

const sleepIn = (block: Loop, file: FileFacts, project: Project): CallIn | undefined =>
  callsWithin(file, block).find(
    (call) => isSleep(call, project) && project.reachable(file, call.call.block) !== "dead",
  );

function isHasty(block: Loop, file: FileFacts, project: Project): boolean {
  const counts = /^\s*range\s*\(|\b(?:attempt|retr|tried|tries)/i.test(headOf(block, file));
  const tries = file.blocks.filter(
    ({ kind, start, end }) => kind === "try" && start >= block.start && end <= block.end,
  );
  const leaves = tries.some((tried) =>
    exitsFrom(file, tried).some(({ kind }) => kind === "return" || kind === "break"),
  );
  const goesOn = tries.some((tried) =>
    file.blocks.some(
      (handler) =>
        handler.kind === "handler" &&
        handler.of === tried.id &&
        exitsFrom(file, handler).every(({ kind }) => kind === "continue"),
    ),
  );
  return counts && leaves && goesOn && project.reachable(file, block.id) !== "dead";
}

/** What a loop runs over, or how long it goes on, as it is written. */
const headOf = ({ over, condition }: Block & { readonly kind: "loop" }, file: FileFacts): string =>
  [over, condition]
    .map((expr) => (expr ? file.text.slice(expr.start, expr.end) : ""))
    .join(" ")
    .trim();

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
  walk(expr).some(({ kind }) => kind === "name" || kind === "member" || kind === "call");

/** Whether a wait depends on how often it was tried. */
function grows({ file, call }: CallIn, project: Project): boolean {
  const waits = call.args.flatMap(({ value }) => walk(value));
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
