import assert from "node:assert/strict";
import fc from "fast-check";
import { foreignToolName, meansTool } from "../../../src/core/foreignTools.ts";

describe("the name of a foreign tool", () => {
  it("says where it comes from", () => {
    assert.equal(foreignToolName("mcp", "files", "read_file"), "mcp__files__read_file");
  });

  it("is one that the API takes, the same each time, and never that of another tool", () => {
    const part = fc.string({ unit: "grapheme", minLength: 1, maxLength: 90 });
    fc.assert(
      fc.property(part, part, (a, b) => {
        const name = foreignToolName("vscode", a);
        assert.match(name, /^[a-zA-Z0-9_-]{1,64}$/);
        assert.equal(name, foreignToolName("vscode", a));
        assert.equal(name === foreignToolName("vscode", b), a === b);
      }),
    );
  });
});

describe("a pattern of tool names", () => {
  const tool = { name: "mcp__files__read", aliases: ["files/read"] };

  it("means a tool by its name, by what other dialects call it, or by how it begins", () => {
    const means = ["mcp__files__read", "files/read", "files/*", "mcp__*", "*"].filter((name) =>
      meansTool(name, tool),
    );
    assert.equal(means.length, 5);
  });

  it("means no other tool", () => {
    const means = ["mcp__files", "read", "files/", "file*s"].filter((name) => meansTool(name, tool));
    assert.deepEqual(means, []);
  });
});
