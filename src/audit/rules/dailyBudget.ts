import type { Block, Expr, FileFacts } from "../facts/facts.ts";
import { walk } from "../facts/walk.ts";
import { gatewayOf } from "../project/gateway.ts";
import { perProject } from "../project/perProject.ts";
import { exitsFrom, type Project, type Site } from "../project/project.ts";
import { externals, liveFiles, regionsAround, searchKind, sourceOf, type ExprIn } from "../project/search.ts";
import { stepCap, tokenCap } from "../project/stepCaps.ts";
import type { Judgement } from "../result.ts";
import { IN_MEMORY } from "../tables/state.ts";
import {
  DAY,
  DAY_WORDS,
  LIMIT,
  LITELLM_BUDGET,
  RUN_BUDGET_OPTIONS,
  SPENT,
  STEP_LIMIT_CALLS,
  STEP_LIMIT_OPTIONS,
  STORE_WORDS,
} from "../tables/budget.ts";
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

export const dailyBudget: Rule = {
  code: "AR02",
  id: "cost/daily-budget-cap",
  title: "Daily budget cap enforced",
  category: "cost",
  unit: "project",
  wants:
    "Before a model call, today's spending is read from a store that outlives the process, and the call is blocked where it would exceed the day's cap.",
  why: "A loop, a retry storm or an abused endpoint spends a month's money in a night. A cap that is checked before the call and survives a restart is the only thing that stops it.",
  counts: {
    present: [
      "a gateway's budget with a duration of a day, linked by its address",
      "a guard of one's own: the day's spending from a store, compared, blocked before the call",
    ],
    partial: [
      "a money limit per run or process",
      "a check after spending",
      "a limit of steps or tokens, the loop's own included: it caps no spend",
    ],
  },
  fix: "Keep the day's spending in a store, and compare it with the cap before each call.",
  examples: {
    good: [
      {
        language: "python",
        code: 'if float(redis.get(f"spend:{date.today()}") or 0) >= DAILY_CAP_USD:\n    raise BudgetExceeded()',
      },
    ],
    bad: [{ language: "python", code: "agent.run(prompt, max_turns=20)" }],
  },
  searched:
    "comparisons of spending with a limit that block, budget options of libraries, gateway configuration",
  judge: (project) => {
    const live = project.sites.filter((site) => site.live);
    const [first] = live;
    if (first !== undefined && live.every(({ local }) => local === true))
      return notApplicable(evidence(first.file, first.call, "only models on this machine are called"));
    return (
      strongest([byGateway(live, project), byGuard(live, project), byManager(project)]) ??
      byRun(project) ??
      bySteps(project) ??
      unknownGateway(live, project) ??
      none(project)
    );
  },
};

function byGateway(sites: readonly Site[], project: Project): Judgement | undefined {
  const gateway = sites
    .map((site) => gatewayOf(site, project))
    .find((found) => found !== undefined && found.values.length > 0);
  const budget = gateway?.values.find(
    ({ key, value }) => /(?:^|\.)max_budget$/.test(key) && Number(value) > 0,
  );
  const duration = gateway?.values.find(({ key }) => /(?:^|\.)budget_duration$/.test(key));
  if (budget === undefined) return undefined;
  const found = {
    file: budget.file,
    line: budget.line,
    why: `the gateway blocks at ${String(budget.value)} USD`,
  };
  return DAY.test(String(duration?.value))
    ? present(found, "config", STRENGTH.linkedConfig)
    : partial(found, "its duration is not a day", STRENGTH.linkedConfig, "config");
}

/** Where the calls go through a gateway that is configured elsewhere, it may hold the budget. */
function unknownGateway(sites: readonly Site[], project: Project): Judgement | undefined {
  const gateways = sites.map((site) => gatewayOf(site, project));
  const [gateway] = gateways;
  if (gateway === undefined || !gateways.every((found) => found?.values.length === 0)) return undefined;
  if (!gateway.linked) return unknown({ ...gateway.place, why: `the calls may go through ${gateway.what}` });
  return unknown({
    ...gateway.place,
    why: `the calls go to ${gateway.what}: whether it has a budget is not in this project`,
  });
}

