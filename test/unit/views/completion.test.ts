import assert from "node:assert/strict";
import * as fc from "fast-check";
import { complete, completingAt } from "../../../src/views/completion.ts";

const at = (text: string) => {
  const caret = text.indexOf("|");
  return completingAt(text.replace("|", ""), caret);
};

describe("completing a word of a message", () => {
  it("begins at an @ that begins a word", () => {
    assert.deepEqual(at("look at @src/a|"), { kind: "file", query: "src/a", start: 8, end: 14 });
    assert.equal(at("me@example|"), undefined);
    assert.equal(at("@a b|"), undefined);
  });

  it("begins at a / at the beginning of the message only", () => {
    assert.deepEqual(at("/sim|"), { kind: "command", query: "sim", start: 0, end: 4 });
    assert.equal(at("either /or|"), undefined);
    assert.equal(at("src/api|"), undefined);
  });

  it("puts what was picked in the word's place, with a space and the caret behind it", () => {
    const word = at("look at @sr| please");
    assert.ok(word);
    assert.deepEqual(complete("look at @sr please", word, "src/api.py"), {
      text: "look at @src/api.py please",
      caret: 20,
    });
  });

  it("does not double the sign of a command", () => {
    const word = at("/s|");
    assert.ok(word);
    assert.equal(complete("/s", word, "/summary").text, "/summary ");
  });

  it("changes nothing but the word, whatever the text", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", " ", "@", "/", "\n") }),
        fc.nat(30),
        (text, where) => {
          const caret = Math.min(where, text.length);
          const word = completingAt(text, caret);
          if (word === undefined) return;
          const done = complete(text, word, "x");
          assert.ok(done.text.startsWith(text.slice(0, word.start)));
          assert.ok(done.text.endsWith(text.slice(caret).replace(/^ /, "")));
          assert.ok(done.caret <= done.text.length);
        },
      ),
    );
  });
});
