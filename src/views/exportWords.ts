import { formatCount } from "./figures.ts";

interface ExportCounts {
  /** Spans since the window was opened. */
  readonly sent: number;
  readonly refused: number;
  /** Why the backend refused those. */
  readonly refusal?: string;
  /** Why the last try failed. */
  readonly problem?: string;
}

/** How the export stands, in numbers: what has gone, what waits and why, what was refused and why. */
export function exportWords(
  { sent, refused, refusal, problem }: ExportCounts,
  url: string,
  waiting: number,
): string {
  return [
    `Exported to ${url} since this window was opened: ${formatCount(sent, "span")}.`,
    refused > 0
      ? `Refused by it, and not sent again: ${formatCount(refused, "span")}${refusal === undefined ? "" : ` (${refusal})`}.`
      : "",
    waiting > 0 ? `Waiting: ${formatCount(waiting, "span")}.` : problem === undefined ? "Nothing waits." : "",
    problem === undefined
      ? ""
      : `The last try failed: ${problem}. What waits is kept in the recordings and is tried again.`,
  ]
    .filter((words) => words !== "")
    .join(" ");
}
