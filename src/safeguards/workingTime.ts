import type { Approvals } from "../core/approvals.ts";
import type { Clock } from "../core/ports.ts";
import { ms, type Ms } from "../core/units.ts";

/** How long an agent has worked: time in which it waits for a person does not count. */
export class WorkingTime {
  readonly #clock: Clock;
  #waits = 0;
  #waited = 0;
  #since = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Only differences mean something. */
  now(): Ms {
    const now = this.#clock.monotonic();
    return ms(now - this.#waited - (this.#waits > 0 ? now - this.#since : 0));
  }

  /** The same approvals, whose answers take no time. */
  without(approvals: Approvals): Approvals {
    return {
      ask: async (request, signal) => {
        this.#begin();
        try {
          return await approvals.ask(request, signal);
        } finally {
          this.#end();
        }
      },
    };
  }

  #begin(): void {
    if (this.#waits++ === 0) this.#since = this.#clock.monotonic();
  }

  #end(): void {
    if (--this.#waits === 0) this.#waited += this.#clock.monotonic() - this.#since;
  }
}
