import type { Clock, Disposable } from "../core/ports.ts";
import { ms, type Ms } from "../core/units.ts";

/** From a change of the books to the meter; with the slowest look at their folder it stays within a second. */
export const METER_DELAY = ms(150);

/**
 * Shows a state anew after it changed: at most `delay` later, so that many changes in a moment are shown
 * once, and never twice at a time, so that an older state cannot come after a newer one.
 */
export class Refreshing implements Disposable {
  readonly #clock: Pick<Clock, "timer">;
  readonly #delay: Ms;
  readonly #refresh: () => Promise<void>;
  #timer: Disposable | undefined;
  #running = false;
  #again = false;

  /** @param refresh never rejects. */
  constructor(clock: Pick<Clock, "timer">, delay: Ms, refresh: () => Promise<void>) {
    this.#clock = clock;
    this.#delay = delay;
    this.#refresh = refresh;
  }

  changed(): void {
    if (this.#running) this.#again = true;
    else this.#timer ??= this.#clock.timer(this.#delay, () => void this.#run());
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#again = false;
  }

  async #run(): Promise<void> {
    this.#timer = undefined;
    this.#running = true;
    await this.#refresh();
    this.#running = false;
    if (!this.#again) return;
    this.#again = false;
    this.changed();
  }
}
