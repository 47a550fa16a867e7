import type { Clock, Disposable } from "../../core/ports.ts";
import type { Ms } from "../../core/units.ts";

/** Fires its signal when nothing has restarted it for a while. */
export class IdleTimer {
  readonly #clock: Clock;
  readonly #patience: Ms;
  readonly #abort = new AbortController();
  #timer: Disposable;

  constructor(clock: Clock, patience: Ms) {
    this.#clock = clock;
    this.#patience = patience;
    this.#timer = this.#start();
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  restart(): void {
    this.#timer.dispose();
    this.#timer = this.#start();
  }

  stop(): void {
    this.#timer.dispose();
  }

  #start(): Disposable {
    return this.#clock.timer(this.#patience, () => this.#abort.abort());
  }
}
