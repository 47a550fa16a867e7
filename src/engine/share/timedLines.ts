import type { History } from "../../agent/history.ts";
import type { BlobId } from "../../core/ids.ts";
import type { LineBody, Recorder } from "../../core/lines.ts";
import { epochMs, ms, type EpochMs, type Ms } from "../../core/units.ts";
import { encodeLine } from "../../recording/format.ts";

/** Collects lines with the times that they had elsewhere, numbered anew, and folds them. */
export class TimedLines implements Recorder {
  readonly #history: History;
  #parts: string[] = [];
  #wall: EpochMs = epochMs(0);
  #mono: Ms = ms(0);
  #seq = 0;
  /** How many characters wait to be taken. */
  pending = 0;

  constructor(history: History) {
    this.#history = history;
  }

  get count(): number {
    return this.#seq;
  }

  /** The moment of the lines that follow. */
  at(wall: EpochMs, mono: Ms): void {
    this.#wall = wall;
    this.#mono = mono;
  }

  readonly now = (): EpochMs => this.#wall;

  record(body: LineBody): void {
    const seq = this.#seq++;
    const text = encodeLine(seq, this.#wall, this.#mono, body);
    this.#parts.push(text);
    this.pending += text.length;
    this.#history.take({ ...body, seq, wall: this.#wall, mono: this.#mono });
  }

  drain(): string {
    const text = this.#parts.join("");
    this.#parts = [];
    this.pending = 0;
    return text;
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  blob(): Promise<BlobId> {
    return Promise.reject(new Error("side files are written beside the lines"));
  }
}
