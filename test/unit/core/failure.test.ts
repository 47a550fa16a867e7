import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { FAILURES, type FailureInfo } from "../../../src/core/failureTable.ts";
import { failureInfo, isFailureClass } from "../../../src/core/failure.ts";
import { README, withTables } from "../../support/writeReadme.ts";

describe("the taxonomy of failures", () => {
  it("says of each class what happened, how it is recognised, what is done and what the person can do", () => {
    for (const [name, info] of Object.entries<FailureInfo>(FAILURES)) {
      assert.ok(isFailureClass(name));
      for (const field of ["label", "symptom", "recognised", "mitigation", "advice"] as const)
        assert.ok(info[field].length >= 3, `${name}.${field}`);
      assert.match(info.symptom, /^[A-Z].*\.$/, name);
      assert.match(info.advice, /^[A-Z].*\.$/, name);
      assert.ok(info.label.split(" ").length <= 3, `${name}: a badge has room for three words`);
    }
    assert.equal(failureInfo("stall").transient, true);
    assert.ok(!isFailureClass("constructor"));
  });

  it("stands in the README's tables, as the checklist's rules do; else run test/support/writeReadme.ts", async () => {
    const readme = readFileSync(README, "utf8");
    assert.equal(readme, await withTables(readme));
  });
});
