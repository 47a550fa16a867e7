import type { ModelCall } from "../core/call.ts";
import type { MessageId, ToolCallId } from "../core/ids.ts";
import type { LiveEvent } from "../core/live.ts";
import type { ContentBlock, Model, ModelEvent, ModelRequest, ModelResponse } from "../core/model.ts";

/** What a model call produced, whether it came to its end or not. */
export type Answered =
  | { readonly ok: true; readonly response: ModelResponse }
  /** `partial`: what had arrived, for the person and for the history. */
  | { readonly ok: false; readonly error: unknown; readonly partial: readonly ContentBlock[] };

/** Calls the model, shows what it writes as it arrives, and returns the whole. Never throws. */
export async function ask(model: Model, request: ModelRequest, call: ModelCall): Promise<Answered> {
  const arrived = new ArrivedBlocks();
  const toLive = liveEvents(call.answer);
  try {
    for await (const event of model.stream(request, call)) {
      if (event.type === "completed") return { ok: true, response: event.response };
      arrived.take(event);
      const live = toLive(event);
      if (live !== undefined) call.live(live);
    }
    return { ok: false, error: new Error("the model ended without an answer"), partial: arrived.blocks() };
  } catch (error) {
    return { ok: false, error, partial: arrived.blocks() };
  }
}

/** The blocks of an answer that is being written. One that is not whole has what there is of it. */
class ArrivedBlocks {
  readonly #blocks = new Map<
    number,
    { readonly parts: string[]; readonly make: (text: string) => ContentBlock }
  >();

  take(event: ModelEvent): void {
    switch (event.type) {
      case "text":
        return this.#add(event.index, event.text, (text) => ({ type: "text", text }));
      case "thinking":
        return this.#add(event.index, event.text, (thinking) => ({
          type: "thinking",
          thinking,
          signature: "",
        }));
      case "tool_use": {
        const { id, name } = event;
        return this.#add(event.index, "", (input) => ({ type: "tool_use", id, name, input }));
      }
      case "tool_input":
        this.#blocks.get(event.index)?.parts.push(event.json);
        return;
      case "block":
        this.#blocks.set(event.index, { parts: [], make: () => event.block });
        return;
      case "started":
      case "completed":
        return;
    }
  }

  blocks(): readonly ContentBlock[] {
    return [...this.#blocks.values()].map(({ parts, make }) => make(parts.join("")));
  }

  #add(index: number, part: string, make: (text: string) => ContentBlock): void {
    const block = this.#blocks.get(index);
    if (block === undefined) this.#blocks.set(index, { parts: [part], make });
    else block.parts.push(part);
  }
}

/** What a watcher sees of each event. Arguments come by the index of their block, whose call is remembered. */
function liveEvents(message: MessageId): (event: ModelEvent) => LiveEvent | undefined {
  const calls = new Map<number, ToolCallId>();
  return (event) => {
    switch (event.type) {
      case "started":
        return { type: "answer_started", message, model: event.model };
      case "text":
      case "thinking":
        return { ...event, message };
      case "tool_use": {
        const call = event.id as ToolCallId;
        calls.set(event.index, call);
        return { type: "tool_use", call, name: event.name };
      }
      case "tool_input": {
        const call = calls.get(event.index);
        return call && { type: "tool_input", call, json: event.json };
      }
      case "block":
      case "completed":
        return undefined;
    }
  };
}
