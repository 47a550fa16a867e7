import type { TurnId } from "../../core/ids.ts";
import type { ChatContract } from "../../protocol/chat.ts";
import type { Conversation } from "../../views/conversation.ts";
import type { Host } from "../kit/connection.ts";

/** Asks for the items of turns as they come near, those that are wanted together in one request. */
export class TurnLoader {
  readonly #host: Host<ChatContract>;
  readonly #conversation: Conversation;
  readonly #asked = new Map<TurnId, Promise<void>>();
  #next: { readonly turns: TurnId[]; readonly loaded: Promise<void> } | undefined;

  constructor(host: Host<ChatContract>, conversation: Conversation) {
    this.#host = host;
    this.#conversation = conversation;
  }

  /** Resolves when the turn's items are in the conversation; rejects when the host cannot give them. */
  load(turn: TurnId): Promise<void> {
    const asked = this.#asked.get(turn);
    if (asked !== undefined) return asked;
    this.#next ??= this.#batch();
    const { turns, loaded } = this.#next;
    turns.push(turn);
    this.#asked.set(turn, loaded);
    const forget = (): boolean => this.#asked.delete(turn);
    void loaded.then(forget, forget);
    return loaded;
  }

  #batch(): { readonly turns: TurnId[]; readonly loaded: Promise<void> } {
    const turns: TurnId[] = [];
    return { turns, loaded: this.#loadNext(turns) };
  }

  /** Waits until all that is drawn now has said what it wants. */
  async #loadNext(turns: readonly TurnId[]): Promise<void> {
    await Promise.resolve();
    this.#next = undefined;
    this.#conversation.load(await this.#host.request("items", { turns }));
  }
}
