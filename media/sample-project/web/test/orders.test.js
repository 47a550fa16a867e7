import assert from "node:assert/strict";
import { test } from "node:test";
import { findOrder, lateOrders, loadOrders } from "../orders.js";

test("every order has a number of its own", () => {
  const ids = loadOrders().map((order) => order.id);
  assert.equal(new Set(ids).size, ids.length);
});

test("an order is found by its number", () => {
  assert.equal(findOrder("TT-1042")?.item, "Tide clock");
  assert.equal(findOrder("TT-9999"), undefined);
});

test("late orders are those the shop marked so", () => {
  assert.deepEqual(
    lateOrders().map((order) => order.id),
    ["TT-1041", "TT-1047", "TT-1053"],
  );
});
