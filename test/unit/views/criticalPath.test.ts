import assert from "node:assert/strict";
import fc from "fast-check";
import type { Span } from "../../../src/core/telemetry.ts";
import { at, span } from "../../support/traces/manySpans.ts";
import { anySpans, waterfallOf } from "./waterfallSupport.ts";

/** The stretches in order of time, as `name from-to`. */
function pathOf(spans: readonly Span[]): readonly string[] {
  const waterfall = waterfallOf(spans);
  return stretches(waterfall)
    .toSorted((a, b) => a.from - b.from)
    .map(({ row, from, to }) => `${waterfall.columns.text("name", row)} ${from}-${to}`);
}

function stretches({ path, columns }: ReturnType<typeof waterfallOf>) {
  const found: { row: number; from: number; to: number }[] = [];
  for (let row = 0; row < columns.length; row++) {
    for (let index = path.offset[row]!; index < path.offset[row + 1]!; index++) {
      found.push({ row, from: path.from[index]!, to: path.to[index]! });
    }
  }
  return found;
}

const timed = (number: number, from: number, to: number, parent?: number): Span =>
  span(number, {
    name: String(number),
    start: at(from),
    end: at(to),
    ...(parent !== undefined && { parent }),
  });

describe("the critical path", () => {
  it("goes through children that follow each other and the gaps between them", () => {
    assert.deepEqual(pathOf([timed(1, 0, 100), timed(2, 10, 40, 1), timed(3, 50, 90, 1)]), [
      "1 0-10",
      "2 10-40",
      "1 40-50",
      "3 50-90",
      "1 90-100",
    ]);
  });

  it("takes the one that ended last of those that ran side by side", () => {
    assert.deepEqual(pathOf([timed(1, 0, 100), timed(2, 0, 60, 1), timed(3, 0, 100, 1)]), ["3 0-100"]);
  });

  it("goes down into grandchildren", () => {
    assert.deepEqual(pathOf([timed(1, 0, 10), timed(2, 0, 10, 1), timed(3, 2, 8, 2)]), [
      "2 0-2",
      "3 2-8",
      "2 8-10",
    ]);
  });

  it("does not follow a child past its parent's end", () => {
    assert.deepEqual(pathOf([timed(1, 0, 10), timed(2, 5, 50, 1)]), ["1 0-5", "2 5-10"]);
  });

  it("ends now where spans still run", () => {
    const { end: _one, ...root } = timed(1, 0, 0);
    const { end: _two, ...child } = timed(2, 5, 5, 1);
    assert.deepEqual(pathOf([root, child]), ["1 0-5", "2 5-Infinity"]);
  });

  it("never has two spans at one moment", () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const sorted = stretches(waterfallOf(spans)).toSorted((a, b) => a.from - b.from);
        for (const [index, stretch] of sorted.entries()) {
          assert.ok(stretch.from < stretch.to);
          if (index > 0) assert.ok(sorted[index - 1]!.to <= stretch.from);
        }
      }),
    );
  });
});
