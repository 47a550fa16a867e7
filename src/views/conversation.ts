import { groupBy } from "../core/groupBy.ts";
import type { TurnId } from "../core/ids.ts";
import type { ItemId, TranscriptChange, TranscriptItem, TurnView } from "./transcriptItems.ts";

/** Live output beyond this is forgotten from its beginning; the tool's result says what there was. */
const LONGEST_LIVE_OUTPUT = 64_000;

/**
 * A page's copy of a transcript. Turns whose items have not been sent are known but not loaded. Arrays
 * and items are never changed in place, so a reader sees by identity what is new.
 */
export class Conversation {
  #turns: readonly TurnView[] = [];
  #items = new Map<TurnId, readonly TranscriptItem[]>();
  #turnOf = new Map<ItemId, TurnId>();
  readonly #listeners = new Map<TurnId | "turns", Set<() => void>>();

  /** The turns of the branch that is shown, oldest first. */
  get turns(): readonly TurnView[] {
    return this.#turns;
  }

  /** A turn's items in their order; undefined where they are not loaded. */
  itemsOf(turn: TurnId): readonly TranscriptItem[] | undefined {
    return this.#items.get(turn);
  }

  /** Hears when a turn's items, or which turns there are, have changed. Returns what ends it. */
  subscribe(what: TurnId | "turns", listener: () => void): () => void {
    const listeners = this.#listeners.get(what) ?? new Set();
    this.#listeners.set(what, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Begins anew with what the host has. */
  reset(turns: readonly TurnView[], items: readonly TranscriptItem[]): void {
    this.#turns = turns;
    this.#items = new Map();
    this.#turnOf = new Map();
    this.#load(items);
    this.#tell(this.#listeners.keys());
  }

  /** Takes items of turns that were not loaded. */
  load(items: readonly TranscriptItem[]): void {
    this.#tell(this.#load(items));
  }

  apply(changes: readonly TranscriptChange[]): void {
    const drafts = new Map<TurnId, TranscriptItem[]>();
    const changed = new Set<TurnId | "turns">();
    for (const change of changes) {
      if (change.op === "turns") {
        this.#turns = keepingSame(this.#turns, change.turns);
        changed.add("turns");
        continue;
      }
      const turn = change.op === "put" ? change.item.turn : this.#turnOf.get(change.id);
      if (turn === undefined || !this.#follows(turn)) continue;
      const draft = drafts.get(turn) ?? [...(this.#items.get(turn) ?? [])];
      drafts.set(turn, draft);
      this.#change(draft, change);
      this.#items.set(turn, draft);
      changed.add(turn);
    }
    this.#tell(changed);
  }

  /** News of a turn that is not loaded is left out: it comes with the turn's items. */
  #follows(turn: TurnId): boolean {
    return this.#items.has(turn) || !this.#turns.some(({ id }) => id === turn);
  }

  #change(draft: TranscriptItem[], change: Exclude<TranscriptChange, { op: "turns" }>): void {
    const id = change.op === "put" ? change.item.id : change.id;
    // What changes is nearly always among the newest.
    const index = draft.findLastIndex((item) => item.id === id);
    if (change.op === "append") {
      const item = draft[index];
      if (item !== undefined) draft[index] = appended(item, change.field, change.text);
    } else if (index === -1) {
      draft.push(change.item);
      this.#turnOf.set(id, change.item.turn);
    } else draft[index] = change.item;
  }

  #load(items: readonly TranscriptItem[]): ReadonlySet<TurnId> {
    for (const { id, turn } of items) this.#turnOf.set(id, turn);
    const loaded = groupBy(items, ({ turn }) => turn);
    for (const [turn, ofTurn] of loaded) this.#items.set(turn, ofTurn);
    return new Set(loaded.keys());
  }

  #tell(changed: Iterable<TurnId | "turns">): void {
    for (const what of changed) for (const listener of this.#listeners.get(what) ?? []) listener();
  }
}

/** A turn that is as it was stays the same object. */
function keepingSame(before: readonly TurnView[], after: readonly TurnView[]): readonly TurnView[] {
  const known = new Map(before.map((turn) => [turn.id, turn]));
  return after.map((turn) => {
    const same = known.get(turn.id);
    return same?.branches.join() === turn.branches.join() ? same : turn;
  });
}

type Field = Extract<TranscriptChange, { op: "append" }>["field"];

function appended(item: TranscriptItem, field: Field, text: string): TranscriptItem {
  if (item.kind === "answer" && (field === "text" || field === "thinking")) {
    return { ...item, [field]: item[field] + text };
  }
  if (item.kind === "tool" && field === "input") return { ...item, input: item.input + text };
  if (item.kind === "tool" && field === "output") {
    return { ...item, output: (item.output + text).slice(-LONGEST_LIVE_OUTPUT) };
  }
  return item;
}
