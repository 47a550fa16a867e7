/** Keeps the last characters of a stream, however long it gets. */
export class Tail {
  readonly #keep: number;
  #text = "";

  /** @param keep characters. */
  constructor(keep: number) {
    this.#keep = keep;
  }

  add(text: string): void {
    this.#text += text;
    // Cut only now and then, so that a flood stays cheap.
    if (this.#text.length > 4 * this.#keep) this.#text = this.#text.slice(-this.#keep);
  }

  clear(): void {
    this.#text = "";
  }

  toString(): string {
    return this.#text.slice(-this.#keep).trim();
  }
}
