import type { MessageId } from "../../core/ids.ts";
import type { ModelInfo } from "../../core/model.ts";
import { promptTokens, type Usage } from "../../core/usage.ts";
import type { HistoryView } from "../../core/view.ts";

/** Bytes for which at least one token is expected, where nobody has counted: on the safe side. */
const BYTES_PER_TOKEN = 1.5;
/** Tokenizers differ by up to a third, so another model's density counts for more. */
const OTHER_TOKENIZER = 1.35;

/** A prompt as it would be sent: which messages, and how many bytes up to each. */
export interface Prompt {
  readonly ids: readonly MessageId[];
  readonly view?: HistoryView;
  /** Of system prompt, tools and messages as JSON. */
  readonly bytes: number;
}

interface Counted extends Prompt {
  readonly tokens: number;
}

export interface PromptTokens {
  readonly tokens: number;
  /** Whether the server has counted all of it. */
  readonly exact: boolean;
}

/**
 * How many tokens a prompt has: the server's own count of what it was sent last, plus an estimate of what
 * was added since, which is rather too high than too low.
 */
export class PromptSize {
  readonly #counted = new Map<string, Counted>();

  /** Takes the server's usage for exactly this prompt. */
  learn(prompt: Prompt, { id }: ModelInfo, usage: Usage): void {
    this.count(prompt, id, promptTokens(usage));
  }

  count(prompt: Prompt, model: string, tokens: number): void {
    if (tokens > 0) this.#counted.set(model, { ...prompt, tokens });
  }

  of(prompt: Prompt, { id }: ModelInfo): PromptTokens {
    const counted = this.#counted.get(id);
    if (counted === undefined || !continues(prompt, counted)) {
      return { tokens: Math.ceil(prompt.bytes * this.#density(id)), exact: false };
    }
    const added = Math.max(0, prompt.bytes - counted.bytes);
    return { tokens: counted.tokens + Math.ceil(added / BYTES_PER_TOKEN), exact: added === 0 };
  }

  /** Tokens per byte: this model's own, else another's with a surcharge, else a guess. */
  #density(model: string): number {
    const own = this.#counted.get(model);
    if (own !== undefined) return own.tokens / own.bytes;
    const other = [...this.#counted.values()].at(-1);
    if (other === undefined) return 1 / BYTES_PER_TOKEN;
    return Math.min(1, (other.tokens / other.bytes) * OTHER_TOKENIZER);
  }
}

const continues = ({ ids, view }: Prompt, counted: Counted): boolean =>
  view?.head === counted.view?.head && counted.ids.every((id, index) => ids[index] === id);
