import type { Clock, Disposable } from "../core/ports.ts";
import type { Ms } from "../core/units.ts";

/** A signal that fires when its caller's does, or when nothing was heard for too long. */
export class TimeLimit {
  readonly #clock: Clock;
  readonly #limit: Ms;
  readonly #abort = new AbortController();
  readonly #outer: AbortSignal | undefined;
  #timer: Disposable;
  #isOver = false;

  constructor(clock: Clock, limit: Ms, outer?: AbortSignal) {
    this.#clock = clock;
    this.#limit = limit;
    this.#outer = outer;
    this.#timer = this.#start();
    outer?.addEventListener("abort", this.#forward, { once: true });
    if (outer?.aborted) this.#forward();
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Whether it fired because the time was over. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The time begins anew. */
  heard(): void {
    this.#timer.dispose();
    if (!this.#abort.signal.aborted) this.#timer = this.#start();
  }

  /** Fires now. */
  abort(): void {
    this.#abort.abort();
    this.end();
  }

  end(): void {
    this.#timer.dispose();
    this.#outer?.removeEventListener("abort", this.#forward);
  }

  readonly #forward = (): void => this.#abort.abort(this.#outer?.reason);

  #start(): Disposable {
    return this.#clock.timer(this.#limit, () => {
      this.#isOver = true;
      this.#abort.abort(new DOMException("The time is over", "TimeoutError"));
    });
  }
}
