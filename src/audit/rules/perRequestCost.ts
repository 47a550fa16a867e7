import type { Expr } from "../facts/facts.ts";
import { matches, matchesAny } from "../resolve/pattern.ts";
import { isPrice, isPriceCall, isUsageTimesPrice } from "../project/prices.ts";
import { placeOf, type Project, type Site } from "../project/project.ts";
import { externals, near, searchKind, sourceOf, type ExprIn } from "../project/search.ts";
import { gatewayOf } from "../project/gateway.ts";
import { loggedWhole } from "../project/answers.ts";
import type { Judgement } from "../result.ts";
import { PRICING_BACKENDS, PRICING_CALLBACKS, USAGE_MEMBERS } from "../tables/cost.ts";
import {
  LLM_INSTRUMENTATION,
  SETUP_WITH_INSTRUMENTATION,
  TOKEN_TRACING,
  WITHOUT_TOKENS,
} from "../tables/telemetry.ts";
import { telemetryOption } from "./openTelemetry.ts";
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

export const perRequestCost: Rule = {
  code: "AR01",
  id: "cost/per-request-cost-logged",
  title: "Per-request cost logged",
  category: "cost",
  unit: "site",
  wants: "What each model call cost, in money, goes to a log, a database or a metric that lasts.",
  why: "Without the price of single requests nobody can say which feature, customer or prompt the bill comes from, and a loop that runs away shows only at the end of the month.",
  counts: {
    present: [
      "a price function of a library whose result is logged",
      "a tracing backend that prices each call",
      "usage times a price of one's own, written to a log, database or metric",
    ],
    partial: [
      "token counts only, or answers logged whole",
      "a total per run",
      "printed to the terminal",
      "only some of the calls",
    ],
  },
  fix: "After the call, work out the price from its usage and log it with the request's id.",
  examples: {
    good: [
      {
        language: "python",
        code: 'logger.info("llm call", extra={"cost_usd": litellm.completion_cost(response)})',
      },
    ],
    bad: [{ language: "python", code: "return response.choices[0].message.content" }],
  },
  searched:
    "the functions around the call, their callers and what they call; callbacks, wrappers and tracing backends of the project",
  judge: (site, project) => {
    if (site.local === true)
      return notApplicable(evidence(site.file, site.call, "a model on this machine costs nothing"));
    return (
      strongest([bySite(site, project), byBackend(site, project)]) ??
      byTokens(site, project) ??
      byWholeAnswer(site) ??
      byGateway(site, project) ??
      byTraces(site, project) ??
      none(site)
    );
  },
};

/** The price is worked out near the call. */
function bySite(site: Site, project: Project): Judgement | undefined {
  const price = near(site, project, (expr, file) => isPrice(expr) || isPriceCall(expr, file, project)).find(
    isRead,
  );
  const found = price ?? near(site, project, (expr) => isUsageTimesPrice(expr))[0];
  if (found === undefined) return undefined;
  const at = evidence(found.file, found.expr, "works out what the call cost");
  const strength = (price === undefined ? STRENGTH.handWritten : STRENGTH.explicit) * site.certainty;
  const kept =
    near(site, project, (expr, file) => expr.kind === "call" && isSink(expr, file, project)).length > 0;
  return kept
    ? present(at, "explicit", strength)
    : partial(at, "it is not written to a log, a database or a metric", strength);
}

/** Something that only gets a value is not read. */
const isRead = ({ file, expr }: ExprIn): boolean => !file.assignments.some(({ target }) => target === expr);

const SINK_NAMES =
  /^(?:info|debug|warning|warn|error|log|record|observe|inc|add|set|emit|write|insert|execute|save|append|track|capture|increment|histogram|gauge|set_attribute|setAttribute|set_attributes|setAttributes|commit|put|publish|create|insertOne|insert_one)$/;

/** Where what is written lasts: a logger, a metric, a store; not the terminal. */
function isSink(expr: Extract<Expr, { kind: "call" }>, file: ExprIn["file"], project: Project): boolean {
  const call = file.calls[expr.call];
  if (call?.callee.kind !== "member" || !SINK_NAMES.test(call.callee.name)) return false;
  const text = file.text.slice(call.start, call.end);
  if (text.startsWith("console.")) return false;
  const target = project.resolver.callee({ file, call });
  if (isContainer(call.callee.object, file, call.block, project)) return false;
  const mentions = /cost|usd|price|usage/i.test(text);
  return mentions && !(target?.kind === "external" && matches("builtins.**", target.path));
}

/** A list, a set or a dictionary of the program's own, which ends with it. */
function isContainer(expr: Expr, file: ExprIn["file"], block: number, project: Project): boolean {
  const target = project.resolver.resolve(file, block, expr);
  if (target?.kind === "value") return target.expr.kind === "list" || target.expr.kind === "object";
  if (target !== undefined || expr.kind !== "name") return false;
  const made = file.assignments.find((one) => one.target.kind === "name" && one.target.name === expr.name);
  return (
    made !== undefined &&
    /^(?:list|dict|set|deque|defaultdict|new (?:Map|Set|Array))\b/.test(file.text.slice(made.value.start))
  );
}

