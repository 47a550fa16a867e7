import type { TurnGuard } from "../core/turnGuard.ts";
import { callFingerprint } from "./fingerprint.ts";

export interface RepetitionOptions {
  readonly nudgeAfter: number;
  readonly stopAfter: number;
}

const LONGEST_PERIOD = 4;

/**
 * Notices an agent that goes in circles: the same calls with the same results again and again, or a cycle
 * of up to four steps (A-B-A-B). A call whose result differs, such as a look at something that changes, is
 * none.
 */
export function repetition({ nudgeAfter, stopAfter }: RepetitionOptions): TurnGuard {
  const steps: string[] = [];
  return {
    afterTools(outcomes) {
      steps.push(outcomes.map(callFingerprint).toSorted().join());
      for (let period = 1; period <= LONGEST_PERIOD; period++) {
        const length = periodicTail(steps, period);
        const what = period === 1 ? "the same call" : `the same ${period} steps`;
        const figures = { period, times: Math.floor(length / period), nudgeAfter, stopAfter };
        if (length >= stopAfter * period) return stop(what, figures);
        if (length === nudgeAfter * period) return nudge(what, figures);
      }
      return undefined;
    },
  };
}

/** How many of the last steps follow one another with this period. */
function periodicTail(steps: readonly string[], period: number): number {
  let at = steps.length - 1;
  while (at >= period && steps[at] === steps[at - period]) at--;
  return Math.min(steps.length, steps.length - 1 - at + period);
}

type Figures = { readonly times: number } & Readonly<Record<string, number>>;

const stop = (what: string, figures: Figures) =>
  ({
    guard: "repetition",
    verdict: "stop",
    failure: "tool_loop",
    text: `The agent made ${what} ${figures.times} times with the same result, although it was told.`,
    advice: "Tell the agent what to do differently.",
    figures,
  }) as const;

const nudge = (what: string, figures: Figures) =>
  ({
    guard: "repetition",
    verdict: "nudge",
    failure: "tool_loop",
    text: `The agent made ${what} ${figures.times} times with the same result, and was told so.`,
    note: `You made ${what} ${figures.times} times with the same result. Doing it again will not help: try something else, or say what keeps you from finishing.`,
    figures,
  }) as const;
