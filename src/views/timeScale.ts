/** A stretch of time that is shown, in milliseconds since the trace's origin. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** The least that can be zoomed to: a microsecond is the resolution of recorded times. */
const SHORTEST = 0.01;

const lengthOf = ({ from, to }: TimeRange): number => to - from;

/** Where a moment lies in a range: 0 at its beginning, 1 at its end. */
export const fraction = (range: TimeRange, at: number): number =>
  (at - range.from) / Math.max(lengthOf(range), SHORTEST);

/** The part of a range that a stretch of time covers, as fractions of the range; undefined if none. */
export function clip(
  range: TimeRange,
  from: number,
  to: number,
): { readonly left: number; readonly width: number } | undefined {
  const left = fraction(range, from);
  const right = fraction(range, Math.max(to, from));
  if (right < 0 || left > 1) return undefined;
  return { left: Math.max(left, 0), width: Math.min(right, 1) - Math.max(left, 0) };
}

/** The range moved and shortened so that it lies within another. */
export function within(range: TimeRange, whole: TimeRange): TimeRange {
  const length = Math.min(Math.max(lengthOf(range), SHORTEST), lengthOf(whole));
  const from = Math.min(Math.max(range.from, whole.from), whole.to - length);
  return { from, to: from + length };
}

/** The range scaled by a factor (2 shows half as much), with one moment staying where it is. */
export function zoom(range: TimeRange, factor: number, around: number): TimeRange {
  return { from: around - (around - range.from) / factor, to: around + (range.to - around) / factor };
}

export const shift = ({ from, to }: TimeRange, by: number): TimeRange => ({ from: from + by, to: to + by });

/** Steps between which the shown time of a running trace grows, so that its bars do not shrink all the time. */
const STEPS = [1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 8, 10];

/** How much time to show of a trace that has run for so long, in milliseconds. */
export function roomFor(elapsed: number): number {
  const needed = Math.max(elapsed * 1.02, 100);
  const power = 10 ** Math.floor(Math.log10(needed));
  const step = STEPS.find((candidate) => candidate * power >= needed) ?? 10;
  return step * power;
}

/** At most so many moments at round distances from `zero`, each labelled with its distance. */
export function ticks(range: TimeRange, most: number, zero = 0): readonly Tick[] {
  const length = lengthOf(range);
  if (!(length > 0) || most < 1) return [];
  const step = roundStep(length / most);
  const { unit, label } = unitOf(step, Math.abs(range.to - zero));
  const found: Tick[] = [];
  for (let index = Math.ceil((range.from - zero) / step); ; index++) {
    const at = zero + index * step;
    if (at > range.to || found.length > most) return found;
    found.push({ at, label: `${trim((index * step) / unit, step / unit)} ${label}` });
  }
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const UNITS = [
  { unit: 0.001, label: "µs" },
  { unit: 1, label: "ms" },
  { unit: 1000, label: "s" },
  { unit: MINUTE, label: "min" },
  { unit: HOUR, label: "h" },
] as const;

/** The unit in which the largest label is at least 1, unless the steps would be odd in it. */
function unitOf(step: number, largest: number): (typeof UNITS)[number] {
  const fitting = UNITS.findLast(({ unit }) => largest >= unit && step >= (unit > 1000 ? unit : unit / 20));
  return fitting ?? UNITS[0];
}

/** The smallest round number not below `least`: 1, 2 or 5 times a power of ten, or a part of a minute or hour. */
function roundStep(least: number): number {
  const clock = [15_000, 30_000, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR];
  if (least > 10_000 && least <= HOUR) return clock.find((step) => step >= least) ?? HOUR;
  const unit = least > HOUR ? HOUR : 1;
  const power = 10 ** Math.floor(Math.log10(least / unit));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power * unit >= least) ?? 10;
  return factor * power * unit;
}

const trim = (value: number, step: number): string => {
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return String(Number(value.toFixed(Math.min(digits + 1, 6))));
};
