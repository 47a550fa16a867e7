import type { Expr } from "../facts/facts.ts";
import { walk } from "../facts/walk.ts";
import { literalOf, options } from "../project/evidence.ts";
import { blocksAround, placeOf, type Project, type Site } from "../project/project.ts";
import { externals, near, sourceOf, type ExprIn } from "../project/search.ts";
import { isDrop, isHistorySlice } from "../project/shortening.ts";
import { grownText, madeAnew } from "../project/written.ts";
import { matches, matchesAny } from "../resolve/pattern.ts";
import type { Judgement } from "../result.ts";
import { HISTORY_NAMES, TRIM_DEFAULTS, TRIM_OPTIONS, TRIMMERS } from "../tables/state.ts";
import { isUsed, lesserTruncation } from "./lesserTruncation.ts";
import type { Rule } from "./rule.ts";
import { absent, evidence, notApplicable, present, STRENGTH, strongest, unknown } from "./verdicts.ts";

export const contextTruncation: Rule = {
  code: "AR08",
  id: "state/context-truncation",
  title: "Context truncation",
  category: "state",
  unit: "site",
  wants: "A history that grows is shortened before it fills the model's context window.",
  why: "A list of messages that only grows ends in an error that no retry mends, after it has cost more with every turn.",
  counts: {
    present: [
      "the framework's trimmer, summary or compaction",
      "a limit of one's own on the list that reaches the call",
    ],
    partial: [
      "a reaction to the error only",
      "one input is cut, the history is not",
      "a count of messages while tool results are unbounded",
    ],
  },
  fix: "Trim or summarise the history before each call, keeping the system prompt and the newest turns.",
  examples: {
    good: [
      { language: "python", code: 'messages = trim_messages(messages, max_tokens=50_000, strategy="last")' },
    ],
    bad: [{ language: "python", code: "while True:\n    messages.append(ask(messages))" }],
  },
  searched:
    "options of the call, its client and its agent, trimmers in live code, slices of the list that reaches the call, defaults of the framework",
  judge: (site, project) =>
    strongest([byOption(site, project), byTrimmer(site, project), bySlice(site, project)]) ??
    byDefault(site, project) ??
    lesserTruncation(site, project) ??
    none(site, project),
};

function byOption(site: Site, project: Project): Judgement | undefined {
  const option = options(site, project, ...TRIM_OPTIONS).find(
    (found) =>
      ![null, false, "disabled"].includes(literalOf(project, found) as never) &&
      !/\bUnbounded\w*\b/.test(sourceOf(found)),
  );
  return (
    option &&
    present(
      evidence(option.file, option.expr, "an option shortens the history"),
      "explicit",
      STRENGTH.explicit * site.certainty,
    )
  );
}

/** A trimmer whose result goes somewhere; one that is called for nothing proves nothing. */
function byTrimmer(site: Site, project: Project): Judgement | undefined {
  const found = externals(project, ...TRIMMERS).find(({ file, call }) => isUsed(file, call.start, call.end));
  if (found === undefined) return undefined;
  const isNear =
    near(site, project, (expr) => expr.start === found.call.start).length > 0 || found.file === site.file;
  return present(
    evidence(found.file, found.call, "shortens the history"),
    "explicit",
    STRENGTH.library * (isNear ? 1 : 0.85) * site.certainty,
  );
}

/** `messages[-20:]`, `messages.slice(-20)`, `while count(messages) > limit: messages.pop(0)`. */
function bySlice(site: Site, project: Project): Judgement | undefined {
  const [slice] = near(site, project, (expr, file) => isHistorySlice(expr, file));
  const [drop] = slice ? [slice] : near(site, project, (expr, file) => isDrop(expr, file));
  return (
    drop &&
    present(
      evidence(
        drop.file,
        drop.expr,
        `keeps the newest: ${sourceOf(drop).replaceAll(/\s+/g, " ").slice(0, 60)}`,
      ),
      "explicit",
      STRENGTH.handWritten * site.certainty,
    )
  );
}

function byDefault(site: Site, project: Project): Judgement | undefined {
  const row = TRIM_DEFAULTS.find(({ path }) => matches(path, site.path));
  if (row === undefined) return undefined;
  const off =
    row.unless === undefined
      ? []
      : externals(project, "crewai**.Agent").flatMap(({ file, call }) =>
          options({ file, call, through: [] }, project, ...(row.unless ?? [])),
        );
  const disabled = off.find((option) => literalOf(project, option) === false);
  if (disabled !== undefined)
    return absent(
      { ...placeOf(disabled.file, disabled.expr), why: "the framework's own truncation is switched off" },
      STRENGTH.explicit,
    );
  return present(
    evidence(site.file, site.call, `default of the library: ${row.why}`),
    "default",
    STRENGTH.defaultLocked * site.certainty,
  );
}

