import assert from "node:assert/strict";
import { markedLines, type MarkedLine } from "../../../src/views/compare/lineDiff.ts";

const long = (change: (line: string, index: number) => string): string =>
  Array.from({ length: 5_000 }, (_, index) => change(`line ${index}`, index)).join("\n");

const changedIn = (lines: readonly MarkedLine[]): readonly string[] =>
  lines.filter(({ changed }) => changed).map(({ text }) => text);

describe("the lines of two texts beside each other", () => {
  it("are marked where only one text has them", () => {
    const [left, right] = markedLines("a\nb\nc", "a\nx\nb");
    assert.deepEqual(changedIn(left), ["c"]);
    assert.deepEqual(changedIn(right), ["x"]);
  });

  it("are marked in long texts, too, where a line in the middle differs", () => {
    const [left, right] = markedLines(
      long((line) => line),
      long((line, index) => (index === 2_500 ? "another line" : line)),
    );
    assert.deepEqual(changedIn(left), ["line 2500"]);
    assert.deepEqual(changedIn(right), ["another line"]);
    assert.equal(left.length, 5_000);
  });

  it("are marked in long texts that differ in many places", () => {
    const [left, right] = markedLines(
      long((line) => line),
      long((line, index) => (index % 1_000 === 7 ? `${line}, changed` : line)),
    );
    const numbers = [7, 1_007, 2_007, 3_007, 4_007];
    assert.deepEqual(
      changedIn(left),
      numbers.map((number) => `line ${number}`),
    );
    assert.deepEqual(
      changedIn(right),
      numbers.map((number) => `line ${number}, changed`),
    );
  });

  it("are none of an empty text, and all of the other one", () => {
    const [left, right] = markedLines("", "a\nb");
    assert.deepEqual([left.length, changedIn(right)], [0, ["a", "b"]]);
  });
});
