/**
 * An amount as customers read it.
 * @param {number} amount in EUR
 */
export function euros(amount) {
  return `${amount.toFixed(2)} EUR`;
}

/**
 * One order in one line.
 * @param {import("./orders.js").Order} order
 */
export function orderLine(order) {
  return `${order.id}: ${order.item}, ${euros(order.total)}, ${order.status}, promised for ${order.promised}`;
}

/**
 * A customer's text without the parts that mail programs add below it.
 * @param {string} text
 */
export function withoutQuote(text) {
  const lines = text.split("\n");
  const end = lines.findIndex((line) => /^(>|On .+ wrote:|-- $)/.test(line));
  return (end === -1 ? lines : lines.slice(0, end)).join("\n").trim();
}
