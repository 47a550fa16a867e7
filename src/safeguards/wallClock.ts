import type { Clock, Disposable } from "../core/ports.ts";
import type { GuardVerdict, TurnGuard } from "../core/turnGuard.ts";
import { ms } from "../core/units.ts";
import type { WorkingTime } from "./workingTime.ts";

export interface WallClockOptions {
  readonly clock: Clock;
  readonly working: WorkingTime;
  readonly seconds: number;
}

/** While a person is waited for, the time does not pass; it is looked at again at least this much later. */
const RECHECK_MS = 1_000;
const NEARLY_OVER = 0.9;

/** Ends a turn that has worked for so long, in the middle of a call if need be. */
export function wallClock({ clock, working, seconds }: WallClockOptions): TurnGuard {
  const limit = seconds * 1_000;
  const began = working.now();
  let told = false;
  const worked = (): number => working.now() - began;
  const figures = () => ({ workedMs: Math.round(worked()), limitMs: limit });
  return {
    watch: (stop) =>
      watch(
        clock,
        () => limit - worked(),
        () => stop(over(seconds, figures())),
      ),
    beforeAsking: () => (worked() >= limit ? over(seconds, figures()) : undefined),
    afterTools() {
      if (told || worked() < limit * NEARLY_OVER) return undefined;
      told = true;
      return {
        guard: "wall_clock",
        verdict: "nudge",
        failure: "timeout",
        text: "The agent has less than a tenth of its time for this turn left, and was told so.",
        note: "Less than a tenth of the time for this turn is left. Bring the task to a good end now, or say what is done and what is left.",
        figures: figures(),
      };
    },
  };
}

const over = (seconds: number, figures: GuardVerdict["figures"]): GuardVerdict => ({
  guard: "wall_clock",
  verdict: "stop",
  failure: "timeout",
  text: `The turn took ${seconds} seconds, which is its limit.`,
  advice: "Send “go on”, or raise flightdeck.turnTimeout.",
  figures,
});

/** Calls `over` once nothing is left. */
function watch(clock: Clock, left: () => number, whenOver: () => void): Disposable {
  const check = (): Disposable =>
    clock.timer(ms(Math.max(RECHECK_MS, left())), () => {
      if (left() <= 0) whenOver();
      else timer = check();
    });
  let timer = check();
  return { dispose: () => timer.dispose() };
}
