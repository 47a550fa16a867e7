import { epochMs, type EpochMs } from "./units.ts";

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string): Intl.DateTimeFormat {
  let found = formatters.get(zone);
  if (found === undefined) {
    found = new Intl.DateTimeFormat("en-CA", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formatters.set(zone, found);
  }
  return found;
}

/** The local date `YYYY-MM-DD` of a moment in an IANA zone. */
export const localDay = (at: EpochMs, zone: string): string => formatter(zone).format(at).slice(0, 10);

/** The local month `YYYY-MM`. */
export const localMonth = (at: EpochMs, zone: string): string => localDay(at, zone).slice(0, 7);

const HOUR = 3_600_000;

/** The moment at which the next local day begins, right also where clocks change. */
export function nextDay(at: EpochMs, zone: string): EpochMs {
  return firstMomentAfter(at, zone, localDay);
}

/** The moment at which the next local month begins. */
export function nextMonth(at: EpochMs, zone: string): EpochMs {
  return firstMomentAfter(at, zone, localMonth);
}

/** The local months from one moment to another, both included. */
export function monthsBetween(from: EpochMs, to: EpochMs, zone: string): readonly string[] {
  const last = localMonth(to, zone);
  const months = [localMonth(from, zone)];
  for (let at = from; (months.at(-1) ?? last) < last;) {
    at = nextMonth(at, zone);
    months.push(localMonth(at, zone));
  }
  return months;
}

/** The first moment whose label differs: steps by hours, then halves the last hour. */
function firstMomentAfter(at: EpochMs, zone: string, label: (at: EpochMs, zone: string) => string): EpochMs {
  const now = label(at, zone);
  const minute = Math.floor(at / 60_000) * 60_000;
  let low = minute;
  while (label(epochMs(low + HOUR), zone) === now) low += HOUR;
  let high = low + HOUR;
  while (high - low > 60_000) {
    const middle = low + Math.floor((high - low) / 120_000) * 60_000;
    if (label(epochMs(middle), zone) === now) low = middle;
    else high = middle;
  }
  return epochMs(high);
}
