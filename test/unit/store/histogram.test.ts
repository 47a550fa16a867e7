import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  addHistogram,
  countDuration,
  packHistogram,
  percentile,
  unpackHistogram,
  type Histogram,
} from "../../../src/store/histogram.ts";

const durations = fc.array(fc.double({ min: 1, max: 3_600_000, noNaN: true }), {
  minLength: 1,
  maxLength: 200,
});

function counted(values: readonly number[]): Histogram {
  const histogram: Histogram = [];
  for (const value of values) countDuration(histogram, value);
  return histogram;
}

describe("a histogram of durations", () => {
  it("gives percentiles that are at most 4.5 % off", () => {
    fc.assert(
      fc.property(durations, fc.constantFrom(0.5, 0.95, 1), (values, p) => {
        const exact = values.toSorted((a, b) => a - b)[Math.ceil(values.length * p) - 1] ?? Number.NaN;
        const found = percentile(counted(values), p) ?? Number.NaN;
        assert.ok(Math.abs(found - exact) / exact < 0.045, `${found} is not about ${exact}`);
      }),
    );
  });

  it("can be added to another and taken away again, and stored", () => {
    fc.assert(
      fc.property(durations, durations, (ones, others) => {
        const sum = counted(ones);
        addHistogram(sum, counted(others), 1);
        assert.deepEqual(sum, counted([...ones, ...others]));
        addHistogram(sum, unpackHistogram(packHistogram(counted(others))), -1);
        assert.deepEqual(sum, counted(ones));
      }),
    );
  });

  it("has no percentiles where nothing was counted, and takes what lasted no time at all", () => {
    assert.equal(percentile([], 0.5), undefined);
    assert.deepEqual(unpackHistogram(packHistogram([])), []);
    assert.ok((percentile(counted([0, 0]), 0.5) ?? 0) < 1.1);
  });
});
