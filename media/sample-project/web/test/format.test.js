import assert from "node:assert/strict";
import { test } from "node:test";
import { euros, orderLine, withoutQuote } from "../format.js";

test("amounts have two decimals", () => {
  assert.equal(euros(48), "48.00 EUR");
  assert.equal(euros(129.5), "129.50 EUR");
});

test("an order fits in one line", () => {
  const order = { id: "TT-1041", customer: "C-017", item: "Storm lantern", total: 48, ordered: "2026-11-03", promised: "2026-11-10", status: "late" };
  assert.equal(orderLine(order), "TT-1041: Storm lantern, 48.00 EUR, late, promised for 2026-11-10");
});

test("quoted mails are left out", () => {
  assert.equal(withoutQuote("Where is it?\n\nOn Monday the desk wrote:\n> soon"), "Where is it?");
  assert.equal(withoutQuote("No quote here."), "No quote here.");
});
