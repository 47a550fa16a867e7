import assert from "node:assert/strict";
import * as fc from "fast-check";
import { ToolError } from "../../../src/core/tool.ts";
import { globMatcher } from "../../../src/tools/glob.ts";

const CASES: readonly [glob: string, matching: readonly string[], other: readonly string[]][] = [
  ["*.py", ["a.py", "src/deep/a.py", ".py"], ["a.pyc", "a.py/x", "apy"]],
  ["src/*.ts", ["src/a.ts"], ["src/deep/a.ts", "a.ts", "lib/src/a.ts"]],
  ["src/**/*.ts", ["src/a.ts", "src/x/y/a.ts"], ["srcx/a.ts", "src/a.tsx"]],
  ["**/test/**", ["test/a", "x/test/y/a"], ["tests/a", "atest/a"]],
  ["*.{ts,tsx}", ["a.ts", "x/a.tsx"], ["a.js", "a.t"]],
  ["{src,lib}/*.js", ["src/a.js", "lib/a.js"], ["bin/a.js"]],
  ["{a,{b,c}}.txt", ["a.txt", "b.txt", "c.txt"], ["d.txt"]],
  ["file?.md", ["file1.md"], ["file.md", "file12.md"]],
  ["[abc].txt", ["a.txt"], ["d.txt", "ab.txt"]],
  ["[!abc].txt", ["d.txt"], ["a.txt"]],
  ["./src/a.ts", ["src/a.ts"], ["x/src/a.ts"]],
  ["a+b(1).txt", ["a+b(1).txt"], ["aab1.txt"]],
  [String.raw`\*.txt`, ["*.txt"], ["a.txt"]],
  ["a,b", ["a,b"], ["a"]],
  ["a}b", ["a}b"], ["ab"]],
];

describe("globMatcher", () => {
  for (const [glob, matching, other] of CASES)
    it(`knows what ${glob} means`, () => {
      const matches = globMatcher(glob);
      assert.deepEqual(
        matching.filter((path) => !matches(path)),
        [],
      );
      assert.deepEqual(
        other.filter((path) => matches(path)),
        [],
      );
    });

  it("takes a path without special characters for exactly that path", () => {
    const path = fc.stringMatching(/^[a-z0-9_.+^$|()]{1,8}\/[a-z0-9_.+^$|()]{1,8}$/);
    fc.assert(
      fc.property(path, path, (one, two) => {
        fc.pre(!one.startsWith("./"));
        assert.equal(globMatcher(one)(two), one === two);
      }),
    );
  });

  it("refuses a glob that makes no sense, as an error the model can mend", () => {
    assert.throws(() => globMatcher("[z-a]"), ToolError);
    assert.throws(() => globMatcher("{a,b"), /malformed/);
  });
});
