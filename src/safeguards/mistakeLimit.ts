import type { TurnGuard } from "../core/turnGuard.ts";

/**
 * Ends a turn whose model calls tools wrongly so many times in a row: arguments that do not fit, or tools
 * that do not exist. Each such call was answered with what is wrong.
 */
export function mistakeLimit(limit: number): TurnGuard {
  let mistakes = 0;
  return {
    afterTools(outcomes) {
      for (const { failure } of outcomes) {
        mistakes = failure === "invalid_tool_arguments" ? mistakes + 1 : 0;
      }
      if (mistakes < limit) return undefined;
      return {
        guard: "mistakes",
        verdict: "stop",
        failure: "invalid_tool_arguments",
        text: `The model called tools with arguments that do not fit ${mistakes} times in a row.`,
        advice: "Try another model, or ask for something smaller.",
        figures: { mistakes, limit },
      };
    },
  };
}
