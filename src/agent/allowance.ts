import type { Attempt, CallContext, ModelCall } from "../core/call.ts";
import type { Ids } from "../core/ids.ts";
import type { Clock } from "../core/ports.ts";
import { ms, type Ms } from "../core/units.ts";

/** The most that one step may do to get its answer. */
export interface AllowanceLimits {
  /** HTTP attempts, the first included. */
  readonly maxAttempts: number;
  /** Waiting between attempts, in all. */
  readonly maxWait: Ms;
}

/** What a step may still do to get its answer: its retries, fallbacks and recoveries all draw from it. */
export class StepAllowance {
  readonly #limits: AllowanceLimits;
  readonly #ids: Ids;
  readonly #clock: Clock;
  #attempts = 0;
  #waited = 0;

  constructor(limits: AllowanceLimits, ids: Ids, clock: Clock) {
    this.#limits = limits;
    this.#ids = ids;
    this.#clock = clock;
  }

  /** Whether no attempt is left. */
  get spent(): boolean {
    return this.#attempts >= this.#limits.maxAttempts;
  }

  /** The part of a model call that draws from this allowance. */
  of(wait: CallContext["wait"]): Pick<ModelCall, "attempt" | "nextAttempt" | "waitLeft" | "wait"> {
    return {
      attempt: this.#mint(),
      nextAttempt: () => (this.spent ? undefined : this.#mint()),
      waitLeft: () => ms(Math.max(0, this.#limits.maxWait - this.#waited)),
      wait: async (duration, why) => {
        const began = this.#clock.monotonic();
        // A wait that the person skipped counts only as far as it went.
        await wait(duration, why).finally(() => (this.#waited += this.#clock.monotonic() - began));
      },
    };
  }

  #mint(): Attempt {
    return { request: this.#ids.request(), number: ++this.#attempts };
  }
}
