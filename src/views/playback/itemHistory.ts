import type { TurnId } from "../../core/ids.ts";
import type { ItemId, TranscriptItem } from "../transcriptItems.ts";
import { countUpTo } from "./series.ts";

/** Versions of an item, oldest first. */
type Versions = number[];

/**
 * Every item of a transcript as it stood at each position. An item has a handful of versions that share
 * their texts, so all of them cost little more than the last, and any position is found without replaying.
 */
export class ItemHistory {
  /** By version. */
  readonly #items: TranscriptItem[] = [];
  readonly #from: number[] = [];
  readonly #versions = new Map<ItemId, Versions>();
  /** In the order in which the items of a turn appeared. */
  readonly #turns = new Map<TurnId, Versions[]>();

  /** The item is so from `position` on. Positions must not decrease. */
  put(position: number, item: TranscriptItem): void {
    let versions = this.#versions.get(item.id);
    const last = versions?.at(-1);
    if (last !== undefined && this.#from[last] === position) {
      this.#items[last] = item;
      return;
    }
    if (versions === undefined) {
      versions = [];
      this.#versions.set(item.id, versions);
      const ofTurn = this.#turns.get(item.turn);
      if (ofTurn === undefined) this.#turns.set(item.turn, [versions]);
      else ofTurn.push(versions);
    }
    versions.push(this.#items.push(item) - 1);
    this.#from.push(position);
  }

  item(version: number): TranscriptItem | undefined {
    return this.#items[version];
  }

  /** How many items a turn has at a position. */
  count(turn: TurnId, position: number): number {
    const items = this.#turns.get(turn) ?? [];
    return countUpTo(items.length, (index) => this.#from[items[index]![0]!]!, position);
  }

  /** Versions of the items `from` to `to` (not included) of a turn, as they stand at a position. */
  versions(turn: TurnId, from: number, to: number, position: number): readonly number[] {
    const items = this.#turns.get(turn) ?? [];
    return items.slice(from, to).map((versions) => {
      const found = countUpTo(versions.length, (index) => this.#from[versions[index]!]!, position);
      return versions[Math.max(found - 1, 0)]!;
    });
  }
}
