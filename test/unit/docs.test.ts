import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { TOOL_NAMES } from "../../src/core/toolNames.ts";

const path = new URL("../../README.md", import.meta.url);

const cell = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");

/** The table's rows, without the padding of the columns. */
const expected = TOOL_NAMES.map(({ name, detail, claude, copilot }) =>
  [cell([name]), detail, cell(claude), cell(copilot)].join(" | "),
);

describe("The README", () => {
  it("tells what the tools of other agent files mean here, as the code has it", () => {
    const rows = readFileSync(path, "utf8")
      .split("\n")
      .filter((line) => TOOL_NAMES.some(({ name }) => line.startsWith(`| \`${name}\``)))
      .map((line) =>
        line
          .slice(1, -1)
          .split("|")
          .map((each) => each.trim())
          .join(" | "),
      );
    assert.deepEqual(rows, expected);
  });
});
