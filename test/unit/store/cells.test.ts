import assert from "node:assert/strict";
import { Cells, type Dimensions } from "../../../src/store/cells.ts";

const dimensionsOf = (more: Partial<Dimensions>): Dimensions => ({
  kind: "call",
  provider: "anthropic",
  name: "claude-sonnet-5-5",
  agent: "",
  metering: "metered",
  ...more,
});

describe("cells", () => {
  it("add up events by hour and by each dimension, in whatever order they come", () => {
    const names = Array.from({ length: 20 }, (_, at) => ({ name: `model ${at}` }));
    const others: readonly Partial<Dimensions>[] = [
      { kind: "tool" },
      { provider: "openai" },
      { agent: "reviewer" },
      { metering: "unpriced" },
      { service: "support-bot" },
      { service: "" },
    ];
    const cells = new Cells();
    for (let round = 0; round < 3; round++)
      for (const hour of [7, 8])
        for (const more of [...names, ...others]) cells.count(hour, dimensionsOf(more), { duration: 10 });
    assert.equal(cells.values().length, 2 * (names.length + others.length));
    assert.deepEqual(new Set(cells.values().map(({ count }) => count)), new Set([3]));
  });
});
