import type { Clock } from "../core/ports.ts";
import { ms, type Ms } from "../core/units.ts";

/** The way to one model, which all sessions share: a number of calls at once, and the wait that a 429 asks for. */
export class Lane {
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #width: () => number;
  readonly #queue: (() => void)[] = [];
  #running = 0;
  #closedUntil = 0;

  constructor(clock: Pick<Clock, "monotonic">, width: () => number) {
    this.#clock = clock;
    this.#width = width;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  get full(): boolean {
    return this.#running >= this.#width();
  }

  /** How long a rate limit that one session met keeps all of them away. */
  get closedFor(): Ms {
    return ms(Math.max(0, this.#closedUntil - this.#clock.monotonic()));
  }

  closeFor(duration: Ms): void {
    this.#closedUntil = Math.max(this.#closedUntil, this.#clock.monotonic() + duration);
  }

  /** A call that left all the same got through, so the limit has ended. */
  reopen(): void {
    this.#closedUntil = 0;
  }

  /**
   * Waits for a place, first come, first served. Each place has to be left.
   * @throws the signal's reason where it fires first.
   */
  async enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!this.full) {
      this.#running++;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const stop = (): void => {
        this.#queue.splice(this.#queue.indexOf(go), 1);
        reject(signal.reason as Error);
      };
      const go = (): void => {
        signal.removeEventListener("abort", stop);
        this.#running++;
        resolve();
      };
      this.#queue.push(go);
      signal.addEventListener("abort", stop, { once: true });
    });
  }

  leave(): void {
    this.#running--;
    while (!this.full && this.#queue.length > 0) this.#queue.shift()?.();
  }
}
