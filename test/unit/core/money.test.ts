import assert from "node:assert/strict";
import * as fc from "fast-check";
import { formatUsd } from "../../../src/core/money.ts";
import { addNanoUsd, fromUsd, nanoUsd } from "../../../src/core/units.ts";

const shown = (usd: number): string => formatUsd(fromUsd(usd));

describe("money", () => {
  it("is shown with cents from a dollar up, with two digits that count below", () => {
    assert.deepEqual([0, 1, 1234.5, 0.5, 0.25, 0.0312, 0.00999, 0.0000012, 0.999, -0.25].map(shown), [
      "$0.00",
      "$1.00",
      "$1,234.50",
      "$0.50",
      "$0.25",
      "$0.031",
      "$0.01",
      "$0.0000012",
      "$1.00",
      "-$0.25",
    ]);
  });

  it("is never shown as nothing where it is something, nor far from what it is", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2e12 }), (amount) => {
        const text = formatUsd(nanoUsd(amount));
        const value = Number(text.slice(1).replaceAll(",", "")) * 1e9;
        assert.ok(Math.abs(value - amount) <= Math.max(0.051 * amount, 1), text);
        assert.match(text, /^\$[\d,]+\.\d\d\d*$/);
      }),
    );
  });

  it("is counted exactly or not at all", () => {
    assert.equal(addNanoUsd(fromUsd(0.1), fromUsd(0.2)), 300_000_000);
    assert.throws(() => nanoUsd(0.5), RangeError);
    assert.throws(() => nanoUsd(2 ** 53), RangeError);
    assert.throws(() => addNanoUsd(fromUsd(9e6), fromUsd(9e6)), RangeError);
  });
});
