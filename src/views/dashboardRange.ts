import { localDay, nextDay } from "../core/days.ts";
import { epochMs, type EpochMs } from "../core/units.ts";
import type { DashboardFilter, DashboardQuery, Range } from "../store/dashboardData.ts";

/** The times that a person can choose from. */
export const RANGES = [
  { id: "today", label: "Today", days: 1, before: "yesterday by now" },
  { id: "week", label: "7 days", days: 7, before: "7 days before" },
  { id: "month", label: "30 days", days: 30, before: "30 days before" },
] as const;

export type RangeId = (typeof RANGES)[number]["id"];

export const isRangeId = (value: unknown): value is RangeId => RANGES.some(({ id }) => id === value);

export const rangeOf = (id: RangeId): (typeof RANGES)[number] =>
  RANGES.find((range) => range.id === id) ?? RANGES[0];

const HOUR = 3_600_000;

/** What to ask the index for a range that ends today. `zone`: whose days count. */
export function dashboardQuery(
  id: RangeId,
  now: EpochMs,
  zone: string,
  filter?: DashboardFilter,
): DashboardQuery {
  const { days } = rangeOf(id);
  const today = localDay(now, zone);
  const range = { from: startOf(daysAfter(today, 1 - days), zone), to: nextDay(now, zone) };
  const from = startOf(daysAfter(today, 1 - 2 * days), zone);
  // A day is compared with as much of the day before.
  const before: Range = { from, to: days === 1 ? epochMs(from + (now - range.from)) : range.from };
  return { range, before, by: days === 1 ? "hour" : "day", ...(filter && { filter }) };
}

/** Some days later in the calendar, or earlier. */
const daysAfter = (day: string, count: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + count * 24 * HOUR).toISOString().slice(0, 10);

/** The first moment of a local day, found by going on from a moment that is before it in every zone. */
function startOf(day: string, zone: string): EpochMs {
  let at = epochMs(Date.parse(`${day}T00:00:00Z`) - 15 * HOUR);
  while (localDay(at, zone) < day) at = nextDay(at, zone);
  return at;
}
