/** Values that each hold from a position on until the next one; looked up by bisection. */
export class Series<T> {
  readonly #from: number[] = [];
  readonly #values: T[] = [];

  /** Positions must not decrease; the last value for a position counts. */
  push(from: number, value: T): void {
    const last = this.#from.length - 1;
    if (this.#from[last] === from) this.#values[last] = value;
    else {
      this.#from.push(from);
      this.#values.push(value);
    }
  }

  get last(): T | undefined {
    return this.#values.at(-1);
  }

  at(position: number): T | undefined {
    return this.#values[countUpTo(this.#from.length, (index) => this.#from[index]!, position) - 1];
  }
}

/** How many of the first `length` values, which do not decrease, are at most `limit`. */
export function countUpTo(length: number, valueAt: (index: number) => number, limit: number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (valueAt(middle) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
