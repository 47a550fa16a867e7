const ORDER_ID = /^TT-\d{4}$/;

/**
 * What is wrong with the arguments of an order lookup, or undefined.
 * @param {unknown} input
 */
export function checkLookup(input) {
  if (typeof input !== "object" || input === null) return "The arguments must be an object.";
  const { order, ...rest } = /** @type {Record<string, unknown>} */ (input);
  if (Object.keys(rest).length > 0) return `There is no argument ${Object.keys(rest)[0]}.`;
  if (typeof order !== "string" || !ORDER_ID.test(order)) return "order must be a number such as TT-1041.";
  return undefined;
}
