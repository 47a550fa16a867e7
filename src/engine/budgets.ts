import type { Cap } from "../core/budget.ts";
import type { Settings } from "../core/settings.ts";
import { fromUsd } from "../core/units.ts";
import { affordableOutput, worstCost, type Pricing } from "../models/prices.ts";
import type { WorstCase } from "../safeguards/budget.ts";

/** The caps that the settings set. */
export function capsOf(settings: Settings): readonly Cap[] {
  const caps = [
    { scope: "day", usd: settings["budget.daily"] },
    { scope: "month", usd: settings["budget.monthly"] },
    { scope: "session", usd: settings["budget.session"] },
    { scope: "turn", usd: settings["budget.turn"] },
  ] as const;
  return caps.flatMap(({ scope, usd }) => (usd === null ? [] : [{ scope, limit: fromUsd(usd) }]));
}

/** What calls cost at most at a price; undefined where the model is not metered. */
export function worstCaseOf(pricing: Pricing): WorstCase | undefined {
  if (pricing.metering === "not_metered") return undefined;
  return {
    cost: (inputTokens, maxTokens) => worstCost(inputTokens, maxTokens, pricing),
    affordableOutput: (amount, inputTokens) => affordableOutput(amount, inputTokens, pricing),
  };
}
