import { NANO_PER_USD, type NanoUsd } from "./units.ts";

/**
 * An amount with enough digits to be true: cents from a dollar up, two significant digits below,
 * `$0.00` only for nothing at all.
 */
export function formatUsd(amount: NanoUsd): string {
  const sign = amount < 0 ? "-" : "";
  const usd = Math.abs(amount) / NANO_PER_USD;
  if (usd === 0) return "$0.00";
  if (usd >= 0.995)
    return `${sign}$${usd.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
  const digits = Math.min(9, Math.max(2, Math.ceil(-Math.log10(usd)) + 1));
  const text = usd.toFixed(digits).replace(/(\.\d\d\d*?)0+$/, "$1");
  return `${sign}$${text}`;
}
