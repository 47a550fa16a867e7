import { ratioOf, verdictOf, type Figure, type Target, type Unit } from "./figure.ts";

const COLUMNS = { row: 11, figure: 48, value: 14, baseline: 48, ratio: 7, target: 16 } as const;

export const header: string = line(["row", "measured", "", "baseline", "ratio", "target", "verdict"]);

/** A figure as a line of the table. */
export function tableLine(row: string, figure: Figure): string {
  const { name, value, unit, baseline, target } = figure;
  const ratio = ratioOf(figure);
  return line([
    row,
    name,
    quantity(value, unit),
    baseline === undefined ? "" : `${baseline.name} ${quantity(baseline.value, unit)}`,
    ratio === undefined ? "" : ratio.toFixed(2),
    target === undefined ? "" : targetText(target, unit),
    verdictOf(figure) ?? "",
  ]);
}

/** What stands in the place of a row's figures when it could not be measured. */
export const failedLine = (row: string): string =>
  line([row, "could not be measured", "", "", "", "", "FAILED"]);

function line([
  row = "",
  name = "",
  value = "",
  baseline = "",
  ratio = "",
  target = "",
  verdict = "",
]: readonly string[]): string {
  return [
    row.padEnd(COLUMNS.row),
    name.padEnd(COLUMNS.figure),
    value.padStart(COLUMNS.value),
    ` ${baseline.padEnd(COLUMNS.baseline)}`,
    ratio.padStart(COLUMNS.ratio),
    ` ${target.padEnd(COLUMNS.target)}`,
    verdict,
  ]
    .join(" ")
    .trimEnd();
}

function targetText({ of, limit, amount }: Target, unit: Unit): string {
  const sign = limit === "at most" ? "≤" : "≥";
  switch (of) {
    case "value":
      return `${sign} ${quantity(amount, unit)}`;
    case "ratio":
      return `ratio ${sign} ${amount}`;
    case "difference":
      return `${sign} +${quantity(amount, unit)}`;
  }
}

/** With three digits that mean something, as far as the unit has them. */
function quantity(value: number, unit: Unit): string {
  const digits = unit === "files" || value >= 100 || Number.isInteger(value) ? 0 : value >= 10 ? 1 : 2;
  return `${value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${unit}`;
}
