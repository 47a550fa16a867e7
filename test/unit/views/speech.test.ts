import assert from "node:assert/strict";
import { nextToSay, type Said } from "../../../src/views/speech.ts";
import type { TranscriptItem } from "../../../src/views/transcriptItems.ts";
import { TurnBuilder } from "../../preview/chat/items.ts";

/** Listens to an answer as it grows; what is said at each of its lengths. */
function listen(...texts: readonly string[]): string[] {
  let said: Said = new Map();
  return texts.map((text, i) => {
    const state = i === texts.length - 1 ? "done" : "streaming";
    const turn = new TurnBuilder(0, "a");
    const next = nextToSay([turn.answer(text, { state })], said);
    ({ said } = next);
    return next.text;
  });
}

const once = (...items: TranscriptItem[]): string => nextToSay(items, new Map()).text;

describe("what a screen reader says of a conversation", () => {
  it("is whole sentences, each once", () => {
    assert.deepEqual(listen("I look", "I look. Then", "I look. Then I edit it"), [
      "",
      "I look.",
      "Then I edit it",
    ]);
  });

  it("has none of Markdown's signs, and code in one word", () => {
    const text = "## Plan\n\n- **First** see [the docs](https://x.example)\n\n```py\nx = 1. \n```\n\nDone.";
    assert.deepEqual(listen(text), ["Plan First see the docs Code. Done."]);
  });

  it("does not read from a block of code that is still being written", () => {
    assert.deepEqual(listen("See:\n\n```py\nx = 1.\ny", "See:\n\n```py\nx = 1.\ny\n```\n"), [
      "See:",
      "Code.",
    ]);
  });

  it("is short, where much arrives at once", () => {
    assert.ok((listen("word ".repeat(5_000))[0] ?? "").length < 700);
  });

  it("names what waits for the person, what failed and how the turn ended", () => {
    const turn = new TurnBuilder(0, "a");
    const asking = turn.tool("edit_file", "src/api.py", { state: "asking" });
    assert.equal(once(asking), "edit_file src/api.py: needs approval.");
    assert.equal(once(turn.tool("read_file", "x", { state: "done" })), "");
    assert.equal(once(turn.notice("warning", "Rate limited.", { advice: "Wait." })), "Rate limited. Wait.");
    assert.equal(once(turn.end("done", 1)), "The turn is done.");
  });

  it("says nothing twice", () => {
    const turn = new TurnBuilder(0, "a");
    turn.tool("edit_file", "src/api.py", { state: "asking" });
    turn.notice("info", "Noted.");
    const { said } = nextToSay(turn.items, new Map());
    assert.equal(nextToSay(turn.items, said).text, "");
  });
});
