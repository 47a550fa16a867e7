import type { Spending } from "../core/budget.ts";
import { localDay, nextDay, nextMonth } from "../core/days.ts";
import { formatUsd } from "../core/money.ts";
import type { EpochMs, NanoUsd } from "../core/units.ts";
import type { Budgets } from "./dashboardView.ts";

/** A cap and what is used of it. */
export interface BudgetLine {
  readonly id: "day" | "month";
  readonly title: string;
  /** `$1.23 of $5.00`. */
  readonly text: string;
  /** Absent where there is no cap. */
  readonly bar?: BudgetBar;
  /** Reserved, uncertain, forecast, reset: what there is to say. */
  readonly notes: readonly string[];
}

/** Shares of the cap from 0 to 1; together never more than 1. */
export interface BudgetBar {
  readonly settled: number;
  readonly reserved: number;
  readonly percent: number;
  readonly level: "ok" | "warning" | "full";
}

const WARNING_AT = 0.75;

/** What the ledger says of the day and the month, against the caps. */
export function budgetLines({ real, dailyCap, monthlyCap }: Budgets, now: EpochMs): readonly BudgetLine[] {
  const { zone, forecast } = real;
  return [
    {
      id: "day",
      title: "Today",
      ...used(real.day, dailyCap),
      notes: [
        ...openNotes(real.day),
        ...(forecast === undefined || forecast === 0
          ? []
          : [`${formatUsd(forecast)} by midnight at this pace`]),
        `resets ${resetText(nextDay(now, zone), now, zone)}`,
      ],
    },
    {
      id: "month",
      title: "This month",
      ...used(real.month, monthlyCap),
      notes: [...openNotes(real.month), `resets ${resetText(nextMonth(now, zone), now, zone)}`],
    },
  ];
}

/** What simulated models would have cost; undefined where they were not used. */
export function simulatedText({ simulated: { day, month } }: Budgets): string | undefined {
  if (month.settled === 0) return undefined;
  return `${formatUsd(day.settled)} simulated today, ${formatUsd(month.settled)} this month. Nobody pays that; no cap counts it.`;
}

function used(spending: Spending, cap: NanoUsd | undefined): Pick<BudgetLine, "text" | "bar"> {
  const { settled, reserved } = spending;
  if (cap === undefined) return { text: `${formatUsd(settled)}, no cap` };
  const share = (amount: number): number => (cap === 0 ? 1 : Math.min(1, amount / cap));
  const together = share(settled + reserved);
  const level = together >= 1 ? "full" : together >= WARNING_AT ? "warning" : "ok";
  const bar = {
    settled: share(settled),
    reserved: together - share(settled),
    percent: percentOf(settled, cap),
    level,
  } as const;
  return { text: `${formatUsd(settled)} of ${formatUsd(cap)}`, bar };
}

/** Whole, and not 100 before it is. */
const percentOf = (amount: number, cap: number): number =>
  cap === 0 ? 100 : Math.floor((amount / cap) * 100);

function openNotes({ reserved, uncertain }: Spending): readonly string[] {
  return [
    ...(reserved > 0 ? [`${formatUsd(reserved)} reserved for running calls`] : []),
    ...(uncertain > 0 ? [`${formatUsd(uncertain)} uncertain: calls that were cut off`] : []),
  ];
}

/** `at 0:00`, `on December 1`. */
function resetText(at: EpochMs, now: EpochMs, zone: string): string {
  const isSoon =
    at - now < 24 * 3_600_000 && localDay(at, zone).slice(0, 7) === localDay(now, zone).slice(0, 7);
  const options = isSoon
    ? ({ hour: "numeric", minute: "2-digit", hourCycle: "h23" } as const)
    : ({ month: "long", day: "numeric" } as const);
  const text = new Intl.DateTimeFormat("en-US", { timeZone: zone, ...options }).format(at);
  return isSoon ? `at ${text}` : `on ${text}`;
}
