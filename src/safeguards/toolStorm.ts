import type { ToolOutcome, TurnGuard } from "../core/turnGuard.ts";

/** Of how many calls the errors are counted. */
const WINDOW = 20;

/** Ends a turn in which too many of the last 20 tool calls failed; at half of them the model is told. */
export function toolStorm(limit: number): TurnGuard {
  const half = Math.ceil(limit / 2);
  let recent: readonly boolean[] = [];
  let told = false;
  return {
    afterTools(outcomes) {
      recent = [...recent, ...outcomes.filter(counts).map(({ isError }) => isError)].slice(-WINDOW);
      const errors = recent.filter(Boolean).length;
      const figures = { errors, calls: recent.length, limit, window: WINDOW };
      const common = { guard: "tool_storm", failure: "tool_storm", figures } as const;
      const what = `${errors} of the last ${recent.length} tool calls failed`;
      if (errors >= limit) {
        const advice = "Look at the tool errors, mend their cause, then send “go on”.";
        return { ...common, verdict: "stop", text: `${what}.`, advice };
      }
      if (told || errors < half) return undefined;
      told = true;
      const note = `${what}. Stop and think about why before you call another tool; after ${limit} errors the turn ends.`;
      return { ...common, verdict: "nudge", text: `${what}, and the agent was told so.`, note };
    },
  };
}

/** What a person decided is no error of a tool. */
const counts = ({ failure }: ToolOutcome): boolean =>
  failure !== "approval_denied" && failure !== "cancelled";
