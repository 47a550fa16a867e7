import { addNanoUsd, nanoUsd, type NanoUsd } from "./units.ts";

/** Token counts in disjoint buckets: every token that was billed stands in exactly one of them. */
export interface Usage {
  /** Input tokens neither read from nor written to the cache. */
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  /** Output tokens, thinking included. */
  readonly output: number;
}

export const NO_USAGE: Usage = {
  input: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  output: 0,
};

export const addUsage = (a: Usage, b: Usage): Usage => ({
  input: a.input + b.input,
  cacheRead: a.cacheRead + b.cacheRead,
  cacheWrite5m: a.cacheWrite5m + b.cacheWrite5m,
  cacheWrite1h: a.cacheWrite1h + b.cacheWrite1h,
  output: a.output + b.output,
});

/** All tokens of the prompt, cached ones included: what fills the context window. */
export const promptTokens = (usage: Usage): number =>
  usage.input + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h;

/** The share of the prompt that was read from the cache, 0 to 1; undefined where nothing was sent. */
export function cacheHitRate(usage: Usage): number | undefined {
  const prompt = promptTokens(usage);
  return prompt === 0 ? undefined : usage.cacheRead / prompt;
}

/** Whether, and for how long, a provider is asked to keep a prompt's beginning. */
export type PromptCaching = "off" | "5m" | "1h";

/** Input tokens of which nothing more is known than that they may have been written to the cache. */
export function unsplitInput(tokens: number, caching: PromptCaching): Usage {
  switch (caching) {
    case "off":
      return { ...NO_USAGE, input: tokens };
    case "5m":
      return { ...NO_USAGE, cacheWrite5m: tokens };
    case "1h":
      return { ...NO_USAGE, cacheWrite1h: tokens };
  }
}

export const totalTokens = (usage: Usage): number => promptTokens(usage) + usage.output;

/**
 * How a model's tokens turn into money.
 * - `metered`: priced from the table or the person's own prices.
 * - `not_metered`: tokens, but no money (a local server, `vscode.lm`).
 * - `simulated`: priced like a real model, but nobody pays; kept in a ledger of its own.
 * - `unpriced`: costs money, but we do not know how much. A state of its own, never 0.
 */
export type Metering = "metered" | "not_metered" | "simulated" | "unpriced";

/** What one attempt cost, and by which price. */
export interface Cost {
  readonly metering: Metering;
  /** 0 where the metering is `not_metered` or `unpriced`; check `metering` before showing it. */
  readonly nanoUsd: NanoUsd;
  /** Where the price comes from: the table's source, or `settings`. */
  readonly priceSource?: string;
  /** The date from which that price holds, `YYYY-MM-DD`. */
  readonly priceDate?: string;
}

/** The cost of several attempts, each kind of metering apart from the others. */
export interface CostSum {
  readonly nanoUsd: NanoUsd;
  readonly simulatedNanoUsd: NanoUsd;
  /** How many attempts had no price. While it is above 0 the sum is a lower bound. */
  readonly unpriced: number;
}

export const NO_COST: CostSum = { nanoUsd: nanoUsd(0), simulatedNanoUsd: nanoUsd(0), unpriced: 0 };

export function addCost(sum: CostSum, cost: Cost): CostSum {
  switch (cost.metering) {
    case "metered":
      return { ...sum, nanoUsd: addNanoUsd(sum.nanoUsd, cost.nanoUsd) };
    case "simulated":
      return { ...sum, simulatedNanoUsd: addNanoUsd(sum.simulatedNanoUsd, cost.nanoUsd) };
    case "unpriced":
      return { ...sum, unpriced: sum.unpriced + 1 };
    case "not_metered":
      return sum;
  }
}

export const mergeCosts = (a: CostSum, b: CostSum): CostSum => ({
  nanoUsd: addNanoUsd(a.nanoUsd, b.nanoUsd),
  simulatedNanoUsd: addNanoUsd(a.simulatedNanoUsd, b.simulatedNanoUsd),
  unpriced: a.unpriced + b.unpriced,
});
