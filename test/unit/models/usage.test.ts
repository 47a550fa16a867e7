import assert from "node:assert/strict";
import * as fc from "fast-check";
import { NO_USAGE, totalTokens } from "../../../src/core/usage.ts";
import { mergeRawUsage, parseUsage } from "../../../src/models/usage.ts";

describe("the usage that a server reports", () => {
  it("stands in disjoint buckets, written tokens without a split as those of five minutes", () => {
    const raw = {
      input_tokens: 1,
      cache_read_input_tokens: 2,
      cache_creation_input_tokens: 7,
      output_tokens: 5,
    };
    assert.deepEqual(parseUsage(raw), {
      input: 1,
      cacheRead: 2,
      cacheWrite5m: 7,
      cacheWrite1h: 0,
      output: 5,
    });
    const split = { ephemeral_5m_input_tokens: 3, ephemeral_1h_input_tokens: 4 };
    assert.deepEqual(parseUsage({ ...raw, cache_creation: split }), {
      input: 1,
      cacheRead: 2,
      cacheWrite5m: 3,
      cacheWrite1h: 4,
      output: 5,
    });
    assert.deepEqual(parseUsage({ cache_creation: split }), {
      ...NO_USAGE,
      cacheWrite5m: 3,
      cacheWrite1h: 4,
    });
    assert.deepEqual(
      parseUsage({ cache_creation_input_tokens: 7, cache_creation: { ephemeral_1h_input_tokens: 4 } }),
      { ...NO_USAGE, cacheWrite5m: 3, cacheWrite1h: 4 },
    );
  });

  it("counts nothing for what is no count", () => {
    for (const raw of [
      undefined,
      null,
      5,
      "x",
      [],
      { input_tokens: -1, output_tokens: "7", cache_creation: null },
      { input_tokens: Number.NaN },
    ]) {
      assert.deepEqual(parseUsage(raw), NO_USAGE);
    }
    fc.assert(fc.property(fc.anything(), (raw) => totalTokens(parseUsage(raw)) >= 0));
  });

  it("is what came last of each count", () => {
    const start = mergeRawUsage(undefined, { input_tokens: 5, output_tokens: 1, speed: "fast" });
    assert.deepEqual(mergeRawUsage(start, { output_tokens: 9, input_tokens: null, speed: undefined }), {
      input_tokens: 5,
      output_tokens: 9,
      speed: "fast",
    });
    assert.deepEqual(mergeRawUsage(start, null), start);
  });
});
