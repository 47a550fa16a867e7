import { formatCount } from "./figures.ts";

interface ExportCounts {
  /** Spans since the window was opened. */
  readonly sent: number;
  readonly refused: number;
  /** Why the backend refused those. */
  readonly refusal?: string;
  /** Of log records that went after their spans. */
  readonly logs?: { readonly sent: number; readonly refused: number; readonly refusal?: string };
  /** Why the last try failed. */
  readonly problem?: string;
}

/** How the export stands, in numbers: what has gone, what waits and why, what was refused and why. */
export function exportWords(
  { sent, refused, refusal, problem, logs }: ExportCounts,
  url: string,
  waiting: number,
): string {
  return [
    `Exported to ${url} since this window was opened: ${formatCount(sent, "span")}.`,
    refused > 0
      ? `Refused by it, and not sent again: ${formatCount(refused, "span")}${refusal === undefined ? "" : ` (${refusal})`}.`
      : "",
    logs === undefined ? "" : lateWords(logs),
    waiting > 0 ? `Waiting: ${formatCount(waiting, "span")}.` : problem === undefined ? "Nothing waits." : "",
    problem === undefined
      ? ""
      : `The last try failed: ${problem}. What waits is kept in the recordings and is tried again.`,
  ]
    .filter((words) => words !== "")
    .join(" ");
}

/** What was logged after its span had gone. */
function lateWords({ sent, refused, refusal }: NonNullable<ExportCounts["logs"]>): string {
  const gone = `Logged after its span had gone, and sent after it: ${formatCount(sent, "log record")}`;
  if (refused === 0) return `${gone}.`;
  return `${gone}; refused: ${formatCount(refused, "log record")}${refusal === undefined ? "" : ` (${refusal})`}.`;
}
