import assert from "node:assert/strict";
import * as fc from "fast-check";
import { clip, excerpt, PAGE_CHARS, PAGE_LINES, pageOf } from "../../../src/tools/pages.ts";

const numbered = (count: number): string =>
  Array.from({ length: count }, (_, i) => `line ${i + 1}\n`).join("");

describe("pageOf", () => {
  it("gives a whole file exactly as it stands", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 500 }), (text) => assert.equal(pageOf(text), text)),
    );
  });

  it("says which part of the file a range is", () => {
    assert.equal(pageOf("a\nb\nc\n", 2, 2), "b\n[Lines 2-2 of 3.]");
    assert.equal(pageOf("a\nb\nc", 3), "c\n[Lines 3-3 of 3.]");
  });

  it("cuts a long file at a line and says where to go on", () => {
    const page = pageOf(numbered(PAGE_LINES + 5));
    assert.ok(
      page.endsWith(
        `line ${PAGE_LINES}\n[Lines 1-${PAGE_LINES} of ${PAGE_LINES + 5}. Go on with start_line ${PAGE_LINES + 1}.]`,
      ),
    );
  });

  it("leads through the whole file, page by page, without loss", () => {
    const line = fc.string({ minLength: 0, maxLength: 30 }).map((text) => text.replaceAll("\n", ""));
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 500, max: 4000 }),
        (lines, times) => {
          const text = Array.from({ length: times }, (_, i) => `${lines[i % lines.length]}\n`).join("");
          let next: number | undefined = 1;
          let read = "";
          while (next !== undefined) {
            const page: string = pageOf(text, next);
            read += page.replace(/\[Lines \d+-\d+ of \d+\..*\]$/, "");
            const onwards: string | undefined = /Go on with start_line (\d+)\.\]$/.exec(page)?.[1];
            next = onwards === undefined ? undefined : Number(onwards);
          }
          assert.equal(read, text);
        },
      ),
      { numRuns: 20 },
    );
  });

  it("shows the beginning of a line that is longer than a page, and that it is cut", () => {
    const page = pageOf(`${"x".repeat(PAGE_CHARS * 2)}\nnext\n`);
    assert.ok(page.startsWith("x".repeat(PAGE_CHARS)));
    assert.match(page, /first 40000 of the 80001 characters of line 1 of 2\. Go on with start_line 2/);
  });

  it("says that a file is empty, and that a line does not exist", () => {
    assert.equal(pageOf(""), "[The file is empty.]");
    assert.throws(() => pageOf("a\nb\n", 3), /has 2 lines; there is no line 3/);
  });
});

describe("excerpt", () => {
  it("shows the surroundings of the text that was meant, even if its indentation is wrong", () => {
    const text = excerpt(numbered(1_000).replace("line 500\n", "    def f():\n"), "def f():\n  pass");
    assert.match(text, /line 499\n {4}def f\(\):\nline 501/);
    assert.ok(text.length < 300);
  });

  it("shows the beginning where the text is nowhere", () => {
    assert.match(excerpt(numbered(1_000), "gone"), /^line 1\n/);
  });
});

describe("clip", () => {
  it("never ends in half a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(20), fc.nat(20), (text, a, b) => {
        assert.doesNotMatch(clip(text, a, a + b), /\p{Surrogate}/u);
      }),
    );
  });
});
