import assert from "node:assert/strict";
import * as fc from "fast-check";
import { titleOf } from "../../../src/agent/personMessage.ts";

describe("the title of a session", () => {
  it("is the first line of its first message, short enough for a list", () => {
    assert.equal(titleOf("  Mend the tests\nplease "), "Mend the tests");
    assert.equal(titleOf("x".repeat(60)), "x".repeat(60));
    assert.equal(
      titleOf("a word and ".repeat(10)),
      "a word and a word and a word and a word and a word and a wo…",
    );
  });

  it("never ends in half a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 50, maxLength: 80 }), (prompt) => {
        const title = titleOf(prompt);
        assert.ok(title.length <= 60);
        assert.doesNotMatch(title, /\p{Surrogate}/u);
      }),
    );
  });
});
