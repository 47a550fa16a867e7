import assert from "node:assert/strict";
import * as fc from "fast-check";
import { epochMs, fromUsd } from "../../../src/core/units.ts";
import { NO_COST } from "../../../src/core/usage.ts";
import { formatAgo, formatBytes, formatCost, formatElapsed } from "../../../src/views/format.ts";

const HOUR = 3_600_000;

describe("figures for a person", () => {
  it("count whole seconds of what still runs", () => {
    assert.equal(formatElapsed(-5), "0 s");
    assert.equal(formatElapsed(59_999), "59 s");
    assert.equal(formatElapsed(185_000), "3 min 05 s");
    assert.equal(formatElapsed(2 * HOUR + 600_000), "2 h 10 min");
  });

  it("give sizes in decimal units", () => {
    assert.equal(formatBytes(999), "999 B");
    assert.equal(formatBytes(12_400), "12.4 kB");
    assert.equal(formatBytes(999_960), "1.0 MB");
    assert.equal(formatBytes(20_400_000), "20.4 MB");
  });

  it("say how long ago something was, and never that it will be", () => {
    const now = epochMs(10 * 24 * HOUR);
    const ago = (past: number): string => formatAgo(epochMs(now - past), now);
    assert.equal(ago(59_000), "just now");
    assert.equal(ago(60_000), "1 minute ago");
    assert.equal(ago(26 * HOUR), "1 day ago");
    assert.equal(ago(-HOUR), "just now");
  });

  it("keep simulated money apart, and an unknown price from being zero", () => {
    const cost = { ...NO_COST, nanoUsd: fromUsd(0.31) };
    assert.equal(formatCost(NO_COST), "$0.00");
    assert.equal(formatCost({ ...cost, simulatedNanoUsd: fromUsd(0.02) }), "$0.31 + $0.02 simulated");
    assert.equal(formatCost({ ...NO_COST, unpriced: 2 }), "unpriced");
    fc.assert(
      fc.property(fc.nat(1_000), fc.nat(1_000), fc.integer({ min: 1 }), (real, pretended, unpriced) => {
        const sum = { nanoUsd: fromUsd(real), simulatedNanoUsd: fromUsd(pretended), unpriced };
        assert.match(formatCost(sum), /unpriced$/);
      }),
    );
  });
});
