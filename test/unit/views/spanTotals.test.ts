import assert from "node:assert/strict";
import fc from "fast-check";
import { ATTR } from "../../../src/core/attributes.ts";
import type { Attributes } from "../../../src/core/telemetry.ts";
import { agentRun } from "../../support/traces/agentRun.ts";
import { span } from "../../support/traces/manySpans.ts";
import { anySpans, waterfallOf, waterfallOfLines } from "./waterfallSupport.ts";

const chat = (attributes: Attributes = {}): { attributes: Attributes } => ({
  attributes: { [ATTR.operation]: "chat", ...attributes },
});
const priced = (nanoUsd: number, metering = "metered") => ({
  [ATTR.costNanoUsd]: nanoUsd,
  [ATTR.metering]: metering,
});
const attempt = (nanoUsd: number, provider = "anthropic") => ({
  attributes: { [ATTR.attempt]: 1, [ATTR.attemptProvider]: provider, [ATTR.attemptCost]: nanoUsd },
});

describe("the totals of a span", () => {
  it("are the sum of the topmost inferences below it", () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const waterfall = waterfallOf(spans);
        const { up } = waterfall.tree;
        const { input, category } = waterfall.columns.arrays;
        const isModel = (row: number): boolean => category[row] === 1;
        const hasModelAbove = (row: number): boolean =>
          up[row]! >= 0 && (isModel(up[row]!) || hasModelAbove(up[row]!));
        const leaves = spans.map((_, row) => row).filter((row) => isModel(row) && !hasModelAbove(row));
        assert.equal(
          waterfall.sum.input,
          leaves.reduce((sum, row) => sum + input[row]!, 0),
        );
      }),
    );
  });

  it("never include what an agent says of itself", () => {
    const waterfall = waterfallOf([
      span(1, {
        attributes: { [ATTR.operation]: "invoke_agent", [ATTR.inputTokens]: 999, [ATTR.outputTokens]: 9 },
      }),
      span(2, { parent: 1, ...chat({ [ATTR.inputTokens]: 100, [ATTR.outputTokens]: 7 }) }),
    ]);
    assert.equal(waterfall.totals(0).input, 100);
    assert.equal(waterfall.totals(0).output, 7);
  });

  it("count a model call once, though its attempts carry the cost too", () => {
    const waterfall = waterfallOf([
      span(1, chat(priced(30))),
      span(2, { parent: 1, ...attempt(10) }),
      span(3, { parent: 1, ...attempt(20) }),
    ]);
    assert.equal(waterfall.sum.cost, 30);
  });

  it("take the attempts' cost while the model call has not said its own", () => {
    const waterfall = waterfallOf([
      span(1, chat()),
      span(2, { parent: 1, ...attempt(10) }),
      span(3, { parent: 1, ...attempt(20) }),
    ]);
    assert.equal(waterfall.totals(0).cost, 30);
  });

  it("do not add an inference that repeats the one around it", () => {
    const waterfall = waterfallOf([
      span(1, chat({ [ATTR.inputTokens]: 100, ...priced(5) })),
      span(2, { parent: 1, ...chat({ [ATTR.inputTokens]: 100, ...priced(5) }) }),
    ]);
    assert.equal(waterfall.sum.input, 100);
    assert.equal(waterfall.sum.cost, 5);
  });

  it("keep money that nobody pays and prices that nobody knows apart", () => {
    const waterfall = waterfallOf([
      span(1),
      span(2, { parent: 1, ...chat(priced(5)) }),
      span(3, { parent: 1, ...chat(priced(7, "simulated")) }),
      span(4, { parent: 1, ...chat(priced(0, "unpriced")) }),
      span(5, { parent: 1, ...chat(priced(0, "not_metered")) }),
      span(6, { parent: 1, ...attempt(11, "simulated") }),
    ]);
    const { cost, simulated, unpriced } = waterfall.totals(0);
    assert.deepEqual({ cost, simulated, unpriced }, { cost: 5, simulated: 18, unpriced: 1 });
  });

  it("of a recorded run equal its usage lines", () => {
    const { lines } = agentRun();
    const waterfall = waterfallOfLines(lines.flatMap((line) => (line.type === "span" ? [line.data] : [])));
    const bills = lines.flatMap((line) => (line.type === "response" ? [line.data] : []));
    assert.equal(
      waterfall.sum.cost,
      bills.reduce((sum, { cost }) => sum + cost.nanoUsd, 0),
    );
    assert.equal(
      waterfall.sum.output,
      bills.reduce((sum, { usage }) => sum + usage.output, 0),
    );
    assert.equal(waterfall.sum.errors, 4);
  });
});
