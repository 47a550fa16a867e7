import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { ModelRef } from "../../../src/core/lines.ts";
import { epochMs, nanoUsd } from "../../../src/core/units.ts";
import {
  addCost,
  mergeCosts,
  NO_COST,
  NO_USAGE,
  promptTokens,
  type Cost,
  type Usage,
} from "../../../src/core/usage.ts";
import {
  affordableOutput,
  costOf,
  pricedModels,
  priceRow,
  pricingOf,
  worstCost,
  type PriceContext,
  type Pricing,
} from "../../../src/models/prices.ts";

const DAY = "2026-11-22";
const context = (parts: Partial<PriceContext> = {}): PriceContext => ({
  at: epochMs(Date.parse(`${DAY}T12:00:00Z`)),
  zone: "UTC",
  overrides: {},
  local: false,
  ...parts,
});
const claude = (id: string): ModelRef => ({ provider: "anthropic", id });
const pricing = (id: string, parts?: Partial<PriceContext>): Pricing => pricingOf(claude(id), context(parts));
const usage = (parts: Partial<Usage>): Usage => ({ ...NO_USAGE, ...parts });
const cost = (id: string, used: Partial<Usage>, parts?: Partial<PriceContext>): number =>
  costOf(usage(used), pricing(id, parts)).nanoUsd;

const cacheReadCost = (at: string, zone = "UTC"): number =>
  cost("claude-sonnet-5-5", { cacheRead: 1_000 }, { at: epochMs(Date.parse(at)), zone });
const haikuCost = (input: number, cacheRead: number): number =>
  cost("claude-haiku-5-5", { input, cacheRead, output: 10 });

describe("a model's price", () => {
  it("is that of exactly its name, with or without a date, never of a longer or shorter one", () => {
    assert.equal(priceRow("claude-haiku-4-5-20251001", DAY)?.model, "claude-haiku-4-5");
    assert.equal(priceRow("claude-haiku-4-5-latest", DAY)?.model, "claude-haiku-4-5");
    assert.notEqual(
      priceRow("claude-sonnet-5", DAY)?.cacheRead,
      priceRow("claude-sonnet-5-5", DAY)?.cacheRead,
    );
    for (const unknown of [
      "claude-sonnet",
      "claude-sonnet-5-5-5",
      "claude-sonnet-5-5-2026",
      "sonnet-5-5",
      "",
      "constructor",
    ]) {
      assert.equal(priceRow(unknown, DAY), undefined, unknown);
      assert.deepEqual(pricing(unknown), { metering: "unpriced" });
    }
  });

  it("is the one of the day on which it is asked, in the person's zone", () => {
    assert.deepEqual(
      [cacheReadCost("2026-10-06T23:59:59Z"), cacheReadCost("2026-10-07T00:00:00Z")],
      [200_000, 100_000],
    );
    assert.equal(cacheReadCost("2026-10-06T23:59:59Z", "Europe/Berlin"), 100_000);
    assert.equal(
      pricing("claude-fable-5-2", { at: epochMs(Date.parse("2026-11-08T12:00:00Z")) }).metering,
      "unpriced",
    );
  });

  it("has one row for each day, with a source and a date", () => {
    for (const model of pricedModels(DAY)) {
      const row = priceRow(model, DAY);
      assert.ok(row && row.source !== "" && /^\d{4}-\d\d-\d\d$/.test(row.date), model);
    }
    assert.ok(pricedModels(DAY).includes("claude-opus-5-5"));
    assert.ok(!pricedModels("2026-01-01").includes("claude-fable-5-2"));
  });

  it("may be the person's own; what they leave out of the cache follows from the input price", () => {
    const overrides = {
      "claude-opus-5": { input: 1, output: 2 },
      mine: { input: 10, output: 0, cacheRead: 0 },
    };
    const all = { input: 1, cacheRead: 1_000, cacheWrite5m: 1_000, cacheWrite1h: 1_000, output: 1 };
    assert.equal(cost("claude-opus-5", all, { overrides }), 1_000 + 100_000 + 1_250_000 + 2_000_000 + 2_000);
    assert.equal(cost("mine", { cacheRead: 1_000, input: 3 }, { overrides }), 30_000);
    assert.deepEqual(costOf(usage({ input: 1 }), pricing("mine", { overrides })), {
      metering: "metered",
      nanoUsd: 10_000,
      priceSource: "settings",
      priceDate: DAY,
    });
  });

  it("is nothing for what is not metered, and unknown, not nothing, for what is not known", () => {
    const overrides = { llama: "not metered" } as const;
    assert.deepEqual(costOf(usage({ input: 9 }), pricing("llama", { overrides })), {
      metering: "not_metered",
      nanoUsd: 0,
    });
    assert.equal(pricing("qwen", { local: true }).metering, "not_metered");
    assert.equal(
      pricing("claude-opus-5", { local: true }).metering,
      "metered",
      "a proxy on this machine costs money",
    );
    assert.deepEqual(costOf(usage({ input: 9 }), pricing("qwen")), { metering: "unpriced", nanoUsd: 0 });
    assert.equal(worstCost(1, 1, pricing("qwen")), undefined);
    assert.equal(worstCost(1, 1, pricing("llama", { overrides })), 0);
    assert.equal(affordableOutput(nanoUsd(0), 1, pricing("llama", { overrides })), Number.POSITIVE_INFINITY);
  });

  it("of the simulated model is counted like a real one's, but apart", () => {
    const simulated = pricingOf({ provider: "simulated", id: "simulated" }, context());
    assert.equal(costOf(usage({ input: 1_000 }), simulated).metering, "simulated");
  });
});

