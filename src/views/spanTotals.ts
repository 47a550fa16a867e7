import { METERINGS, STATES, STATUSES, type SpanColumns } from "./spanColumns.ts";
import { CATEGORIES } from "./spanRow.ts";
import type { SpanTree } from "./spanTree.ts";

/**
 * What a span's subtree used, itself included. Only inference spans count: an agent's own totals
 * repeat theirs. What an inference says of itself stands for all below it, attempts and repeated
 * inference spans alike; where it says nothing (it runs, or was cut off) what is below it counts.
 */
export interface Totals {
  readonly input: number;
  readonly output: number;
  /** Nano-USD that somebody pays. */
  readonly cost: number;
  /** Nano-USD that nobody pays. */
  readonly simulated: number;
  /** Model calls of unknown price. While there are any, `cost` is a lower bound. */
  readonly unpriced: number;
  /** Spans whose true bill may differ. */
  readonly uncertain: number;
  /** Spans with status error. */
  readonly errors: number;
  /** Spans that have not ended. */
  readonly running: number;
}

/** The totals of every row, eight numbers each side by side, so that a row is one line of the processor's cache. */
export type SpanTotals = Float64Array;

const [INPUT, OUTPUT, COST, SIMULATED, UNPRICED, UNCERTAIN, ERRORS, RUNNING] = [0, 1, 2, 3, 4, 5, 6, 7];
const STRIDE = 8;

/** Sums every subtree up, in linear time. */
export function sumUp(columns: SpanColumns, { up, order }: SpanTree): SpanTotals {
  const totals = new Float64Array(columns.length * STRIDE);
  for (let at = order.length - 1; at >= 0; at--) {
    const row = order[at]!;
    addOwn(totals, columns, row);
    if (up[row]! < 0) continue;
    const from = row * STRIDE;
    const to = up[row]! * STRIDE;
    for (let field = 0; field < STRIDE; field++) totals[to + field]! += totals[from + field]!;
  }
  return totals;
}

const IS_MODEL = CATEGORIES.indexOf("model");
const IS_METERED = METERINGS.indexOf("metered");
const IS_SIMULATED = METERINGS.indexOf("simulated");
const IS_UNPRICED = METERINGS.indexOf("unpriced");
const IS_ERROR = STATUSES.indexOf("error");
const IS_RUNNING = STATES.indexOf("running");

function addOwn(totals: SpanTotals, { arrays }: SpanColumns, row: number): void {
  const base = row * STRIDE;
  if (arrays.category[row] === IS_MODEL) {
    if (!Number.isNaN(arrays.input[row]!)) totals[base + INPUT] = arrays.input[row]!;
    if (!Number.isNaN(arrays.output[row]!)) totals[base + OUTPUT] = arrays.output[row]!;
  }
  const cost = arrays.cost[row]!;
  const metering = arrays.metering[row]!;
  // Only inferences and attempts have a cost and a metering of their own.
  if (!Number.isNaN(cost) || metering === IS_UNPRICED) {
    totals[base + COST] = metering === IS_METERED ? cost : 0;
    totals[base + SIMULATED] = metering === IS_SIMULATED ? cost : 0;
    totals[base + UNPRICED] = metering === IS_UNPRICED ? 1 : 0;
  }
  totals[base + UNCERTAIN]! += arrays.uncertain[row]!;
  if (arrays.status[row] === IS_ERROR) totals[base + ERRORS]!++;
  if (arrays.state[row] === IS_RUNNING) totals[base + RUNNING]!++;
}

/** The totals of one row. */
export function totalsAt(totals: SpanTotals, row: number): Totals {
  const value = (field: number): number => totals[row * STRIDE + field]!;
  return {
    input: value(INPUT),
    output: value(OUTPUT),
    cost: value(COST),
    simulated: value(SIMULATED),
    unpriced: value(UNPRICED),
    uncertain: value(UNCERTAIN),
    errors: value(ERRORS),
    running: value(RUNNING),
  };
}

export const NO_TOTALS: Totals = totalsAt(new Float64Array(STRIDE), 0);

/** The totals of the whole trace: of all spans at the top. */
export function traceTotals(totals: SpanTotals, { order, up }: SpanTree): Totals {
  const sum = new Float64Array(STRIDE);
  for (const row of order) {
    if (up[row]! >= 0) continue;
    for (let field = 0; field < STRIDE; field++) sum[field]! += totals[row * STRIDE + field]!;
  }
  return totalsAt(sum, 0);
}
