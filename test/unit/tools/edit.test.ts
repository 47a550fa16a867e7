import assert from "node:assert/strict";
import * as fc from "fast-check";
import { replaceText } from "../../../src/tools/edit.ts";

describe("replaceText", () => {
  it("replaces the only occurrence and says in which line", () => {
    assert.deepEqual(replaceText("a\nb\nc\n", "b", "x"), { text: "a\nx\nc\n", lines: [2] });
  });

  it("says in which lines all occurrences begin", () => {
    assert.deepEqual(replaceText("x\ny x\nx\n", "x\n", "z\n").lines, [1, 2, 3]);
  });

  it("finds lines of a CRLF file by the LF text that a model writes, and keeps CRLF", () => {
    assert.equal(replaceText("a\r\nb\r\nc\r\n", "a\nb", "1\n2\n3").text, "1\r\n2\r\n3\r\nc\r\n");
  });

  it("leaves the other kind of line break alone in a file that mixes them", () => {
    assert.equal(replaceText("a\r\nb\nc\r\nd\r\n", "b\nc", "x\ny").text, "a\r\nx\r\ny\r\nd\r\n");
    assert.equal(replaceText("a\nb\nc\r\nd\n", "a\nb", "x").text, "x\nc\r\nd\n");
  });

  it("takes dollar signs and regular expression characters literally", () => {
    assert.equal(replaceText("a.b", ".", "$&$1").text, "a$&$1b");
  });

  it("changes nothing but the occurrence, whatever surrounds it", () => {
    const around = fc.string({ unit: fc.constantFrom("a", "é", "\r\n", "\n", " ", "😀") });
    fc.assert(
      fc.property(
        around,
        around,
        fc.array(fc.constantFrom("q", "w", "\n"), { minLength: 0, maxLength: 5 }),
        (before, after, middle) => {
          const sought = `Q${middle.join("")}W`;
          const file = `${before}${sought.replaceAll("\n", "\r\n")}${after}`;
          const { text, lines } = replaceText(file, sought, "new");
          assert.equal(text, `${before}new${after}`);
          assert.deepEqual(lines, [before.split("\n").length]);
        },
      ),
    );
  });

  it("finds nothing where there is nothing", () => {
    assert.deepEqual(replaceText("abc", "d", "e"), { text: "abc", lines: [] });
  });
});
