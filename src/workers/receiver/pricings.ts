import type { EpochMs } from "../../core/units.ts";
import { costOf, pricingOf } from "../../models/prices.ts";
import type { PriceOf } from "../../telemetry/receivedSpan.ts";
import type { ReceiverPolicy } from "./messages.ts";

const QUARTER_MS = 900_000;
const MOST = 10_000;

/** What the models of received spans cost, looked up once a quarter of an hour of their time. */
export class Pricings {
  readonly #zone: string;
  readonly #known = new Map<string, ReturnType<typeof pricingOf>>();
  #overrides: ReceiverPolicy["prices"] = {};

  /** @param zone the time zone in which days, and so prices, change. */
  constructor(zone: string) {
    this.#zone = zone;
  }

  follow(overrides: ReceiverPolicy["prices"]): void {
    this.#overrides = overrides;
    this.#known.clear();
  }

  readonly price: PriceOf = (model, usage, at) => costOf(usage, this.#pricing(model, at));

  /** Prices change by day, and days begin with a quarter of an hour everywhere. */
  #pricing(model: string, at: EpochMs): ReturnType<typeof pricingOf> {
    const key = `${Math.floor(at / QUARTER_MS)} ${model}`;
    let pricing = this.#known.get(key);
    if (pricing === undefined) {
      const ref = { provider: "anthropic" as const, id: withoutPlatform(model) };
      pricing = pricingOf(ref, { at, zone: this.#zone, overrides: this.#overrides, local: false });
      if (this.#known.size >= MOST) this.#known.clear();
      this.#known.set(key, pricing);
    }
    return pricing;
  }
}

/** `anthropic/claude-…`, `us.anthropic.claude-…-v1:0`: the same model on another platform, at the same list price. */
const withoutPlatform = (model: string): string =>
  model
    .replace(/^(?:(?:[a-z]{2,6}\.)?anthropic[./])/, "")
    .replace(/-v\d+(?::\d+)?$/, "")
    .replace(/@/, "-");
