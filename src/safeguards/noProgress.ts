import type { TurnGuard } from "../core/turnGuard.ts";
import { effectFingerprint } from "./fingerprint.ts";

/**
 * Notices a turn that moves without getting anywhere: step after step with errors, with results that were
 * there before, or with files brought back into a state that they had already.
 * @param limit steps without anything new after which the turn ends; the model is told at half of them.
 */
export function noProgress(limit: number): TurnGuard {
  const seen = new Set<string>();
  const half = Math.ceil(limit / 2);
  let idle = 0;
  return {
    afterTools(outcomes) {
      const fresh = outcomes
        .filter(({ failure }) => failure === undefined)
        .map(effectFingerprint)
        .filter((print) => !seen.has(print));
      for (const print of fresh) seen.add(print);
      idle = fresh.length > 0 ? 0 : idle + 1;
      const figures = { idleSteps: idle, limit };
      const common = { guard: "no_progress", failure: "tool_loop", figures } as const;
      if (idle >= limit) {
        const text = `The last ${idle} steps brought nothing new.`;
        return { ...common, verdict: "stop", text, advice: "Tell the agent what to do differently." };
      }
      if (idle !== half) return undefined;
      const text = `The last ${idle} steps brought nothing new, and the agent was told so.`;
      const note = `Your last ${idle} steps brought nothing new. Take another way, or say what you have found and what keeps you from finishing.`;
      return { ...common, verdict: "nudge", text, note };
    },
  };
}