/** Callbacks, wrappers and tracers that price every call of the process. */
function byBackend(site: Site, project: Project): Judgement | undefined {
  if (/^(?:langfuse\.openai|@langfuse\/openai)/.test(site.path))
    return present(
      evidence(site.file, site.call, "Langfuse wraps the client and prices each call"),
      "explicit",
      STRENGTH.library * site.certainty,
    );
  const callbacks = searchKind(
    project,
    "member",
    ({ name, start }, file) =>
      /^(?:success_callback|callbacks)$/.test(name) && file.text.startsWith("litellm.", start),
  );
  const assigned = callbacks.find(({ file, expr }) =>
    file.assignments.some(
      ({ target, value }) =>
        target === expr && PRICING_CALLBACKS.test(file.text.slice(value.start, value.end)),
    ),
  );
  if (assigned && site.sdk === "litellm")
    return present(
      evidence(assigned.file, assigned.expr, "a callback sends each call with its price to a backend"),
      "explicit",
      STRENGTH.library * site.certainty,
    );
  const [backend] = externals(project, ...PRICING_BACKENDS);
  if (backend === undefined) return undefined;
  const at = evidence(backend.file, backend.call, "a tracing backend that prices model calls is set up");
  const instruments =
    backend.path !== "logfire.configure" ||
    externals(project, "logfire.instrument_*", "**.instrument_all").length > 0;
  return instruments ? present(at, "explicit", STRENGTH.library * 0.9 * site.certainty) : undefined;
}

/** Tokens are read, but nobody says what they cost. */
function byTokens(site: Site, project: Project): Judgement | undefined {
  const tokens = near(
    site,
    project,
    (expr, file) =>
      (expr.kind === "member" && USAGE_MEMBERS.test(expr.name) && !isSetting(expr, file)) ||
      (expr.kind === "index" &&
        expr.index.kind === "literal" &&
        USAGE_MEMBERS.test(String(expr.index.value))),
  ).find(isRead);
  return (
    tokens &&
    partial(
      evidence(tokens.file, tokens.expr, `reads ${sourceOf(tokens).slice(0, 60)}`),
      "tokens are read, money is not",
      STRENGTH.explicit * 0.9 * site.certainty,
    )
  );
}

/** An answer that is logged whole takes its token counts along. */
function byWholeAnswer(site: Site): Judgement | undefined {
  const logged = loggedWhole(site);
  return (
    logged &&
    partial(
      evidence(site.file, logged, "logs the answer as a whole, with its token counts"),
      "tokens are logged, money is not",
      STRENGTH.handWritten * site.certainty,
    )
  );
}

/** `settings.output_tokens` is a limit, not what was used. */
const isSetting = (expr: Extract<Expr, { kind: "member" }>, file: ExprIn["file"]): boolean =>
  /(?:session_state|settings?|config|options|args|self|this)$/i.test(
    file.text.slice(expr.object.start, expr.object.end),
  ) && !/^usage/i.test(expr.name);

function byGateway(site: Site, project: Project): Judgement | undefined {
  const gateway = gatewayOf(site, project);
  if (gateway?.linked === false)
    return unknown({ ...gateway.place, why: `the calls may go through ${gateway.what}` });
  if (gateway === undefined || gateway.values.length === 0) return undefined;
  const callback = gateway.values.find(
    ({ key, value }) => /callback/.test(key) && PRICING_CALLBACKS.test(String(value)),
  );
  if (callback !== undefined)
    return present(
      {
        file: callback.file,
        line: callback.line,
        why: "the gateway sends each call with its price to a backend",
      },
      "config",
      STRENGTH.linkedConfig * site.certainty,
    );
  return partial(
    { ...gateway.place, why: `the calls go through ${gateway.what}, which sees what they cost` },
    "this project does not log it",
    STRENGTH.linkedConfig * site.certainty,
    "config",
  );
}

/** Spans of model calls carry their tokens; somebody may price them, but not this project. */
function byTraces(site: Site, project: Project): Judgement | undefined {
  const spans = telemetryOption(site, project);
  if (spans !== undefined)
    return partial(
      { ...spans.found, why: "the call's spans carry its tokens" },
      "what they cost is not in them",
      STRENGTH.library * 0.85 * site.certainty,
    );
  const traces = externals(
    project,
    ...LLM_INSTRUMENTATION,
    ...SETUP_WITH_INSTRUMENTATION,
    ...TOKEN_TRACING,
  ).find(({ path }) => !matchesAny(WITHOUT_TOKENS, path));
  return (
    traces &&
    partial(
      evidence(traces.file, traces.call, "traces of the calls carry their tokens"),
      "what they cost is not in them",
      STRENGTH.library * 0.85 * site.certainty,
    )
  );
}

const none = (site: Site): Judgement =>
  site.certainty < 0.8
    ? unknown({
        ...placeOf(site.file, site.call),
        why: "no cost was found, but it is only guessed which SDK this is",
      })
    : absent(
        { ...placeOf(site.file, site.call), why: "the usage of the answer is not read" },
        STRENGTH.explicit * site.certainty,
      );
