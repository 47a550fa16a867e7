import assert from "node:assert/strict";
import { patchLines, patchSize } from "../../../src/views/patch.ts";

const PATCH = `--- a.txt
+++ a.txt
@@ -3,3 +3,4 @@
 three
-four
+vier
+viereinhalb
 five
@@ -20 +21 @@
-twenty
\\ No newline at end of file
+zwanzig
`;

describe("a unified diff", () => {
  it("becomes numbered lines with what happens to each", () => {
    assert.deepEqual(
      patchLines(PATCH).map(({ kind, text, before, after }) => [kind, text, before, after]),
      [
        ["gap", "", undefined, undefined],
        ["same", "three", 3, 3],
        ["removed", "four", 4, undefined],
        ["added", "vier", undefined, 4],
        ["added", "viereinhalb", undefined, 5],
        ["same", "five", 5, 6],
        ["gap", "", undefined, undefined],
        ["removed", "twenty", 20, undefined],
        ["added", "zwanzig", undefined, 21],
      ],
    );
  });

  it("says how much it changes", () => {
    assert.deepEqual(patchSize(patchLines(PATCH)), { added: 3, removed: 2 });
  });

  it("does not take a removed line that looks like a header for one", () => {
    const lines = patchLines("--- a\n+++ a\n@@ -1,2 +1 @@\n--- x\n same\n");
    assert.deepEqual(
      lines.map(({ kind, text }) => [kind, text]),
      [
        ["removed", "-- x"],
        ["same", "same"],
      ],
    );
  });

  it("is empty where there is no hunk", () => {
    assert.deepEqual(patchLines(""), []);
  });
});
