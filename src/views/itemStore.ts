import type { ToolCallId, TurnId } from "../core/ids.ts";
import type { EpochMs } from "../core/units.ts";
import type { ItemId, ToolItem, TranscriptChange, TranscriptItem, TurnView } from "./transcriptItems.ts";

/** The items of a transcript by turn, and what changed in them since somebody asked. */
export class ItemStore {
  readonly #items = new Map<ItemId, TranscriptItem>();
  readonly #byTurn = new Map<TurnId, ItemId[]>();
  #changes: TranscriptChange[] = [];

  get(id: ItemId): TranscriptItem | undefined {
    return this.#items.get(id);
  }

  /** The items of a turn in the order in which they appeared. */
  ofTurn(turn: TurnId): readonly TranscriptItem[] {
    return (this.#byTurn.get(turn) ?? []).flatMap((id) => this.#items.get(id) ?? []);
  }

  /** A new item, at the end of its turn, or another state of a known one. */
  put(item: TranscriptItem): void {
    if (!this.#items.has(item.id)) {
      const items = this.#byTurn.get(item.turn);
      if (items === undefined) this.#byTurn.set(item.turn, [item.id]);
      else items.push(item.id);
    }
    this.#items.set(item.id, item);
    this.#changes.push({ op: "put", item });
  }

  /** What is known of a tool call besides. */
  putTool(
    id: ToolCallId,
    turn: TurnId,
    at: EpochMs,
    news: Partial<Omit<ToolItem, "kind" | "id" | "turn">>,
  ): void {
    const known = this.#items.get(id);
    const before: ToolItem =
      known?.kind === "tool"
        ? known
        : { kind: "tool", id, turn, at, name: "", title: "", input: "", output: "", state: "pending" };
    this.put({ ...before, ...news });
  }

  /** Text at the end of an item's field; nothing where there is no such item or field. */
  append(id: ItemId, field: "text" | "thinking" | "input" | "output", text: string): void {
    const item = this.#items.get(id);
    const old: unknown = item && Reflect.get(item, field);
    if (item === undefined || typeof old !== "string") return;
    this.#items.set(id, { ...item, [field]: old + text });
    this.#changes.push({ op: "append", id, field, text });
  }

  /** Says which turns are shown now. */
  showTurns(turns: readonly TurnView[]): void {
    this.#changes.push({ op: "turns", turns });
  }

  /** What changed since it was last asked for. */
  takeChanges(): readonly TranscriptChange[] {
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }
}
