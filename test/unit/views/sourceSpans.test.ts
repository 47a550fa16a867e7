import assert from "node:assert/strict";
import type { Attributes } from "../../../src/core/telemetry.ts";
import { SourceSearch, sourceOf } from "../../../src/views/sourceSpans.ts";
import { subtreeOf } from "../../../src/views/subtree.ts";
import { at, span, spanId } from "../../support/traces/manySpans.ts";

const QUERY = { path: "/home/me/agent/src/agent.py", relative: "src/agent.py" };

function lines(...places: readonly Attributes[]): readonly number[] {
  const search = new SourceSearch(QUERY);
  places.forEach((attributes, index) => search.take(span(index + 1, { attributes, start: at(index) })));
  return search.hits.map(({ line }) => line);
}

describe("the place in a program that a span names", () => {
  it("has a current and an older spelling, and perhaps no line", () => {
    assert.deepEqual(sourceOf({ attributes: { "code.file.path": "a.py", "code.line.number": 7 } }), {
      path: "a.py",
      line: 7,
    });
    assert.deepEqual(sourceOf({ attributes: { "code.filepath": "a.py" } }), { path: "a.py" });
    assert.equal(sourceOf({ attributes: { "code.line.number": 7 } }), undefined);
  });

  it("is found by the whole path, the path in the workspace, or where a container has it", () => {
    const found = lines(
      { "code.file.path": "/home/me/agent/src/agent.py", "code.line.number": 1 },
      { "code.file.path": "src/agent.py", "code.line.number": 2 },
      { "code.file.path": "/app/src/agent.py", "code.line.number": 3 },
      { "code.file.path": "src\\agent.py", "code.line.number": 4 },
      { "code.file.path": "/app/src/other_agent.py", "code.line.number": 5 },
      { "code.file.path": "/app/lib/agent.py", "code.line.number": 6 },
    );
    assert.deepEqual(found, [4, 3, 2, 1]);
  });

  it("is not drowned by a line that runs often", () => {
    const often = Array.from({ length: 5_000 }, () => ({
      "code.file.path": "src/agent.py",
      "code.line.number": 1,
    }));
    const found = lines(...often, { "code.file.path": "src/agent.py", "code.line.number": 2 });
    assert.deepEqual([found.filter((line) => line === 1).length, found[0]], [50, 2]);
  });
});

describe("a span and all below it", () => {
  it("are parents first, siblings by start, and end where parents go in a circle", () => {
    const spans = [
      span(4, { parent: 2 }),
      span(3, { parent: 1 }),
      span(2, { parent: 1 }),
      span(1),
      span(9),
      span(5, { parent: 6 }),
      span(6, { parent: 5 }),
    ];
    const ids = (root: number) =>
      subtreeOf(spans, spanId(root)).map((each) => Number.parseInt(each.spanId, 16));
    assert.deepEqual(ids(1), [1, 2, 4, 3]);
    assert.deepEqual(ids(5), [5, 6]);
    assert.deepEqual(ids(77), []);
  });
});
