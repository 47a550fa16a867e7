const MAX_TURNS = 1_000;

/** How often the failure that a turn asks for has already happened; forgotten once it is over. */
export class Attempts {
  readonly #failed = new Map<string, number>();

  /**
   * Whether the next attempt of a turn shall fail, which then counts as done.
   * @param times how many attempts fail in all
   * @param seen how many the conversation itself shows
   */
  fail(turn: string, times: number, seen = 0): boolean {
    const failed = Math.max(this.#failed.get(turn) ?? 0, seen);
    this.#failed.delete(turn);
    if (failed >= times) return false;
    this.#failed.set(turn, failed + 1);
    if (this.#failed.size > MAX_TURNS) this.#forgetOldest();
    return true;
  }

  #forgetOldest(): void {
    const oldest = this.#failed.keys().next();
    if (!oldest.done) this.#failed.delete(oldest.value);
  }
}
