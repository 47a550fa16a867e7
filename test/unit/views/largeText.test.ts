import assert from "node:assert/strict";
import { messageOf, sizeOf, sizeWarning } from "../../../src/views/largeText.ts";

describe("a large message", () => {
  it("is the typed text with the pasted texts behind it", () => {
    const pastes = [
      { id: 1, text: "  one\n" },
      { id: 2, text: "two" },
    ];
    assert.equal(messageOf(" what? ", pastes), "what?\n\n  one\n\n\ntwo");
    assert.equal(messageOf(" ", pastes.slice(1)), "two");
    assert.equal(messageOf("  \n", []), "");
  });

  it("is not sent unasked, and its size is counted in bytes", () => {
    assert.equal(sizeWarning("a".repeat(200_000)), undefined);
    assert.match(
      sizeWarning("é".repeat(2_500_000)) ?? "",
      /^This message is 5\.0 MB large, about 1\.3M tokens\./,
    );
  });

  it("says how many lines a pasted text has", () => {
    assert.equal(sizeOf("a"), "1 B, 1 line");
    assert.equal(sizeOf("a\nb"), "3 B, 2 lines");
  });
});
