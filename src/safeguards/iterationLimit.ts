import type { TurnGuard } from "../core/turnGuard.ts";

/** With this many model calls left the model is told, where it may make more than twice as many. */
const LAST_CALLS = 3;

/** Ends a turn after so many model calls; the model hears of it while it can still bring things to an end. */
export function iterationLimit(limit: number): TurnGuard {
  let calls = 0;
  const figures = () => ({ calls, limit });
  return {
    beforeAsking() {
      if (calls++ < limit) return undefined;
      return {
        guard: "iterations",
        verdict: "stop",
        failure: "tool_loop",
        text: `The agent made ${limit} model calls in this turn, which is its limit.`,
        advice: "Send “go on”, or raise flightdeck.maxIterations.",
        figures: { calls: limit, limit },
      };
    },
    afterTools() {
      if (limit <= 2 * LAST_CALLS || calls !== limit - LAST_CALLS) return undefined;
      return {
        guard: "iterations",
        verdict: "nudge",
        failure: "tool_loop",
        text: `The agent has ${LAST_CALLS} of ${limit} model calls left in this turn, and was told so.`,
        note: `You have ${LAST_CALLS} model calls left in this turn. Bring the task to a good end now, or say what is done and what is left.`,
        figures: figures(),
      };
    },
  };
}
