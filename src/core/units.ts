/**
 * Units as branded numbers, so that milliseconds, tokens and money cannot be mixed by accident.
 * A brand exists for the type checker only; at run time each is a plain number.
 */

declare const unit: unique symbol;
type Unit<Name extends string> = number & { readonly [unit]: Name };

/** Money in billionths of a US dollar. Always an integer, so that sums are exact up to 9 million USD. */
export type NanoUsd = Unit<"NanoUsd">;
/** A duration in milliseconds; may have a fraction. */
export type Ms = Unit<"Ms">;
/** Wall-clock time in milliseconds since 1970-01-01T00:00:00Z; may have a fraction. */
export type EpochMs = Unit<"EpochMs">;

export const NANO_PER_USD = 1_000_000_000;

export const ms = (value: number): Ms => value as Ms;
export const epochMs = (value: number): EpochMs => value as EpochMs;

/**
 * An amount in nano-USD.
 * @throws RangeError if it is not an integer that a double holds exactly.
 */
export function nanoUsd(value: number): NanoUsd {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not an exact amount: ${value} nano-USD`);
  return value as NanoUsd;
}

/** US dollars to nano-USD, rounded to the nearest integer. */
export const fromUsd = (usd: number): NanoUsd => nanoUsd(Math.round(usd * NANO_PER_USD));

export const addNanoUsd = (...amounts: readonly NanoUsd[]): NanoUsd =>
  nanoUsd(amounts.reduce<number>((sum, amount) => sum + amount, 0));
