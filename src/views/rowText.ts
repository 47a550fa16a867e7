import { formatUsd } from "../core/money.ts";
import { nanoUsd } from "../core/units.ts";
import { formatCount, formatTokens } from "./figures.ts";
import type { Group } from "./repeats.ts";
import { METERINGS, STATES, STATUSES, type SpanColumns } from "./spanColumns.ts";
import { CATEGORIES, failureLabel, type Category } from "./spanRow.ts";
import type { Totals } from "./spanTotals.ts";

/** How a span stands: what its icon and its words say besides its colour. */
export interface SpanMood {
  readonly kind: "running" | "done" | "error" | "interrupted";
  readonly label: string;
}

export const CATEGORY_LABELS: Readonly<Record<Category, string>> = {
  model: "model call",
  tool: "tool",
  agent: "agent",
  attempt: "attempt",
  other: "span",
};

export const categoryOf = (columns: SpanColumns, span: number): Category =>
  CATEGORIES[columns.arrays.category[span]!] ?? "other";

/** A span's state and status in one. */
export function moodOf(columns: SpanColumns, span: number): SpanMood {
  const { arrays } = columns;
  const state = STATES[arrays.state[span]!];
  if (state === "interrupted") return { kind: "interrupted", label: "interrupted" };
  if (STATUSES[arrays.status[span]!] === "error") {
    return { kind: "error", label: failureLabel(columns.text("failure", span)) || "failed" };
  }
  return state === "running" ? { kind: "running", label: "running" } : { kind: "done", label: "done" };
}

/** How the members of a run of repeated siblings stand. */
export function groupMood({ failed, running }: Group): SpanMood {
  if (failed > 0) return { kind: "error", label: `${failed.toLocaleString("en-US")} failed` };
  return running > 0 ? { kind: "running", label: "running" } : { kind: "done", label: "done" };
}

/** The one row of a run for those who listen. */
export function spokenGroup(columns: SpanColumns, span: number, group: Group, duration: string): string {
  const mood = groupMood(group);
  return [
    columns.text("name", span) || "(no name)",
    `${group.count.toLocaleString("en-US")} times`,
    CATEGORY_LABELS[categoryOf(columns, span)],
    mood.kind === "done" ? "" : mood.label,
    duration,
    costText(group.totals).hint,
  ]
    .filter((words) => words !== "")
    .join(", ");
}

/** `8.1k/412`: tokens in and out; empty where none are known. */
export const tokensText = ({ input, output }: Totals): string =>
  input + output === 0 ? "" : `${formatTokens(input)}/${formatTokens(output)}`;

/** What a subtree cost, short enough for a column. */
export interface CostText {
  readonly text: string;
  /** The whole truth, where the text cannot hold it. */
  readonly hint: string;
  /** Nobody pays for any of it. */
  readonly simulated: boolean;
}

/** A sum that misses unknown prices is `≥`; one whose bill may differ `~`; nothing at all is empty. */
export function costText({ cost, simulated, unpriced, uncertain }: Totals): CostText {
  const paid = cost > 0;
  const hints = [
    ...(paid ? [usd(cost)] : []),
    ...(simulated > 0 ? [`${usd(simulated)} simulated, which nobody pays`] : []),
    ...(unpriced > 0 ? [`${formatCount(unpriced, "call")} of unknown price`] : []),
    ...(uncertain > 0 ? [`${formatCount(uncertain, "call")} whose bill may differ`] : []),
  ];
  const amount = shortUsd(paid ? cost : simulated);
  const mark = unpriced > 0 ? "≥ " : uncertain > 0 ? "~" : "";
  const text = paid || simulated > 0 ? mark + amount : unpriced > 0 ? "unpriced" : "";
  return { text, hint: hints.join(", "), simulated: !paid && simulated > 0 };
}

/** Below this an amount has more digits than a column has room for. */
const LEAST_SHOWN = 100_000;

const shortUsd = (amount: number): string =>
  amount > 0 && amount < LEAST_SHOWN ? `< ${usd(LEAST_SHOWN)}` : usd(amount);

/** A foreign span may say anything of its cost. */
const usd = (amount: number): string =>
  formatUsd(nanoUsd(Math.round(Math.min(amount, Number.MAX_SAFE_INTEGER))));

/** Whether a span says that it costs nothing, so that its empty cost is no gap. */
export const isNotMetered = (columns: SpanColumns, span: number): boolean =>
  METERINGS[columns.arrays.metering[span]!] === "not_metered";

/** A row for those who listen. */
export function spokenRow(columns: SpanColumns, span: number, totals: Totals, duration: string): string {
  const mood = moodOf(columns, span);
  const tokens = totals.input + totals.output;
  return [
    columns.text("name", span) || "(no name)",
    columns.text("note", span),
    CATEGORY_LABELS[categoryOf(columns, span)],
    mood.kind === "done" ? "" : mood.label,
    duration,
    tokens > 0 ? `${formatTokens(totals.input)} tokens in, ${formatTokens(totals.output)} out` : "",
    costText(totals).hint,
  ]
    .filter((words) => words !== "")
    .join(", ");
}
