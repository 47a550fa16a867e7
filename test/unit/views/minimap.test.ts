import assert from "node:assert/strict";
import { ATTR } from "../../../src/core/attributes.ts";
import { drawMinimap } from "../../../src/views/minimap.ts";
import { at, manySpans, span } from "../../support/traces/manySpans.ts";
import { waterfallOf } from "./waterfallSupport.ts";

const tool = { [ATTR.operation]: "execute_tool" };

const NOW = 90;

/** One line of text per line of cells. */
function picture(spans: Parameters<typeof waterfallOf>[0], width: number, height: number): readonly string[] {
  const { columns, tree } = waterfallOf(spans);
  const cells = drawMinimap(columns, tree.order, { from: 0, to: 100 }, { width, height }, NOW);
  return Array.from({ length: height }, (_, line) =>
    Array.from(cells.subarray(line * width, (line + 1) * width), (cell) => ".omtaxE"[cell]).join(""),
  );
}

describe("the minimap", () => {
  it("draws every span where it lies in time", () => {
    const spans = [
      span(1, { start: at(0), end: at(100) }),
      span(2, { parent: 1, start: at(20), end: at(50), attributes: tool }),
    ];
    assert.deepEqual(picture(spans, 10, 2), ["oooooooooo", "..ttt....."]);
  });

  it("shows the shortest span, and one that still runs up to now", () => {
    const { end: _end, ...running } = span(2, { parent: 1, start: at(60) });
    assert.deepEqual(picture([span(1, { start: at(0), end: at(0) }), running], 10, 2), [
      "o.........",
      "......ooo.",
    ]);
  });

  it("lets an error show before all else that shares its cell", () => {
    const failed = span(3, {
      parent: 1,
      start: at(30),
      end: at(31),
      attributes: tool,
      status: { code: "error" },
    });
    const spans = [
      span(1, { start: at(0), end: at(100) }),
      span(2, { parent: 1, start: at(0), end: at(90), attributes: tool }),
      failed,
    ];
    assert.deepEqual(picture(spans, 10, 1), ["tttEttttto"]);
  });

  it("holds any number of spans in the cells that it has", () => {
    const { columns, tree, extent } = waterfallOf(manySpans(5000));
    const cells = drawMinimap(columns, tree.order, extent, { width: 200, height: 40 }, NOW);
    assert.equal(cells.length, 8000);
    for (let line = 0; line < 40; line++)
      assert.ok(cells.subarray(line * 200, (line + 1) * 200).some((cell) => cell > 0));
  });
});
