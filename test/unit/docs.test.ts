import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { COMMAND_NAMES } from "../../src/cli/runCli.ts";
import { helpOf } from "../../src/cli/help.ts";
import { ATTR } from "../../src/core/attributes.ts";
import { SETTINGS } from "../../src/core/settings.ts";
import { TOOL_NAMES } from "../../src/core/toolNames.ts";
import { COMMANDS } from "../../src/host/manifest.ts";

const path = new URL("../../README.md", import.meta.url);

const readme = readFileSync(path, "utf8");

const cell = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");

/** The table's rows, without the padding of the columns. */
const expected = TOOL_NAMES.map(({ name, detail, claude, copilot }) =>
  [cell([name]), detail, cell(claude), cell(copilot)].join(" | "),
);

/** What the first group of a pattern is, wherever the README has it. */
const all = (pattern: RegExp): readonly string[] =>
  [...readme.matchAll(pattern)].map(([, name = ""]) => name);

describe("The README", () => {
  it("tells what the tools of other agent files mean here, as the code has it", () => {
    const rows = readme
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

  it("explains each safeguard in two lines, what it does and how to set it", () => {
    const section = readme.slice(readme.indexOf("## Safeguards"), readme.indexOf("### Failure modes"));
    const safeguards = section.split("\n- **").slice(1);
    assert.ok(safeguards.length >= 18);
    for (const safeguard of safeguards) {
      const [does = "", set = ""] = safeguard.split("\n  ");
      assert.match(does, /^[^*]+\.\*\* .+\.$/);
      assert.match(set, /^(?:_Set_ |Nothing to set)/, does);
    }
  });

  it("names no setting that does not exist, and every limit of a safeguard", () => {
    const named = all(/flightdeck\.((?:\w+\.)*\w+)/g);
    // Attributes of our spans are named alike.
    const attributes = Object.values(ATTR).map((name) => name.replace(/^flightdeck\./, ""));
    const known = [...Object.keys(SETTINGS), ...attributes];
    const unknown = named.filter(
      (name) => !known.some((each) => each === name || each.startsWith(`${name}.`)),
    );
    assert.deepEqual(unknown, []);
    const limits = Object.entries(SETTINGS).filter(
      ([, { scope, schema }]) => scope === "window" && "minimum" in schema,
    );
    const missing = limits.filter(
      ([name]) => !readme.includes(`flightdeck.${name}`) && !readme.includes(`\`.${name.split(".")[1]}\``),
    );
    assert.deepEqual(
      missing.map(([name]) => name),
      [],
    );
  });

  it("names no command of VS Code, no command of a terminal and no option of one that does not exist", () => {
    const titles = new Set<string>(Object.values(COMMANDS));
    const inVSCode = all(/[_*]Flightdeck: ([^_*]+)[_*]/g);
    assert.ok(inVSCode.length > 10);
    assert.deepEqual(
      inVSCode.filter((title) => !titles.has(title)),
      [],
    );
    const inTerminal = all(/agent-flightdeck ([a-z]+)/g);
    assert.ok(inTerminal.length > 10);
    assert.deepEqual(
      inTerminal.filter((name) => !COMMAND_NAMES.some((known) => known === name)),
      [],
    );
    const help = ["", ...COMMAND_NAMES].map((name) => helpOf(name)).join("\n");
    const ofOthers = new Set(["--production", "--package"]);
    assert.deepEqual(
      all(/[ `](--[a-z][a-z-]*)/g).filter((option) => !ofOthers.has(option) && !help.includes(option)),
      [],
    );
  });
});
