const MAX_TURNS = 1_000;

/** A turn that asks for a failure. */
export interface AskedTurn {
  /** The same for all turns of a session that ask in the same words. */
  readonly key: string;
  /** Its place among the session's turns, which tells one of them from the next. */
  readonly place: number;
}

interface Failed {
  readonly place: number;
  readonly times: number;
}

/** How often the failure that a turn asks for has already happened; forgotten once it is over. */
export class Attempts {
  readonly #failed = new Map<string, Failed>();

  /**
   * Whether the next attempt of a turn shall fail, which then counts as done.
   * @param times how many attempts fail in all
   * @param seen how many the conversation itself shows
   */
  fail({ key, place }: AskedTurn, times: number, seen = 0): boolean {
    const before = this.#failed.get(key);
    // Further back is the same turn, of whose conversation the beginning was left out meanwhile.
    const same = before !== undefined && place <= before.place;
    const failed = Math.max(same ? before.times : 0, seen);
    this.#failed.delete(key);
    if (failed >= times) return false;
    this.#failed.set(key, { place: same ? before.place : place, times: failed + 1 });
    if (this.#failed.size > MAX_TURNS) this.#forgetOldest();
    return true;
  }

  #forgetOldest(): void {
    const oldest = this.#failed.keys().next();
    if (!oldest.done) this.#failed.delete(oldest.value);
  }
}
