import type { MessageId, TurnId } from "../core/ids.ts";
import type { MessageRecord } from "../core/lines.ts";
import type { TurnView } from "./transcriptItems.ts";

/** Which turns there are, which follow which, and which are shown. */
export class TurnTree {
  readonly #messages = new Map<
    MessageId,
    { readonly parent: MessageId | undefined; readonly turn: TurnId }
  >();
  /** By the message before the turn; undefined for those that begin the conversation. */
  readonly #children = new Map<MessageId | undefined, TurnId[]>();
  readonly #parents = new Map<TurnId, MessageId | undefined>();
  #head: MessageId | undefined;
  /** The path to the head; it grows with most messages, and is walked anew where it did not. */
  #path: TurnView[] | undefined = [];

  has(turn: TurnId): boolean {
    return this.#parents.has(turn);
  }

  add({ id, parent: named, turn }: MessageRecord): void {
    // The parent's line may be damaged; what came before it takes its place.
    const parent = named === undefined || this.#messages.has(named) ? named : this.#head;
    const grows = parent === this.#head;
    this.#messages.set(id, { parent, turn });
    this.#head = id;
    if (!this.#parents.has(turn)) {
      this.#parents.set(turn, parent);
      this.#children.set(parent, [...(this.#children.get(parent) ?? []), turn]);
    }
    if (!grows) this.#path = undefined;
    else if (this.#path?.at(-1)?.id !== turn) this.#path?.push(this.#viewOf(turn));
  }

  moveTo(head: MessageId): void {
    if (!this.#messages.has(head)) return;
    this.#head = head;
    this.#path = undefined;
  }

  /** The last message of a turn's newest continuation: where the conversation stands on that branch. */
  tipOf(turn: TurnId): MessageId | undefined {
    const following = new Set<MessageId | undefined>();
    // Messages are in the order in which they were added, so one pass finds all that follow, the newest last.
    for (const [id, { turn: own, parent }] of this.#messages) {
      if (own === turn || (parent !== undefined && following.has(parent))) following.add(id);
    }
    return [...following].at(-1);
  }

  /** The turns from the first to the head. */
  path(): readonly TurnView[] {
    this.#path ??= this.#walk();
    return [...this.#path];
  }

  #walk(): TurnView[] {
    const turns: TurnView[] = [];
    for (let id = this.#head; id !== undefined;) {
      const message = this.#messages.get(id);
      if (message === undefined) break;
      if (turns.at(-1)?.id !== message.turn) turns.push(this.#viewOf(message.turn));
      id = message.parent;
    }
    return turns.toReversed();
  }

  #viewOf(turn: TurnId): TurnView {
    return { id: turn, branches: this.#children.get(this.#parents.get(turn)) ?? [turn] };
  }
}
