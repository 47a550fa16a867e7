import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { AUDIT_OPTIONS, auditOptionsOf } from "../../../src/cli/audit/options.ts";
import { COMMAND_NAMES } from "../../../src/cli/runCli.ts";

const read = (name: string): unknown =>
  parse(readFileSync(new URL(`../../../${name}`, import.meta.url), "utf8"));

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: {
    readonly steps: readonly { readonly run: string; readonly env?: Readonly<Record<string, string>> }[];
  };
}

/** What the action's last step would call, with `echo` for Node. */
function called(env: Readonly<Record<string, string>>): readonly string[] {
  const script = (read("action.yml") as Action).runs.steps.at(-1)?.run ?? "";
  const shell = `node() { printf '%s\\n' "$@"; }\n${script}`;
  const out = execFileSync("bash", ["--norc", "-c", shell], { env: { PATH: process.env["PATH"], ...env } });
  return out.toString().trim().split("\n");
}

describe("The audit in CI", () => {
  const plain = {
    COMMAND: "cli.js",
    DIRECTORY: ".",
    FORMAT: "text",
    FAIL_ON: "partial",
    OUTPUT: "",
    BASELINE: "",
    ALLOW_UNKNOWN: "false",
  };

  it("is called by the action with options that the command has, and values that it takes", function () {
    if (process.platform === "win32") this.skip();
    const { inputs } = read("action.yml") as Action;
    const [, command, directory, ...options] = called(plain);
    assert.deepEqual([command, directory], ["audit", inputs["directory"]?.default]);
    const values = { format: options[1] ?? "", "fail-on": options[3] ?? "" };
    assert.deepEqual(values, { format: inputs["format"]?.default, "fail-on": inputs["fail-on"]?.default });
    assert.doesNotThrow(() => auditOptionsOf(values, []));
    const all = called({ ...plain, OUTPUT: "a b.sarif", BASELINE: "known.json", ALLOW_UNKNOWN: "true" });
    assert.ok(all.includes("a b.sarif"), "a name with a space is one argument");
    for (const option of all.filter((word) => word.startsWith("--")))
      assert.ok(Object.hasOwn(AUDIT_OPTIONS, option.slice(2)), option);
  });

  it("is called by the pre-commit hook with a command that there is", () => {
    const [hook] = read(".pre-commit-hooks.yaml") as readonly { readonly entry: string }[];
    const [program, command = ""] = (hook?.entry ?? "").split(" ");
    assert.equal(program, "agent-flightdeck");
    assert.ok(COMMAND_NAMES.includes(command));
  });
});
