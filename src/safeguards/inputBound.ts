import type { MessageId } from "../core/ids.ts";
import type { ModelRequest } from "../core/model.ts";
import { promptTokens, type Usage } from "../core/usage.ts";

/**
 * An upper bound on a request's prompt tokens: no token stands for less than one byte, and what the
 * server has counted already need not be guessed again. One per session, because the system prompt and
 * the tools stay the same within one.
 */
export class InputBound {
  #known: { readonly ids: readonly MessageId[]; readonly model: string; readonly tokens: number } | undefined;

  of(request: ModelRequest, ids: readonly MessageId[], model: string): number {
    const known = this.#known;
    const continues = known?.model === model && known.ids.every((id, index) => ids[index] === id);
    if (!continues) return bytesOf([request.system, request.tools, request.messages]);
    return known.tokens + bytesOf(request.messages.slice(known.ids.length));
  }

  /** Takes the server's own count for exactly these messages. */
  learn(ids: readonly MessageId[], model: string, usage: Usage): void {
    const tokens = promptTokens(usage);
    if (tokens > 0) this.#known = { ids, model, tokens };
  }
}

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