interface Guard extends ExprIn {
  readonly daily: boolean;
  readonly stored: boolean;
}

/** A comparison of spending with a limit whose branch leaves. */
function byGuard(sites: readonly Site[], project: Project): Judgement | undefined {
  const guards = searchKind(project, "operation", isComparison).flatMap((found) => guardOf(found, project));
  const best = guards.toSorted(
    (a, b) => Number(b.daily) + Number(b.stored) - Number(a.daily) - Number(a.stored),
  )[0];
  if (best === undefined) return undefined;
  const at = evidence(
    best.file,
    best.expr,
    `blocks where ${sourceOf(best).replaceAll(/\s+/g, " ").slice(0, 80)}`,
  );
  const reaches = sites.some((site) =>
    regionsAround(site, project).some(
      ({ file, start, end }) => file === best.file && best.expr.start >= start && best.expr.end <= end,
    ),
  );
  const strength = STRENGTH.handWritten * (reaches ? 1.1 : 0.75);
  if (best.daily && best.stored && reaches) return present(at, "explicit", strength);
  const lacks = best.daily
    ? best.stored
      ? "it is not seen before a model call"
      : "the spending is not kept in a store that outlives the process"
    : "it limits a run or a process, not a day";
  return partial(at, lacks, Math.max(0.6, strength));
}

function isComparison(expr: Extract<Expr, { kind: "operation" }>): boolean {
  if (!/^(?:>=?|<=?|<)$/.test(expr.operator)) return false;
  const names = walk(expr).flatMap((part) =>
    part.kind === "name" || part.kind === "member" ? [part.name] : [],
  );
  // A budget that is compared with a number is a limit that is looked at, not spending.
  const isNumber = ({ operands }: typeof expr): boolean =>
    operands.some((operand) => walk(operand).every(({ kind }) => kind === "literal" || kind === "operation"));
  if (names.every((name) => /budget$/i.test(name)) && isNumber(expr)) return false;
  return (
    names.some((name) => SPENT.test(name)) &&
    (names.some((name) => LIMIT.test(name)) || expr.operands.some(({ kind }) => kind === "literal")) &&
    !names.every((name) => /tokens?/i.test(name))
  );
}

function guardOf(found: ExprIn, project: Project): readonly Guard[] {
  const { file, expr } = found;
  const hasLimit = walk(expr).some(
    (part) => (part.kind === "name" || part.kind === "member") && LIMIT.test(part.name),
  );
  const branch = file.blocks.find(
    (block) =>
      block.kind === "branch" && block.condition.start <= expr.start && block.condition.end >= expr.end,
  );
  const leaves =
    branch !== undefined &&
    // A number says nothing of a limit, and a text of an amount is returned for many reasons.
    exitsFrom(file, branch).some(({ kind }) =>
      hasLimit ? kind !== "yield" && kind !== "continue" : kind === "raise",
    );
  const isReturned = file.exits.some(
    ({ kind, value }) =>
      kind === "return" && value !== undefined && value.start <= expr.start && value.end >= expr.end,
  );
  if (!leaves && !(isReturned && hasLimit)) return [];
  const text = surroundings(file, found, project);
  return [
    { ...found, daily: DAY_WORDS.test(text), stored: STORE_WORDS.test(text) && !IN_MEMORY.test(file.text) },
  ];
}

/** The source of the function or class around an expression, and of the functions that it calls. */
function surroundings(file: FileFacts, { block, expr }: ExprIn, project: Project): string {
  const scopes = project.resolver.scopes(file);
  const owner = scopes.classAround(block) ?? scopes.functionAround(block)?.id ?? 0;
  const around = file.blocks[owner] as Block;
  const calls = file.calls.filter(
    ({ start, end }) => start >= around.start && end <= around.end && start <= expr.end + 400,
  );
  const called = calls.flatMap((call) => {
    const target = project.resolver.callee({ file, call });
    const body = target?.kind === "function" ? (target.file.blocks[target.block] as Block) : undefined;
    return body && target?.kind === "function" ? [target.file.text.slice(body.start, body.end)] : [];
  });
  const own =
    owner === 0
      ? file.text.slice(Math.max(0, expr.start - 1500), expr.end + 500)
      : file.text.slice(around.start, around.end);
  return [own, ...called].join("\n");
}

