import assert from "node:assert/strict";
import { countsOfLayer, sum, verdict } from "../../report/counts.ts";

describe("the sum of all layers", () => {
  it("counts a passing check as nothing and a failing one as one failure", () => {
    assert.deepEqual(countsOfLayer(0, undefined), { passed: 0, failed: 0 });
    assert.deepEqual(countsOfLayer(1, undefined), { passed: 0, failed: 1 });
  });

  it("takes the counts of a mocha run, and one failure more if it crashed after them", () => {
    assert.deepEqual(countsOfLayer(3, { passed: 7, failed: 3 }), { passed: 7, failed: 3 });
    assert.deepEqual(countsOfLayer(1, { passed: 7, failed: 0 }), { passed: 7, failed: 1 });
  });

  it("ends in one line with both totals", () => {
    const total = sum([
      { passed: 2, failed: 0 },
      { passed: 40, failed: 1 },
    ]);
    assert.equal(verdict(total), "42 passed, 1 failed");
    assert.equal(verdict(sum([])), "0 passed, 0 failed");
  });
});
