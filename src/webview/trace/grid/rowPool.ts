import type { TraceModel } from "../traceModel.ts";
import { RowElement } from "./rowElement.ts";
import { SPARE, type RowWindow } from "./rowWindow.ts";

/** The elements of the rows that are seen; one that leaves at one end comes back at the other. */
export class RowPool {
  readonly #group: HTMLElement;
  #rows: RowElement[] = [];

  constructor(group: HTMLElement) {
    this.#group = group;
  }

  /**
   * Draws the rows of a window that are not drawn yet, those in the middle of it first.
   * @param most so many of them at once; the others keep out of sight until the next call.
   * @returns whether all are drawn.
   */
  show(model: TraceModel, { first, count }: RowWindow, most = Infinity): boolean {
    this.#resize(count);
    let left = most;
    for (let at = 0; at < count; at++) {
      const index = first + ((at + SPARE) % count);
      const row = this.#rows[index % count]!;
      const span = model.waterfall.rows[index]!;
      if (row.shows(model, span, index)) continue;
      if (left-- === 0) return false;
      row.show(model, span, index);
    }
    return true;
  }

  /** Draws what changes with time alone. */
  tick(model: TraceModel, now: number): void {
    for (const row of this.#rows) row.tick(model, now);
  }

  #resize(count: number): void {
    if (this.#rows.length === count) return;
    this.#rows = Array.from({ length: count }, (_, index) => this.#rows[index] ?? new RowElement());
    this.#group.replaceChildren(...this.#rows.map(({ element }) => element));
  }
}
