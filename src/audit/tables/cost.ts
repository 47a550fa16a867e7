import type { Pattern } from "../resolve/pattern.ts";

/** Calls that give the price of a model call. */
export const PRICE_CALLS: readonly Pattern[] = [
  "litellm.{,cost_calculator.}{completion_cost,cost_per_token,response_cost_calculator}",
  "litellm**.cost_calculator.completion_cost",
  "tokencost.**",
  "genai_prices.**",
  "langchain_community.callbacks**.get_openai_callback",
  "langchain.callbacks**.get_openai_callback",
];

/** Members and keys that hold the price of a call. */
export const PRICE_MEMBERS =
  /^(?:total_cost_usd|totalCostUsd|response_cost|total_cost|totalCost|cost_usd|costUsd|cost_details)$/;

/** The key of a usage that holds the price of the call, as OpenRouter and Requesty send it. */
export const PRICE_IN_USAGE = /^(?:cost|total_cost|totalCost)$/;

/** Names of a usage. */
export const USAGE_OBJECTS = /^usage$/i;

/** What makes a backend see each call with its price. */
export const PRICING_BACKENDS: readonly Pattern[] = [
  "langfuse.**",
  "@langfuse/**",
  "langfuse-langchain.**",
  "helicone**",
  "@helicone/**",
  "logfire.configure",
  "agentops.init",
  "@logfire/**",
];

/** Values of litellm's `success_callback` and `callbacks` whose backends price calls. */
export const PRICING_CALLBACKS = /langfuse|helicone|datadog|langsmith|lunary|logfire|opik|braintrust/;

/** Token counts of a response. */
export const USAGE_MEMBERS =
  /^(?:usage|usage_metadata|usageMetadata|token_usage|tokenUsage|usage_metrics|input_tokens|output_tokens|prompt_tokens|completion_tokens|total_tokens|totalTokens|inputTokens|outputTokens|promptTokens|completionTokens)$/;

/** Names of prices in code of one's own. */
export const PRICE_NAMES = /(?:price|cost|rate|usd|per_?(?:1k|million|mtok|token))/i;
