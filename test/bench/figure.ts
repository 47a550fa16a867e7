export type Unit = "ms" | "kB" | "MB" | "lines/s" | "spans/s" | "files" | "rows";

/** One thing that a row of the bench measured, beside what it is compared with in the same run. */
export interface Figure {
  readonly name: string;
  readonly unit: Unit;
  readonly value: number;
  readonly baseline?: { readonly name: string; readonly value: number };
  /** Absent where the figure only informs. */
  readonly target?: Target;
}

export interface Target {
  /** `ratio`: the value by the baseline's; `difference`: the value above the baseline's, in its unit. */
  readonly of: "value" | "ratio" | "difference";
  readonly limit: "at most" | "at least";
  readonly amount: number;
}

export type Verdict = "ok" | "MISSED";

/** The value by the baseline's, undefined without one. */
export const ratioOf = ({ value, baseline }: Figure): number | undefined =>
  baseline && value / baseline.value;

/** Undefined for a figure without a target. A figure that is no number misses every target. */
export function verdictOf(figure: Figure): Verdict | undefined {
  if (figure.target === undefined) return undefined;
  const { limit, amount } = figure.target;
  const judged = judgedBy(figure, figure.target);
  return (limit === "at most" ? judged <= amount : judged >= amount) ? "ok" : "MISSED";
}

function judgedBy(figure: Figure, { of }: Target): number {
  const { value, baseline } = figure;
  switch (of) {
    case "value":
      return value;
    case "ratio":
      return ratioOf(figure) ?? Number.NaN;
    case "difference":
      return value - (baseline?.value ?? Number.NaN);
  }
}
