/** What share of the time paced work may take of the page's only thread. */
const SHARE = 0.25;

/** Runs the newest of many pieces of work, at once if work was cheap so far, later if it was dear. */
export class Pace {
  #next = 0;
  #waiting: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  run(work: () => void): void {
    const wait = this.#next - performance.now();
    this.#waiting = work;
    if (wait <= 0) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), wait);
  }

  /** Does now what is still to be done. */
  flush(): void {
    const work = this.#waiting;
    this.cancel();
    if (work === undefined) return;
    const begin = performance.now();
    work();
    const end = performance.now();
    this.#next = end + (end - begin) * (1 / SHARE - 1);
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = undefined;
  }
}
