import { failureLabel, type FailureKind } from "../core/failure.ts";
import { formatUsd } from "../core/money.ts";
import type { Figures } from "../store/dashboardData.ts";
import { rangeOf } from "./dashboardRange.ts";
import type { DashboardView } from "./dashboardView.ts";
import { formatCount, formatDuration } from "./figures.ts";

/** One of the numbers on top. */
export interface NumberCard {
  readonly id: "spend" | "errors" | "calls" | "latency";
  readonly title: string;
  readonly value: string;
  /** Beside the value, where it needs a word: `simulated`. */
  readonly mark?: string;
  /** Short remarks below the value. */
  readonly details: readonly string[];
  /** Against the period before; absent where there is nothing to compare. */
  readonly change?: Change;
}

export interface Change {
  readonly direction: "up" | "down" | "same";
  /** `12 %`, `0.8 points`, `no change`. */
  readonly text: string;
  /** `vs. yesterday by now`. */
  readonly than: string;
  readonly tone: "better" | "worse" | "neutral";
}

/** The four numbers on top. */
export function numberCards(view: DashboardView): readonly NumberCard[] {
  return [spendCard(view), errorCard(view), callsCard(view), latencyCard(view)];
}

function spendCard({ range, data, budget }: DashboardView): NumberCard {
  const { calls, callsBefore } = data;
  const { nanoUsd, simulatedNanoUsd, unpriced } = calls.cost;
  const onlySimulated = nanoUsd === 0 && simulatedNanoUsd > 0;
  const before = onlySimulated ? callsBefore.cost.simulatedNanoUsd : callsBefore.cost.nanoUsd;
  const amount = onlySimulated ? simulatedNanoUsd : nanoUsd;
  const notes = [
    ...(range === "today" ? capNotes(budget) : []),
    ...(unpriced > 0 ? [`${formatCount(unpriced, "call")} unpriced`] : []),
    ...(!onlySimulated && simulatedNanoUsd > 0 ? [`${formatUsd(simulatedNanoUsd)} simulated besides`] : []),
  ];
  return {
    id: "spend",
    title: "Spend",
    value: formatUsd(amount),
    ...(onlySimulated && { mark: "simulated" }),
    details: notes,
    ...changeOf(amount, before, range, "neutral"),
  };
}

/** The caps are those of the machine, so their figures are the ledger's. */
function capNotes({ real, dailyCap }: DashboardView["budget"]): readonly string[] {
  const { day, forecast } = real;
  return [
    ...(dailyCap === undefined ? [] : [`cap: ${formatUsd(day.settled)} of ${formatUsd(dailyCap)} used`]),
    ...(forecast === undefined || forecast === 0 ? [] : [`forecast ${formatUsd(forecast)}`]),
  ];
}

function errorCard({ range, data: { calls, callsBefore } }: DashboardView): NumberCard {
  const rate = rateOf(calls);
  const before = rateOf(callsBefore);
  return {
    id: "errors",
    title: "Error rate",
    value: rate === undefined ? "–" : formatShare(rate),
    details: calls.count === 0 ? [] : [failureText(calls)],
    ...(rate !== undefined && before !== undefined && { change: pointsOf(rate - before, range) }),
  };
}

function callsCard({ range, data: { calls, callsBefore, turns } }: DashboardView): NumberCard {
  return {
    id: "calls",
    title: "Calls",
    value: calls.count.toLocaleString("en-US"),
    details: calls.count === 0 ? [] : [`in ${formatCount(turns.count, "turn")}`],
    ...changeOf(calls.count, callsBefore.count, range, "neutral"),
  };
}

function latencyCard({ range, data: { calls, callsBefore } }: DashboardView): NumberCard {
  const { p50, p95 } = calls.duration;
  const first = calls.timeToFirstToken.p50;
  const details = [
    ...(p50 === undefined ? [] : [`median ${formatDuration(p50)}`]),
    ...(first === undefined ? [] : [`first token ${formatDuration(first)}`]),
  ];
  return {
    id: "latency",
    title: "p95 latency",
    value: p95 === undefined ? "–" : formatDuration(p95),
    details,
    ...(p95 !== undefined && changeOf(p95, callsBefore.duration.p95 ?? 0, range, "less is better")),
  };
}

/** `0 %`, `0.4 %`, `12 %`; what is more than nothing is never `0 %`. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.05) return "< 0.1 %";
  return `${percent >= 9.95 || percent === 0 ? Math.round(percent) : percent.toFixed(1)} %`;
}

const rateOf = ({ count, failed }: Figures): number | undefined => (count === 0 ? undefined : failed / count);

function failureText(calls: Figures): string {
  const most = mostFrequent(calls);
  if (most === undefined) return "no call failed";
  return `${calls.failed.toLocaleString("en-US")} failed, most: ${failureLabel(most)}`;
}

function mostFrequent({ failures }: Figures): FailureKind | undefined {
  const counts = Object.entries(failures) as [FailureKind, number][];
  return counts.filter(([failure]) => failure !== "cancelled").toSorted(([, a], [, b]) => b - a)[0]?.[0];
}

function changeOf(
  value: number,
  before: number,
  range: DashboardView["range"],
  meaning: "neutral" | "less is better",
): { readonly change?: Change } {
  if (before === 0) return {};
  const ratio = value / before - 1;
  const text = Math.abs(ratio) < 10 ? `${Math.round(Math.abs(ratio) * 100)} %` : `${Math.round(ratio + 1)}×`;
  return { change: changed(text === "0 %" ? 0 : ratio, text, range, meaning) };
}

function pointsOf(difference: number, range: DashboardView["range"]): Change {
  const text = Math.abs(difference * 100).toFixed(1);
  return changed(text === "0.0" ? 0 : difference, `${text} points`, range, "less is better");
}

function changed(
  sign: number,
  text: string,
  range: DashboardView["range"],
  meaning: "neutral" | "less is better",
): Change {
  const than = `vs. ${rangeOf(range).before}`;
  if (sign === 0) return { direction: "same", text: "no change", than, tone: "neutral" };
  const tone = meaning === "neutral" ? "neutral" : sign < 0 ? "better" : "worse";
  return { direction: sign > 0 ? "up" : "down", text, than, tone };
}
