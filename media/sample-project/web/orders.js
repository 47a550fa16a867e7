import { readFileSync } from "node:fs";

/** @typedef {{ id: string, customer: string, item: string, total: number, ordered: string, promised: string, status: string }} Order */

const FILE = new URL("../data/orders.json", import.meta.url);

/** @returns {Order[]} */
export function loadOrders() {
  return JSON.parse(readFileSync(FILE, "utf8"));
}

/** @param {string} id */
export function findOrder(id) {
  return loadOrders().find((order) => order.id === id);
}

export function lateOrders() {
  return loadOrders().filter((order) => order.status === "late");
}
