import assert from "node:assert/strict";
import * as fc from "fast-check";
import { mentionOf, mentionsIn } from "../../../src/views/mentions.ts";

const found = (text: string): string[] =>
  mentionsIn(text).map(({ path, line }) => (line === undefined ? path : `${path}:${line}`));

describe("mentions of files in prose", () => {
  it("are paths with an extension, with or without a line", () => {
    assert.deepEqual(found("See src/api.py:12 and (tests/test_api.py)."), [
      "src/api.py:12",
      "tests/test_api.py",
    ]);
    assert.deepEqual(found("./lib/a.b.ts#L7-L9, ../up/x.json:3:14"), ["./lib/a.b.ts:7", "../up/x.json:3"]);
    assert.deepEqual(found("in .github/workflows/ci.yml: jobs"), [".github/workflows/ci.yml"]);
  });

  it("are not words that only look alike", () => {
    const prose =
      "Node.js 22.1 and/or e.g. v1.2.3, 3/4, https://example.com/a/b.html, www.x.org/i.html, a@b.co";
    assert.deepEqual(found(prose), []);
  });

  it("may be a bare name where a line makes it plain", () => {
    assert.deepEqual(found("api.py:7 but not api.py"), ["api.py:7"]);
  });

  it("are found in any script, and stand where they say", () => {
    const text = "Schau in größe/maß.py:3 nach";
    const [mention] = mentionsIn(text);
    assert.equal(text.slice(mention?.start, mention?.end), "größe/maß.py:3");
  });

  it("do not overlap and lie inside of the text, whatever the text", () => {
    const piece = fc.constantFrom("a", "/", ".", ":", "1", "py", " ", "#L", "-", "~", "http://", "é");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join("");
        let end = 0;
        for (const mention of mentionsIn(text)) {
          assert.ok(mention.start >= end && mention.end > mention.start && mention.end <= text.length);
          assert.ok(text.slice(mention.start, mention.end).startsWith(mention.path));
          ({ end } = mention);
        }
      }),
    );
  });

  it("are looked for in linear time", () => {
    const began = performance.now();
    mentionsIn("a/".repeat(100_000));
    mentionsIn("a.".repeat(100_000));
    mentionsIn("a".repeat(200_000));
    assert.ok(performance.now() - began < 1000);
  });
});

describe("a mention as code or as a link's target", () => {
  it("may be a bare source file", () => {
    assert.deepEqual(mentionOf("api.py"), { path: "api.py" });
    assert.deepEqual(mentionOf("README.md#L3"), { path: "README.md", line: 3 });
  });

  it("is not a call, a version or an address", () => {
    for (const code of ["requests.get", "1.2.3", "os.path", "example.com", "javascript:x.js/1"]) {
      assert.equal(mentionOf(code), undefined, code);
    }
  });
});
