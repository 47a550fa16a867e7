import type { FailureKind } from "../core/failure.ts";
import type { Metering, Usage } from "../core/usage.ts";
import { addHistogram, countDuration, packHistogram, unpackHistogram, type Histogram } from "./histogram.ts";

export type CellKind = "call" | "tool" | "turn";

/** What is told apart in the roll-ups, besides the time. */
export interface Dimensions {
  readonly kind: CellKind;
  /** Empty for tools and turns. */
  readonly provider: string;
  /** The model's id, or the tool's name; empty for turns. */
  readonly name: string;
  readonly agent: string;
  /** Empty for tools and turns. */
  readonly metering: Metering | "";
  /** The program that sent it; absent for sessions of ours. */
  readonly service?: string;
}

export type FailureCounts = Partial<Record<FailureKind, number>>;

/** Model calls, tool runs or turns, added up. */
export interface CellSums {
  count: number;
  input: number;
  cacheRead: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
  output: number;
  nanoUsd: number;
  readonly failures: FailureCounts;
  /** Durations of what succeeded: a refusal after 50 ms says nothing about latency. */
  readonly duration: Histogram;
  readonly ttft: Histogram;
}

/** All of an hour that have the same dimensions. */
export interface Cell extends Dimensions, CellSums {
  /** Its number, see `Hours`. */
  readonly hour: number;
}

export const emptySums = (): CellSums => ({
  count: 0,
  input: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  output: 0,
  nanoUsd: 0,
  failures: {},
  duration: [],
  ttft: [],
});

/** One event for a cell. */
export interface Counted {
  readonly usage?: Usage;
  readonly nanoUsd?: number;
  readonly failure?: FailureKind | undefined;
  readonly duration: number;
  readonly ttft?: number | undefined;
}

const keyOf = ({
  hour,
  kind,
  provider,
  name,
  agent,
  metering,
  service,
}: Dimensions & { readonly hour: number }): string =>
  JSON.stringify([hour, kind, provider, name, agent, metering, service]);

/** Most events are of one of the last cells; of so many no key has to be made. */
const RECENT = 8;

/** Cells by hour and dimensions. */
export class Cells {
  readonly #cells = new Map<string, Cell>();
  readonly #recent: Cell[] = [];

  constructor(cells: Iterable<Cell> = []) {
    for (const cell of cells) this.merge(cell);
  }

  values(): readonly Cell[] {
    return [...this.#cells.values()];
  }

  count(hour: number, dimensions: Dimensions, event: Counted): void {
    const cell = this.#at(hour, dimensions);
    cell.count++;
    addTokens(cell, event.usage ?? {}, 1);
    cell.nanoUsd += event.nanoUsd ?? 0;
    if (event.failure === undefined) countDuration(cell.duration, event.duration);
    else addFailures(cell.failures, { [event.failure]: 1 }, 1);
    if (event.ttft !== undefined) countDuration(cell.ttft, event.ttft);
  }

  merge(cell: Cell, sign: 1 | -1 = 1): void {
    addCell(this.#at(cell.hour, cell), cell, sign);
  }

  #at(hour: number, dimensions: Dimensions): Cell {
    for (const cell of this.#recent) if (cell.hour === hour && isSame(cell, dimensions)) return cell;
    const key = keyOf({ ...dimensions, hour });
    let cell = this.#cells.get(key);
    if (cell === undefined) {
      cell = emptyCell({ ...dimensions, hour });
      this.#cells.set(key, cell);
    }
    this.#recent.unshift(cell);
    if (this.#recent.length > RECENT) this.#recent.pop();
    return cell;
  }
}

const isSame = (a: Dimensions, b: Dimensions): boolean =>
  a.kind === b.kind &&
  a.name === b.name &&
  a.agent === b.agent &&
  a.service === b.service &&
  a.provider === b.provider &&
  a.metering === b.metering;

function emptyCell({
  hour,
  kind,
  provider,
  name,
  agent,
  metering,
  service,
}: Dimensions & { readonly hour: number }): Cell {
  const dimensions = { kind, provider, name, agent, metering, ...(service !== undefined && { service }) };
  return { hour, ...dimensions, ...emptySums() };
}

/** Adds a cell's sums to another's, or takes them away. */
export function addCell(into: CellSums, from: CellSums, sign: 1 | -1 = 1): void {
  into.count += sign * from.count;
  addTokens(into, from, sign);
  into.nanoUsd += sign * from.nanoUsd;
  addFailures(into.failures, from.failures, sign);
  addHistogram(into.duration, from.duration, sign);
  addHistogram(into.ttft, from.ttft, sign);
}

function addFailures(into: FailureCounts, from: FailureCounts, sign: 1 | -1): void {
  for (const failure of Object.keys(from) as FailureKind[]) {
    const sum = (into[failure] ?? 0) + sign * (from[failure] ?? 0);
    if (sum === 0) delete into[failure];
    else into[failure] = sum;
  }
}

function addTokens(into: Pick<CellSums, keyof Usage>, from: Partial<Usage>, sign: 1 | -1): void {
  into.input += sign * (from.input ?? 0);
  into.cacheRead += sign * (from.cacheRead ?? 0);
  into.cacheWrite5m += sign * (from.cacheWrite5m ?? 0);
  into.cacheWrite1h += sign * (from.cacheWrite1h ?? 0);
  into.output += sign * (from.output ?? 0);
}

/** For storing: the numbers in order, then failures and histograms. */
export const packSums = (sums: CellSums) =>
  [
    sums.count,
    sums.input,
    sums.cacheRead,
    sums.cacheWrite5m,
    sums.cacheWrite1h,
    sums.output,
    sums.nanoUsd,
    sums.failures,
    packHistogram(sums.duration),
    packHistogram(sums.ttft),
  ] as const;

export type PackedSums = ReturnType<typeof packSums>;

export function unpackSums(packed: PackedSums): CellSums {
  const [count, input, cacheRead, cacheWrite5m, cacheWrite1h, output, nanoUsd, failures, duration, ttft] =
    packed;
  const numbers = { count, input, cacheRead, cacheWrite5m, cacheWrite1h, output, nanoUsd };
  return { ...numbers, failures, duration: unpackHistogram(duration), ttft: unpackHistogram(ttft) };
}
