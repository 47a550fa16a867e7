import assert from "node:assert/strict";
import { commandGrant } from "../../../src/tools/commandGrant.ts";

const ENDS: readonly [command: string, changed: string][] = [
  ["python scripts/report.py", "scripts/report.py"],
  ["./run.sh", "run.sh"],
  ["cat notes.md", "docs/Notes.md"],
  ["bash 'my notes.md'", "my notes.md"],
  ["npm test", "package.json"],
  ["yarn build", "web/package.json"],
  ["make all", "Makefile"],
  ["cargo run", "Cargo.toml"],
  ["npm test", "src/api.ts"],
  ["pytest -q", "tests/test_api.py"],
  ["go build ./...", "main.go"],
  ["unknown-tool", "data/config.json"],
  ["cat a.md; ./tool", "src/tool.c"],
  ["cat a.md | python", "lib.py"],
  ["FOO=1 ls", "lib.py"],
  ["ls $(python x.py)", "lib.py"],
  ["bash docs/*", "docs/a.md"],
  ["ls", ".git/config"],
  ["grep x .", "grep.cmd"],
];

const LASTS: readonly [command: string, changed: string][] = [
  ["ls -la", "src/api.ts"],
  ["grep -rn needle src", "src/api.ts"],
  ["npm test", "README.md"],
  ["pytest", "data/customers.csv"],
  ["wc -l data.csv", "other.csv"],
];

describe("the grant for a command", () => {
  for (const [command, changed] of ENDS)
    it(`for ${command} ends when the agent changes ${changed}`, () =>
      assert.equal(commandGrant(command, "/w").endsWith(changed), true));

  for (const [command, changed] of LASTS)
    it(`for ${command} outlives a change of ${changed}`, () =>
      assert.equal(commandGrant(command, "/w").endsWith(changed), false));

  it("is for one folder and one command line, to the letter", () => {
    const keys = new Set([
      commandGrant("ls", "/a").key,
      commandGrant("ls", "/b").key,
      commandGrant("ls ", "/a").key,
      commandGrant("LS", "/a").key,
    ]);
    assert.equal(keys.size, 4);
  });
});
