import { localDay, nextMonth } from "../core/days.ts";
import { formatUsd } from "../core/money.ts";
import { epochMs, nanoUsd, NANO_PER_USD, type EpochMs } from "../core/units.ts";
import { bucketLabels } from "./spendChart.ts";
import type { Budgets } from "./dashboardView.ts";
import type { TimeChart } from "./timeChart.ts";

export interface BurnDown {
  readonly chart: TimeChart;
  /** Where it leads: `at this pace $41.20 by November 30, $8.80 below the cap`. */
  readonly forecast: string;
}

const DAY = 86_400_000;

/**
 * What is left of the month's cap at the end of each day, and at this pace until its end; without a cap, what was
 * spent. Undefined where nothing was spent this month.
 */
export function burnDown({ real, monthlyCap }: Budgets, now: EpochMs): BurnDown | undefined {
  const { days, zone, today, month } = real;
  if (month.settled <= 0) return undefined;
  const end = nextMonth(now, zone);
  const dates = datesOf(today, localDay(epochMs(end - 1), zone));
  const passed = dates.indexOf(today);
  const spent = spentBy(dates, days);
  const perDay = paceOf(month.settled, dates.length, end, now);
  const level = (nano: number): number =>
    (monthlyCap === undefined ? nano : Math.max(0, monthlyCap - nano)) / NANO_PER_USD;
  const actual = spent.map((nano, at) => (at <= passed ? level(nano) : null));
  /** Up to the end of a day that is to come. */
  const expected = (at: number): number =>
    month.settled + perDay * ((end - now) / DAY - (dates.length - 1 - at));
  const ahead = spent.map((nano, at) => (at < passed ? null : level(at === passed ? nano : expected(at))));
  const total = expected(dates.length - 1);
  const name = monthlyCap === undefined ? "spent" : "left of the cap";
  const forecast = forecastText(total, monthlyCap, {
    settled: month.settled,
    last: dates.at(-1) ?? today,
    reached: dates.find((_, at) => at >= passed && expected(at) >= (monthlyCap ?? 0)),
  });
  return {
    forecast,
    chart: {
      kind: "lines",
      unit: "usd",
      buckets: dates.map(bucketLabels),
      series: [
        { name, colour: 0, values: actual, total: usd(actual[passed]) },
        { name: "at this pace", colour: 0, dashed: true, values: ahead, total: usd(ahead.at(-1)) },
      ],
      summary: `This month: ${formatUsd(month.settled)} spent${monthlyCap === undefined ? "" : ` of ${formatUsd(monthlyCap)}`}; ${forecast}.`,
      table: {
        head: ["Spent", capital(name)],
        rows: dates.slice(0, passed + 1).map((date, at) => ({
          bucket: at,
          label: bucketLabels(date).label,
          cells: [formatUsd(nanoUsd((spent[at] ?? 0) - (spent[at - 1] ?? 0))), usd(actual[at])],
        })),
      },
    },
  };
}

/** From the month's first day to its last. */
function datesOf(today: string, last: string): readonly string[] {
  const length = Number(last.slice(8));
  return Array.from({ length }, (_, at) => `${today.slice(0, 8)}${String(at + 1).padStart(2, "0")}`);
}

/** Nano-USD up to the end of each day. */
function spentBy(
  dates: readonly string[],
  days: readonly { readonly day: string; readonly settled: number }[],
): readonly number[] {
  const byDay = new Map(days.map(({ day, settled }) => [day, settled]));
  let sum = 0;
  return dates.map((date) => (sum += byDay.get(date) ?? 0));
}

/** Nano-USD a day; of a month's first day only what has passed of it counts, yet no less than an hour. */
function paceOf(settled: number, length: number, end: EpochMs, now: EpochMs): number {
  const elapsed = Math.max(1 / 24, length - (end - now) / DAY);
  return settled / elapsed;
}

function forecastText(
  total: number,
  cap: number | undefined,
  at: { readonly settled: number; readonly last: string; readonly reached: string | undefined },
): string {
  const last = dateText(at.last);
  const amount = formatUsd(nanoUsd(Math.round(total)));
  if (cap === undefined) return `at this pace ${amount} by ${last}`;
  if (at.settled >= cap) return "the cap is reached";
  if (total > cap) return `at this pace the cap is reached on ${dateText(at.reached ?? at.last)}`;
  return `at this pace ${amount} by ${last}, ${formatUsd(nanoUsd(Math.round(cap - total)))} below the cap`;
}

const usd = (value: number | null | undefined): string =>
  value === null || value === undefined ? "–" : formatUsd(nanoUsd(Math.round(value * NANO_PER_USD)));

const dateText = (date: string): string =>
  new Date(`${date}T00:00:00Z`).toLocaleDateString("en-US", {
    timeZone: "UTC",
    month: "long",
    day: "numeric",
  });

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
