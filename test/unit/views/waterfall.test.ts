import assert from "node:assert/strict";
import fc from "fast-check";
import type { Span } from "../../../src/core/telemetry.ts";
import { CYCLE, NO_CUT, ORPHAN } from "../../../src/views/spanTree.ts";
import { agentRun } from "../../support/traces/agentRun.ts";
import { at, manySpans, span, spanId } from "../../support/traces/manySpans.ts";
import { oddTrace } from "../../support/traces/oddTrace.ts";
import { anySpans, linesOf, outline, pictureOf, waterfallOf, waterfallOfLines } from "./waterfallSupport.ts";

const family = (): readonly Span[] => [
  span(1, { name: "root" }),
  span(2, { parent: 1, name: "first" }),
  span(3, { parent: 2, name: "first's child" }),
  span(4, { parent: 1, name: "second" }),
  span(5, { parent: 4, name: "second's child", status: { code: "error" } }),
];

describe("the waterfall's rows", () => {
  it("stand as a tree, siblings by start", () => {
    assert.deepEqual(outline(waterfallOf(family())), [
      "root",
      "  first",
      "    first's child",
      "  second",
      "    second's child",
    ]);
  });

  it("show every span exactly once, whatever its parent link says", () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const shown = Array.from(waterfallOf(spans).rows);
        assert.deepEqual(
          shown.toSorted((a, b) => a - b),
          spans.map((_, row) => row),
        );
      }),
    );
  });

  it("are the same whatever the order in which lines arrive", () => {
    const cases = anySpans
      .map(linesOf)
      .chain((lines) =>
        fc.tuple(fc.constant(lines), fc.shuffledSubarray([...lines], { minLength: lines.length })),
      );
    fc.assert(
      fc.property(cases, ([lines, shuffled]) => {
        assert.deepEqual(pictureOf(waterfallOfLines(shuffled)), pictureOf(waterfallOfLines(lines)));
      }),
    );
  });

  it("say why a span with a parent stands at the top", () => {
    const waterfall = waterfallOf(oddTrace());
    const cuts = Object.fromEntries(
      Array.from(waterfall.rows, (row) => [waterfall.columns.text("name", row), waterfall.tree.cut[row]]),
    );
    assert.equal(cuts["child of a span that never came"], ORPHAN);
    assert.equal(cuts["ring: first"], CYCLE);
    assert.equal(cuts["ring: second"], NO_CUT);
    assert.equal(cuts["its own parent"], CYCLE);
    assert.equal(cuts["agent.run"], NO_CUT);
  });

  it("put an orphan under its parent when that arrives", () => {
    assert.deepEqual(outline(waterfallOf(family().toReversed())), outline(waterfallOf(family())));
  });

  it("stay quick with a chain of 100,000 spans", () => {
    const chain = Array.from({ length: 100_000 }, (_, number) =>
      span(number + 1, number === 0 ? {} : { parent: number }),
    );
    const waterfall = waterfallOf(chain);
    assert.equal(waterfall.tree.depth[99_999], 99_999);
    assert.equal(waterfall.path.offset.at(-1)! > 0, true);
  });

  it("hold an agent's run of 42 spans", () => {
    const lines = agentRun().lines.flatMap((line) => (line.type === "span" ? [line.data] : []));
    assert.equal(waterfallOfLines(lines).rows.length, 42);
  });
});

describe("folding", () => {
  it("hides what is below, and finds the row that stands for it", () => {
    const waterfall = waterfallOf(family());
    waterfall.fold(1, true);
    assert.deepEqual(outline(waterfall), ["root", "  first", "  second", "    second's child"]);
    assert.equal(waterfall.rowAt(2), 1);
    assert.equal(waterfall.rowAt(4), 3);
  });

  it("goes by depth, and comes back whole", () => {
    const waterfall = waterfallOf(family());
    waterfall.foldToDepth(2);
    assert.deepEqual(outline(waterfall), ["root", "  first", "  second"]);
    waterfall.foldToDepth(Infinity);
    assert.equal(waterfall.rows.length, 5);
  });

  it("gives way to a span that is to be shown", () => {
    const waterfall = waterfallOf(family());
    for (const row of [0, 1, 3]) waterfall.fold(row, true);
    waterfall.uncover(2);
    assert.deepEqual(outline(waterfall), ["root", "  first", "    first's child", "  second"]);
  });

  it("never changes which spans there are", () => {
    fc.assert(
      fc.property(anySpans, fc.array(fc.nat({ max: 11 })), (spans, folds) => {
        const waterfall = waterfallOf(spans);
        for (const row of folds) if (row < spans.length) waterfall.fold(row, true);
        const { rows, tree } = waterfall;
        const hidden = Array.from(rows, (row) => (waterfall.isFolded(row) ? tree.size[row]! - 1 : 0));
        assert.equal(rows.length + hidden.reduce((sum, count) => sum + count, 0), spans.length);
      }),
    );
  });

  it("survives new spans", () => {
    const waterfall = waterfallOf(family());
    waterfall.fold(1, true);
    const next = waterfallOf([...family(), span(6, { parent: 2, name: "late" })]);
    waterfall.take(next.columns.gather(Uint32Array.of(5)));
    assert.deepEqual(outline(waterfall), ["root", "  first", "  second", "    second's child"]);
  });
});

describe("the filter", () => {
  it("leaves what matches and what leads to it, folded or not", () => {
    const waterfall = waterfallOf(family());
    waterfall.foldToDepth(1);
    waterfall.filter("first's", true);
    assert.deepEqual(outline(waterfall), ["root", "  first", "    first's child"]);
    waterfall.filter("", true);
    assert.deepEqual(outline(waterfall), ["root"]);
  });

  it("can leave all rows and only mark the matches", () => {
    const waterfall = waterfallOf(family());
    waterfall.filter("second", false);
    assert.equal(waterfall.rows.length, 5);
    assert.deepEqual(Array.from(waterfall.matches ?? []), [0, 0, 0, 1, 1]);
  });

  it("steps through the matches in both directions and around the end", () => {
    const waterfall = waterfallOf(family());
    waterfall.filter("first", true);
    assert.equal(waterfall.nextMatch(undefined, 1), 1);
    assert.equal(waterfall.nextMatch(1, 1), 2);
    assert.equal(waterfall.nextMatch(2, 1), 1);
    assert.equal(waterfall.nextMatch(1, -1), 2);
    assert.equal(waterfall.nextMatch(undefined, -1), 2);
  });

  it("finds the next error though it is folded away", () => {
    const waterfall = waterfallOf(family());
    waterfall.foldToDepth(1);
    assert.equal(waterfall.nextError(undefined), 4);
    assert.equal(waterfallOf([span(1)]).nextError(undefined), undefined);
  });
});

describe("the waterfall's time", () => {
  it("reaches from the earliest start to the last known moment", () => {
    const { extent } = waterfallOf([
      span(1, { start: at(5), end: at(9) }),
      span(2, { start: at(2), end: at(3) }),
    ]);
    assert.deepEqual(extent, { from: -3, to: 4 });
  });

  it("is nothing where there are no spans", () => {
    assert.deepEqual(waterfallOf([]).extent, { from: 0, to: 0 });
  });

  it("finds a span by its id", () => {
    const waterfall = waterfallOf(manySpans(500));
    assert.equal(waterfall.find(spanId(321)), 320);
    assert.equal(waterfall.find(spanId(501)), undefined);
  });
});
