import type { ToolOutcome, TurnGuard } from "../core/turnGuard.ts";
import { errorFingerprint } from "./fingerprint.ts";

export interface SameErrorOptions {
  readonly nudgeAfter: number;
  readonly stopAfter: number;
}

/**
 * Notices a tool that gives the same error again and again, although the model varies its arguments. A
 * success of the tool begins the count anew.
 */
export function sameError({ nudgeAfter, stopAfter }: SameErrorOptions): TurnGuard {
  const counts = new Map<string, Map<string, number>>();
  return {
    afterTools(outcomes) {
      let worst: { readonly tool: string; readonly times: number } | undefined;
      for (const outcome of outcomes) {
        const times = count(counts, outcome);
        if (times > (worst?.times ?? 0)) worst = { tool: outcome.tool, times };
      }
      return worst && verdict(worst.tool, { times: worst.times, nudgeAfter, stopAfter });
    },
  };
}

/** How often this error of this tool has come; 0 for what is none, or is somebody's decision. */
function count(counts: Map<string, Map<string, number>>, outcome: ToolOutcome): number {
  if (!outcome.isError) counts.delete(outcome.tool);
  if (!outcome.isError || outcome.failure === "approval_denied" || outcome.failure === "cancelled") return 0;
  const errors = counts.get(outcome.tool) ?? new Map<string, number>();
  counts.set(outcome.tool, errors);
  const error = errorFingerprint(outcome);
  const times = (errors.get(error) ?? 0) + 1;
  errors.set(error, times);
  return times;
}

interface Figures extends Readonly<Record<string, number>> {
  readonly times: number;
  readonly nudgeAfter: number;
  readonly stopAfter: number;
}

function verdict(tool: string, figures: Figures): ReturnType<NonNullable<TurnGuard["afterTools"]>> {
  const { times, nudgeAfter, stopAfter } = figures;
  const common = { guard: "same_error", failure: "tool_loop", figures } as const;
  const what = `${tool} gave the same error ${times} times`;
  if (times >= stopAfter) {
    const advice = "Look at the error, mend its cause or tell the agent another way.";
    return { ...common, verdict: "stop", text: `${what}, although the agent was told.`, advice };
  }
  if (times !== nudgeAfter) return undefined;
  const note = `${what}. Another try of that kind will not help: find out the cause first, take another way, or say what keeps you from finishing.`;
  return { ...common, verdict: "nudge", text: `${what}, and the agent was told so.`, note };
}
