import type { Pattern } from "../resolve/pattern.ts";

/** Options that name other models to use where one fails. */
export const FALLBACK_OPTIONS: readonly string[] = [
  "fallbacks",
  "default_fallbacks",
  "fallback_model",
  "fallbackModel",
  "fallback_models",
];

/** Options that cover only one kind of failure. */
export const NARROW_FALLBACK_OPTIONS: readonly string[] = [
  "context_window_fallbacks",
  "context_window_fallback_dict",
  "contextWindowFallbacks",
];

/** Steps, classes and middleware that go on with another model. */
export const FALLBACK_CALLS: readonly Pattern[] = [
  "**.{with_fallbacks,withFallbacks}",
  "pydantic_ai.models.fallback.FallbackModel",
  "langchain**.{ModelFallbackMiddleware,modelFallbackMiddleware}",
  "{ai-fallback,ai-retry}.{createFallback,createRetryable}",
];

/** Where `fallbacks` of the SDK concerns refusals only; the agent SDK beside it has a real `fallbackModel`. */
export const REFUSAL_FALLBACKS: readonly Pattern[] = [
  "anthropic.**",
  "@anthropic-ai/{sdk,bedrock-sdk,vertex-sdk}**",
];

export const MODEL_LIST_NAMES = /models?$|providers?$|candidates?$|chain$|fallbacks?$/i;
