import type { EpochMs } from "../../core/units.ts";

/** While nothing runs, a person thinks or is away. */
const LONGEST_IDLE_MS = 1_000;
/** A wait for an answer, an approval or a limit is felt, but not waited out. */
const LONGEST_WAIT_MS = 10_000;

/** When each line is played, in milliseconds from the first one: the recorded time with its long pauses shortened. */
export class PlayTime {
  #times = new Float64Array(1_024);
  #count = 0;
  #last: EpochMs | undefined;

  /** @param running whether a turn ran up to this line. */
  push(wall: EpochMs, running: boolean): void {
    if (this.#count === this.#times.length) this.#grow();
    const before = this.#times[this.#count - 1] ?? 0;
    // A clock that was set back must not turn the time around.
    const gap = Math.max(0, wall - (this.#last ?? wall));
    this.#times[this.#count++] = before + Math.min(gap, running ? LONGEST_WAIT_MS : LONGEST_IDLE_MS);
    this.#last = wall;
  }

  /** By line. */
  times(): Float64Array<ArrayBuffer> {
    return this.#times.slice(0, this.#count);
  }

  #grow(): void {
    const grown = new Float64Array(this.#times.length * 2);
    grown.set(this.#times);
    this.#times = grown;
  }
}