function byManager(project: Project): Judgement | undefined {
  const [manager] = externals(project, ...LITELLM_BUDGET);
  if (manager === undefined) return undefined;
  const daily = externals(project, "litellm.**BudgetManager().create_budget").find(({ file, call }) =>
    /daily/.test(file.text.slice(call.start, call.end)),
  );
  const compares = externals(project, "litellm.**BudgetManager().get_current_cost").length > 0;
  const saves = externals(project, "litellm.**BudgetManager().save_data").length > 0;
  const at = evidence(manager.file, manager.call, "litellm's BudgetManager");
  return daily && compares && saves
    ? present(at, "explicit", STRENGTH.library)
    : partial(at, "it needs a daily budget, a comparison that blocks, and saved data", STRENGTH.explicit);
}

/** A money limit that a library enforces for one run. */
function byRun(project: Project): Judgement | undefined {
  const found =
    argumentsNamed(project, RUN_BUDGET_OPTIONS)[0] ??
    searchKind(
      project,
      "member",
      ({ name, start }, file) => name === "max_budget" && file.text.startsWith("litellm.", start),
    )[0];
  return (
    found &&
    partial(
      evidence(found.file, found.expr, "limits what one run or process may spend"),
      "it knows no day, and forgets with the process",
      STRENGTH.explicit,
    )
  );
}

function bySteps(project: Project): Judgement | undefined {
  const option = argumentsNamed(project, STEP_LIMIT_OPTIONS)[0];
  const call = externals(project, ...STEP_LIMIT_CALLS)[0];
  const own = option === undefined && call === undefined ? stepCap(project) : undefined;
  const at = option ?? own ?? (call && { file: call.file, expr: call.call });
  const found = at && evidence(at.file, at.expr, "limits the steps of a run");
  if (found !== undefined) return partial(found, "it caps steps, not spend", 0.55);
  const tokens = tokenCap(project);
  return (
    tokens &&
    partial(
      evidence(tokens.file, tokens.expr, "limits the tokens of a conversation"),
      "it caps tokens, not spend, and knows no day",
      0.55,
    )
  );
}

/** Values of arguments and options of some name in live code. */
const argumentsNamed = (project: Project, name: RegExp): readonly ExprIn[] =>
  namedArguments(project).filter((found) => name.test(found.name));

const namedArguments = perProject((project): readonly (ExprIn & { readonly name: string })[] => {
  const found: (ExprIn & { readonly name: string })[] = [];
  for (const file of liveFiles(project))
    for (const { args, block } of file.calls)
      for (const { name, value } of args) {
        const add = (of: string, expr: Expr): void => void found.push({ file, block, expr, name: of });
        if (name !== undefined) add(name, value);
        const target = value.kind === "name" ? project.resolver.resolve(file, block, value) : undefined;
        addEntries(target?.kind === "value" && target.file === file ? target.expr : value, add);
      }
  return found;
});

/** The values of entries of an object and of those inside it, each before what is in it. */
function addEntries(expr: Expr, add: (name: string, value: Expr) => void): void {
  for (const { key, value } of expr.kind === "object" ? expr.entries : []) {
    if (key !== undefined) add(key, value);
    addEntries(value, add);
  }
}

const none = (project: Project): Judgement =>
  project.sites.some(({ live, certainty }) => live && certainty >= 0.8)
    ? absent(
        { ...project.entrypoint, why: "nothing compares what was spent with a limit before a call" },
        STRENGTH.explicit * 0.95,
      )
    : unknown({ ...project.entrypoint, why: "no budget was found, but the model calls are only guessed" });
