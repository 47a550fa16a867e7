import assert from "node:assert/strict";
import { itemRuns } from "../../../src/views/itemRuns.ts";
import { TurnBuilder } from "../../preview/chat/items.ts";

function items(count: number) {
  const turn = new TurnBuilder(0, "a");
  for (let i = 0; i < count; i++) turn.tool("read_file", `${i}`);
  return turn.items;
}

describe("a long turn in runs", () => {
  it("has every item once and in order", () => {
    const all = items(60);
    const runs = itemRuns(all, []);
    assert.deepEqual(
      runs.map((run) => run.length),
      [25, 25, 10],
    );
    assert.deepEqual(runs.flat(), all);
    assert.deepEqual(itemRuns([], []), []);
  });

  it("keeps the runs in which nothing has changed", () => {
    const before = items(60);
    const runs = itemRuns(before, []);
    const last = before.at(-1);
    assert.ok(last);
    const after = itemRuns([...before.slice(0, -1), { ...last }], runs);
    assert.equal(after[0], runs[0]);
    assert.equal(after[1], runs[1]);
    assert.notEqual(after[2], runs[2]);
  });
});
