import assert from "node:assert/strict";
import { test } from "node:test";
import { checkLookup } from "../validate.js";

test("an order number is accepted", () => {
  assert.equal(checkLookup({ order: "TT-1041" }), undefined);
});

test("anything else is explained", () => {
  assert.match(checkLookup({ order: "1041" }) ?? "", /TT-1041/);
  assert.match(checkLookup({ order: "TT-1041", refund: true }) ?? "", /refund/);
  assert.match(checkLookup("TT-1041") ?? "", /object/);
});
