import type { Pattern } from "../resolve/pattern.ts";

/** Money limits of a library that last one run or one process. */
export const RUN_BUDGET_OPTIONS =
  /^(?:cost_limit|max_budget_usd|maxBudgetUsd|max_cost|maxCost|budget_usd|max_budget|total_cost_limit|per_instance_cost_limit)$/;

/** Limits of steps or tokens, which cap no money. */
export const STEP_LIMIT_OPTIONS =
  /^(?:max_turns|maxTurns|max_iterations|maxIterations|recursion_limit|recursionLimit|stopWhen|maxSteps|max_steps|request_limit|max_rpm|max_iter|total_tokens_limit|max_messages|max_structured_output_retries|max_researcher_iterations|max_react_tool_calls|max_concurrent_research_units|step_limit)$/;

export const STEP_LIMIT_CALLS: readonly Pattern[] = [
  "langchain**.{ModelCallLimitMiddleware,modelCallLimitMiddleware}",
  "autogen_agentchat.conditions.{TokenUsageTermination,MaxMessageTermination}",
  "ai.{stepCountIs,isStepCount}",
];

/** Names of a limit of one's own on how often the model is asked: `max_iters`, `turnLimit`, `MAX_TOOL_ROUNDS`. */
export const STEP_LIMIT_NAMES =
  /^(?=.*(?:max|limit|cap))(?=.*(?:iter|step|turn|round|loop|cycle|hop|calls))(?!.*(?:retr|attempt|token|concurren|parallel))/i;

/** Names of tokens that were used so far, and of what limits them. */
export const USED_TOKENS =
  /^(?=.*tokens?)(?=.*(?:total|used|spent|cumulative|session|conversation))(?!.*(?:max|limit))/i;
export const TOKEN_LIMIT_NAMES = /^(?=.*tokens?)(?=.*(?:max|limit|budget|cap))/i;

export const LITELLM_BUDGET: readonly Pattern[] = ["litellm.{,budget_manager.}BudgetManager"];

/** Durations of a gateway's budget that are a day. */
export const DAY = /^(?:1d|24h|daily|1 day)$/i;

/** Names of spent money, and of what limits it. */
export const SPENT = /spen[dt]|cost|usd|budget/i;
export const LIMIT = /budget|limit|cap|max|quota|allow/i;

/** Words of a day's key. */
export const DAY_WORDS =
  /\b(?:today|daily(?!_?\w*(?:cap|limit|budget|max|quota))|day_?key|date\.|strftime|isoformat|toISOString|per_?day|24\s*\*|86_?400|startOfDay|utcnow)/i;

/** Words of a store that outlives the process. */
export const STORE_WORDS =
  /redis|sqlite|postgres|psycopg|sqlalchemy|mongo|dynamo|prisma|drizzle|knex|session\.(?:execute|query)|cursor|\.execute\(|INSERT|SELECT|kv\.|incrbyfloat|hincrby|writeFile|json\.dump|json\.load|read_text|readFile|open\(/i;
