import assert from "node:assert/strict";
import { formatCount, formatDuration, formatTokens } from "../../../src/views/figures.ts";

describe("figures", () => {
  it("give a duration the digits that matter", () => {
    const shown = [
      0, 0.0004, 0.83, 0.9999, 3.14159, 12.4, 999.4, 999.7, 3214, 18_341, 59_990, 72_000, 3_599_600,
      7_380_000,
    ];
    assert.deepEqual(shown.map(formatDuration), [
      "0 ms",
      "1 µs",
      "830 µs",
      "1.0 ms",
      "3.1 ms",
      "12 ms",
      "999 ms",
      "1.00 s",
      "3.21 s",
      "18.3 s",
      "1 min 0 s",
      "1 min 12 s",
      "1 h 0 min",
      "2 h 3 min",
    ]);
    assert.equal(formatDuration(-250), "-250 ms");
  });

  it("shorten token counts", () => {
    const shown = [0, 412, 999, 1000, 8120, 21_400, 99_949, 99_950, 120_400, 999_499, 999_500, 12_345_678];
    assert.deepEqual(shown.map(formatTokens), [
      "0",
      "412",
      "999",
      "1.0k",
      "8.1k",
      "21.4k",
      "99.9k",
      "100k",
      "120k",
      "999k",
      "1.0M",
      "12.3M",
    ]);
  });

  it("count in words", () => {
    assert.equal(formatCount(1, "span"), "1 span");
    assert.equal(formatCount(21_400, "span"), "21,400 spans");
  });
});
