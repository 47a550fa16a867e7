import { priceRow } from "../../../src/models/prices.ts";
import type { TokenCounts } from "./tokens.ts";

export interface BillItem {
  readonly requestId: string;
  readonly model: string;
  readonly tokens: TokenCounts;
  readonly nanoUsd: number;
  /** Whether the whole answer was sent. */
  readonly complete: boolean;
}

interface OpenItem {
  readonly requestId: string;
  readonly model: string;
  readonly day: string;
  tokens: TokenCounts;
  complete: boolean;
}

/**
 * What the provider charges, whatever becomes of the client: the input from the moment on in which a request is
 * accepted, the output as it is written. The table's rates, multiplied out here and not by the product.
 */
export class ProviderBill {
  readonly #items: OpenItem[] = [];

  open(requestId: string, model: string, tokens: TokenCounts, day: string): OpenItem {
    const item: OpenItem = { requestId, model, day, tokens, complete: false };
    this.#items.push(item);
    return item;
  }

  get items(): readonly BillItem[] {
    return this.#items.map(({ day, ...item }) => ({
      ...item,
      nanoUsd: priceOf(item.model, item.tokens, day),
    }));
  }

  get total(): number {
    return this.items.reduce((sum, { nanoUsd }) => sum + nanoUsd, 0);
  }
}

const THOUSAND_TOKENS_OF_A_MILLION = 1_000;

/** Nano-USD; 0 for a model that has no price. */
function priceOf(model: string, tokens: TokenCounts, day: string): number {
  const row = priceRow(model, day);
  if (row === undefined) return 0;
  const prompt = tokens.input + tokens.cacheRead + tokens.cacheWrite5m + tokens.cacheWrite1h;
  const rates = row.over !== undefined && prompt > row.over.promptTokens ? row.over : row;
  const usdPerMillion =
    tokens.input * rates.input +
    tokens.cacheRead * rates.cacheRead +
    tokens.cacheWrite5m * rates.cacheWrite5m +
    tokens.cacheWrite1h * rates.cacheWrite1h +
    tokens.output * rates.output;
  return Math.round(usdPerMillion * THOUSAND_TOKENS_OF_A_MILLION);
}
