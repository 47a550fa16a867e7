import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { ITEM_CODES } from "../../../src/audit/result.ts";
import { RULES } from "../../../src/audit/rules/index.ts";
import { pageOf, pagePath } from "../../support/writeChecklistPages.ts";

describe("The checklist", () => {
  it("has a rule for each item, in their order", () => {
    assert.deepEqual(
      RULES.map(({ code }) => code),
      ITEM_CODES,
    );
    assert.equal(new Set(RULES.map(({ id }) => id)).size, RULES.length);
  });

  for (const rule of RULES) {
    it(`has a page about ${rule.code} that says what the rule says; else run test/support/writeChecklistPages.ts`, async () => {
      assert.equal(readFileSync(pagePath(rule.code), "utf8"), await pageOf(rule));
    });
  }
});
