import type { TurnView } from "../transcriptItems.ts";
import { Series } from "./series.ts";

/** Turns from the first on; those that only grew share one array. */
interface Path {
  readonly turns: TurnView[];
  readonly length: number;
}

/** Which turns are shown at each position. */
export class TurnHistory {
  readonly #paths = new Series<Path>();

  put(position: number, turns: readonly TurnView[]): void {
    const before = this.#paths.last;
    const newest = turns.at(-1);
    // A path is decided by its last turn, so one that follows the turn that was last only grew.
    const grew =
      before !== undefined &&
      newest !== undefined &&
      before.turns.length === before.length &&
      turns.length === before.length + 1 &&
      before.turns.at(-1)?.id === turns.at(-2)?.id;
    if (grew) before.turns.push(newest);
    const shared = grew ? before.turns : [...turns];
    this.#paths.push(position, { turns: shared, length: turns.length });
  }

  /** How many turns are shown. */
  count(position: number): number {
    return this.#paths.at(position)?.length ?? 0;
  }

  /** The turn at a place from 0. */
  turn(position: number, index: number): TurnView | undefined {
    return this.#paths.at(position)?.turns[index];
  }
}
