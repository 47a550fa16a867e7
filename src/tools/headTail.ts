import { clip } from "./pages.ts";

/** Keeps the first and the last characters of a stream, however long it gets. */
export class HeadTail {
  readonly #keep: number;
  #head = "";
  #tail = "";
  #length = 0;

  /** @param keep characters of each end. */
  constructor(keep: number) {
    this.#keep = keep;
  }

  add(text: string): void {
    this.#length += text.length;
    const room = this.#keep - this.#head.length;
    this.#head += text.slice(0, room);
    this.#tail += text.slice(Math.max(0, room));
    if (this.#tail.length > 2 * this.#keep) this.#tail = this.#tail.slice(-this.#keep);
  }

  toString(): string {
    const tail = this.#tail.slice(-this.#keep);
    const left = this.#length - this.#head.length - tail.length;
    if (left === 0) return this.#head + tail;
    return `${clip(this.#head, 0, this.#keep)}\n[… ${left} characters left out …]\n${clip(tail, 0, this.#keep)}`;
  }
}
