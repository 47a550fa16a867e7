import type { MessageId, TurnId } from "../core/ids.ts";
import type { LiveEvent } from "../core/live.ts";
import type { SpanContext } from "../core/telemetry.ts";
import type { EpochMs } from "../core/units.ts";
import type { ItemStore } from "./itemStore.ts";

/** The answer that is being written, and the output of tools that run: what is shown before its line comes. */
export class LiveAnswer {
  readonly #items: ItemStore;
  /** Undefined where nobody heard the answer begin. */
  #answering: MessageId | undefined;

  constructor(items: ItemStore) {
    this.#items = items;
  }

  /** @param chat the model call whose answer it is. */
  take(event: LiveEvent, turn: TurnId, chat: SpanContext | undefined, at: EpochMs): void {
    switch (event.type) {
      case "answer_started":
        this.#answering = event.message;
        return;
      case "text":
      case "thinking":
        this.#start(event.message, turn, chat, at);
        return this.#items.append(event.message, event.type, event.text);
      case "tool_use":
        // Of an answer whose beginning was not heard the tools come with its line.
        if (this.#answering === undefined) return;
        this.#start(this.#answering, turn, chat, at);
        return this.#items.putTool(event.call, turn, at, { name: event.name, state: "writing" });
      case "tool_input":
        return this.#items.append(event.call, "input", event.json);
      case "tool_output":
        return this.#items.append(event.call, "output", event.text);
      case "tool_started":
      case "waiting":
      case "waiting_for_servers":
      case "waited":
        return;
    }
  }

  /** Its line has come. */
  end(): void {
    this.#answering = undefined;
  }

  /** With its first content: an attempt that fails before leaves nothing behind. */
  #start(id: MessageId, turn: TurnId, chat: SpanContext | undefined, at: EpochMs): void {
    this.#answering = id;
    if (this.#items.get(id) !== undefined) return;
    const span = chat && { span: chat };
    this.#items.put({ kind: "answer", id, turn, at, text: "", thinking: "", state: "streaming", ...span });
  }
}