/** An agent that is asked one thing, with nothing of before and no tools, has nothing to cut. */
const SINGLE_TURNS: readonly string[] = [
  "pydantic_ai.**.run{,_sync,_stream}",
  "pydantic_ai.**.{,agent.}Agent().run{,_sync,_stream}",
];

/** Questions to an index, each by itself. */
const QUERIES: readonly string[] = [
  "llama_index.**.as_query_engine().{query,aquery}",
  "llama_index.core.query_engine.**.{query,aquery}",
];

/** Agents of which a run is one answer and, unless more are allowed, one round of tools: autogen 0.6 and later. */
const SINGLE_ROUNDS: readonly string[] = [
  "autogen_agentchat.**.AssistantAgent().{run,run_stream,on_messages,on_messages_stream}",
];

/** An agent that is made for one question: one round of tools, and nothing of before. */
function isMadeForOneRun(site: Site, project: Project): boolean {
  const made = site.through.at(-1);
  if (made === undefined || !matchesAny(SINGLE_ROUNDS, site.path)) return false;
  const isLocal = blocksAround(made.file, made.call.block).some(
    (block) => block.kind === "function" && block.name !== "__init__",
  );
  const isKept = made.file.assignments.some(
    ({ target, value }) =>
      target.kind !== "name" && value.start <= made.call.start && value.end >= made.call.end,
  );
  return isLocal && !isKept && options(site, project, "max_tool_iterations").length === 0;
}

/** The list that a call gets first, written there or in a variable. */
function listOf({ file, call }: Site, { resolver }: Project): ExprIn | undefined {
  const [first] = call.args;
  if (first === undefined || first.name !== undefined) return undefined;
  const target = resolver.resolve(file, call.block, first.value);
  const isList = target?.kind === "value" && target.expr.kind === "list" && target.expr.items.length > 0;
  return isList ? { file, block: call.block, expr: first.value } : undefined;
}

const isInLoop = ({ file, call }: Site): boolean =>
  blocksAround(file, call.block).some(({ kind }) => kind === "loop");

/** Messages that are made anew for each call cannot grow. */
function none(site: Site, project: Project): Judgement {
  const isSingle =
    matchesAny(SINGLE_TURNS, site.path) &&
    project.tools.length === 0 &&
    options(site, project, "message_history").length === 0 &&
    !isInLoop(site);
  if (isSingle)
    return notApplicable(
      evidence(site.file, site.call, "each run is one prompt, without history and tools"),
      0.8,
    );
  if (matchesAny(QUERIES, site.path))
    return notApplicable(evidence(site.file, site.call, "a query has no history"), 0.8);
  if (isMadeForOneRun(site, project) && !isInLoop(site))
    return notApplicable(evidence(site.file, site.call, "the agent is made for this one question"), 0.8);
  const [named] = options(site, project, "messages", "input", "contents", "prompt");
  const messages = named ?? listOf(site, project);
  const grows = messages === undefined ? undefined : growth(messages, site, project);
  if (messages !== undefined && grows === undefined) {
    const grown = grownText(project, messages);
    if (grown !== undefined)
      return absent(
        { ...placeOf(grown.file, grown.expr), why: "each time more is joined into what is sent" },
        STRENGTH.handWritten * 1.1 * site.certainty,
      );
    if (madeAnew(project, messages) && !isInLoop(site))
      return notApplicable(
        evidence(messages.file, messages.expr, "the messages are made anew for each call"),
        0.8,
      );
  }
  if (site.certainty < 0.8)
    return unknown({
      ...placeOf(site.file, site.call),
      why: "no truncation was found, but it is only guessed which SDK this is",
    });
  const at = grows ?? { file: site.file, expr: site.call };
  return absent(
    { ...placeOf(at.file, at.expr), why: grows ? "the history only grows" : "nothing limits what is sent" },
    STRENGTH.explicit * 0.9 * site.certainty,
  );
}

/** Where something is added to the list that reaches the call. */
function growth(
  { expr, file }: { readonly expr: Expr; readonly file: Site["file"] },
  site: Site,
  project: Project,
): ExprIn | undefined {
  const names = new Set(
    walk(expr).flatMap((part) => (part.kind === "name" || part.kind === "member" ? [part.name] : [])),
  );
  return near(site, project, (candidate, where) => {
    const call = candidate.kind === "call" ? where.calls[candidate.call] : undefined;
    const callee = call?.callee;
    if (callee?.kind !== "member" || !/^(?:append|extend|push|unshift|insert)$/.test(callee.name))
      return false;
    const object = callee.object;
    return (
      (object.kind === "name" || object.kind === "member") &&
      (names.has(object.name) || (where === file && HISTORY_NAMES.test(object.name)))
    );
  })[0];
}