const total = (given: readonly Cost[]) => given.reduce(addCost, NO_COST);

describe("the cost of a call", () => {
  it("is what one gets by hand", () => {
    const used = { input: 1_234, cacheRead: 50_000, cacheWrite5m: 2_000, cacheWrite1h: 300, output: 777 };
    // USD per million tokens × 1,000 = nano-USD per token.
    assert.equal(
      cost("claude-opus-5-5", used),
      1_234 * 4_000 + 50_000 * 200 + 2_000 * 5_000 + 300 * 8_000 + 777 * 20_000,
    );
    assert.equal(
      cost("claude-sonnet-5-5", used),
      1_234 * 2_000 + 50_000 * 100 + 2_000 * 2_500 + 300 * 4_000 + 777 * 10_000,
    );
    assert.equal(cost("claude-haiku-4-5", { input: 1, output: 1 }), 6_000);
  });

  it("of a long prompt counts every token at the dearer rate, cached and written ones included", () => {
    assert.equal(haikuCost(50_000, 50_000), 50_000 * 100 + 50_000 * 10 + 10 * 500);
    assert.equal(haikuCost(50_001, 50_000), 50_001 * 500 + 50_000 * 50 + 10 * 2_500);
  });

  const tokens = fc.nat(300_000);
  const usages = fc.record({
    input: tokens,
    cacheRead: tokens,
    cacheWrite5m: tokens,
    cacheWrite1h: tokens,
    output: tokens,
  });
  const price = fc.double({ min: 0, max: 100, noNaN: true });
  const overrides = fc.record({
    input: price,
    output: price,
    cacheRead: price,
    cacheWrite5m: price,
    cacheWrite1h: price,
  });
  const pricings = fc.oneof(
    fc.constantFrom(...pricedModels(DAY)).map((id) => pricing(id)),
    overrides.map((own) => pricing("own", { overrides: { own } })),
  );

  it("is never more than the worst case for its bounds, whatever the tokens were", () => {
    fc.assert(
      fc.property(usages, fc.nat(100_000), fc.nat(100_000), pricings, (used, moreInput, moreOutput, how) => {
        const worst = worstCost(promptTokens(used) + moreInput, used.output + moreOutput, how) ?? -1;
        const { nanoUsd: actual } = costOf(used, how);
        assert.ok(Number.isSafeInteger(actual) && actual >= 0 && actual <= worst);
      }),
      { numRuns: 500 },
    );
  });

  it("is never negative, and the sum of what its kinds of tokens cost", () => {
    const cents = fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100);
    const whole = fc.record({
      input: cents,
      output: cents,
      cacheRead: cents,
      cacheWrite5m: cents,
      cacheWrite1h: cents,
    });
    fc.assert(
      fc.property(usages, whole, (used, own) => {
        const how = pricing("own", { overrides: { own } });
        const parts = Object.entries(used).map(
          ([kind, count]) => costOf(usage({ [kind]: count }), how).nanoUsd,
        );
        assert.ok(parts.every((part) => part >= 0));
        assert.equal(
          costOf(used, how).nanoUsd,
          parts.reduce((sum, part) => sum + part, 0),
        );
      }),
      { numRuns: 500 },
    );
  });

  it("adds up to the same, in whatever order and whichever part is added first", () => {
    const costs = fc.array(
      fc.tuple(usages, pricings).map(([used, how]) => costOf(used, how)),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(costs, fc.nat(20), (all, at) => {
        const sum = total(all);
        const metered = all.filter(({ metering }) => metering === "metered");
        assert.equal(
          sum.nanoUsd,
          metered.reduce((money, { nanoUsd: amount }) => money + amount, 0),
        );
        assert.deepEqual(total(all.toReversed()), sum);
        assert.deepEqual(mergeCosts(total(all.slice(0, at)), total(all.slice(at))), sum);
      }),
    );
  });

  it("fits an amount if the output is no more than that amount affords, and not with one token more", () => {
    fc.assert(
      fc.property(fc.nat(2e9), fc.nat(200_000), pricings, (amount, input, how) => {
        const output = affordableOutput(nanoUsd(amount), input, how);
        if (!Number.isFinite(output) || output < 0) return;
        assert.ok((worstCost(input, output, how) ?? Infinity) <= amount);
        const { output: rate } = how as { output: number };
        // Rounding up the input may leave room that a price below a nano-USD per token could still use.
        if (rate > 2) assert.ok((worstCost(input, output + 1, how) ?? 0) >= amount);
      }),
      { numRuns: 500 },
    );
  });
});
