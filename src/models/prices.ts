import { localDay } from "../core/days.ts";
import type { ModelRef } from "../core/lines.ts";
import type { Settings } from "../core/settings.ts";
import type { PriceOverride } from "../core/settingValues.ts";
import { nanoUsd, type EpochMs, type NanoUsd } from "../core/units.ts";
import { promptTokens, type Cost, type Metering, type Usage } from "../core/usage.ts";
import table from "./prices.json" with { type: "json" };

/** Nano-USD per token. */
export interface Rates {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
}

export interface Price extends Rates {
  /** Replaces every rate once the prompt is longer; the model's long-context tier. */
  readonly over?: Rates & { readonly promptTokens: number };
  readonly source: string;
  /** When the source was read, `YYYY-MM-DD`. */
  readonly date: string;
}

/** How a model is paid for at a moment. */
export type Pricing =
  | { readonly metering: "not_metered" }
  | { readonly metering: "unpriced" }
  | (Price & { readonly metering: Exclude<Metering, "not_metered" | "unpriced"> });

export const PRICE_TABLE_DATE = table.checked;

/** One USD per million tokens is a thousand nano-USD per token. */
const perToken = (usdPerMillion: number): number => usdPerMillion * 1_000;

interface Row extends Rates {
  readonly model: string;
  readonly from?: string;
  readonly until?: string;
  readonly over?: Rates & { readonly promptTokens: number };
  readonly contextWindow: number;
  readonly maxOutput: number;
  readonly source: string;
  readonly date: string;
}

const ROWS: readonly Row[] = table.rows;

/** A dated id, `claude-haiku-4-5-20251001`, names the same model as the one without the date. */
const withoutDate = (model: string): string => model.replace(/-(?:\d{8}|latest)$/, "");

/** The table's row of exactly this model: a longer or shorter id is another model. */
export function priceRow(model: string, day: string): Row | undefined {
  const name = withoutDate(model);
  return ROWS.find(
    (row) => row.model === name && (row.from ?? "") <= day && (row.until === undefined || day < row.until),
  );
}

/** The ids of all models with a price on this day. */
export const pricedModels = (day: string): readonly string[] =>
  [...new Set(ROWS.map((row) => row.model))].filter((model) => priceRow(model, day) !== undefined);

export interface PriceContext {
  readonly at: EpochMs;
  readonly zone: string;
  readonly overrides: Settings["prices"];
  /** The server runs on this machine, so a model that the table does not know costs nothing. */
  readonly local: boolean;
}

/** How a model is paid for: the person's own price, else the table's, else not known. */
export function pricingOf(ref: ModelRef, context: PriceContext): Pricing {
  if (ref.provider === "vscode") return { metering: "not_metered" };
  const metering = ref.provider === "simulated" ? "simulated" : "metered";
  const override = Object.hasOwn(context.overrides, ref.id) ? context.overrides[ref.id] : undefined;
  if (override === "not metered") return { metering: "not_metered" };
  const day = localDay(context.at, context.zone);
  if (override !== undefined) return { metering, ...overridden(override), source: "settings", date: day };
  const row = priceRow(ref.id, day);
  if (row === undefined) return { metering: context.local ? "not_metered" : "unpriced" };
  const over = row.over && { ...rates(row.over), promptTokens: row.over.promptTokens };
  return { metering, ...rates(row), ...(over && { over }), source: row.source, date: row.date };
}

const rates = (usd: Rates): Rates => ({
  input: perToken(usd.input),
  output: perToken(usd.output),
  cacheRead: perToken(usd.cacheRead),
  cacheWrite5m: perToken(usd.cacheWrite5m),
  cacheWrite1h: perToken(usd.cacheWrite1h),
});

/** A cache price that the person left out costs what Anthropic's usual ratios make of the input price. */
const overridden = (price: PriceOverride): Rates =>
  rates({
    cacheRead: price.input * 0.1,
    cacheWrite5m: price.input * 1.25,
    cacheWrite1h: price.input * 2,
    ...price,
  });

/** The cost of what was used, rounded up to a whole nano-USD. */
export function costOf(usage: Usage, pricing: Pricing): Cost {
  if (pricing.metering === "not_metered" || pricing.metering === "unpriced") {
    return { metering: pricing.metering, nanoUsd: nanoUsd(0) };
  }
  const { source: priceSource, date: priceDate } = pricing;
  return {
    metering: pricing.metering,
    nanoUsd: amountOf(usage, tier(pricing, promptTokens(usage))),
    priceSource,
    priceDate,
  };
}

/**
 * The most that a call can cost: every input token at the dearest of its rates, every output token
 * used. 0 where the model is not metered; undefined where its price is unknown.
 */
export function worstCost(inputTokens: number, maxTokens: number, pricing: Pricing): NanoUsd | undefined {
  if (pricing.metering === "unpriced") return undefined;
  if (pricing.metering === "not_metered") return nanoUsd(0);
  const at = tier(pricing, inputTokens);
  const input = Math.max(at.input, at.cacheWrite5m, at.cacheWrite1h, at.cacheRead);
  return wholeNano(inputTokens * input + maxTokens * at.output);
}

/** The most output tokens whose worst cost fits an amount; below 0 where not even the input does. */
export function affordableOutput(amount: NanoUsd, inputTokens: number, pricing: Pricing): number {
  if (pricing.metering === "unpriced" || pricing.metering === "not_metered") return Number.POSITIVE_INFINITY;
  const { output } = tier(pricing, inputTokens);
  const input = worstCost(inputTokens, 0, pricing) ?? 0;
  return output === 0 ? Number.POSITIVE_INFINITY : Math.floor((amount - input) / output);
}

const tier = (price: Price, prompt: number): Rates =>
  price.over !== undefined && prompt > price.over.promptTokens ? price.over : price;

const amountOf = (usage: Usage, at: Rates): NanoUsd =>
  wholeNano(
    usage.input * at.input +
      usage.cacheRead * at.cacheRead +
      usage.cacheWrite5m * at.cacheWrite5m +
      usage.cacheWrite1h * at.cacheWrite1h +
      usage.output * at.output,
  );

/** A sum of products of decimals such as 0.1 may be a hair above the integer it stands for. */
const ROUNDING = 1e-3;

const wholeNano = (amount: number): NanoUsd => nanoUsd(Math.max(0, Math.ceil(amount - ROUNDING)));
