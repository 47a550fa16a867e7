import type { Behind, DashboardView } from "../../views/dashboardView.ts";

/** What a number stands for, as far as it differs from all that is shown. */
export interface Pointed extends Partial<Behind> {
  /** Only this one of the chart's times. */
  readonly bucket?: number;
}

export type OnBehind = (pointed: Pointed) => void;

/** The question for the traces behind a number. */
export function behindOf({ data, filter }: DashboardView, pointed: Pointed): Behind | undefined {
  const { bucket, ...more } = pointed;
  const first = data.bounds[bucket ?? 0];
  const last = bucket === undefined ? data.bounds.at(-1) : first;
  if (first === undefined || last === undefined) return undefined;
  return {
    kind: "call",
    order: "newest",
    range: { from: first.from, to: last.to },
    ...more,
    filter: { ...filter, ...more.filter },
  };
}
