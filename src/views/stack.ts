import type { TimeSeries } from "./timeChart.ts";

/** A series' upper edge, with all that lies below it. */
export interface StackedValues {
  readonly colour: number | undefined;
  /** Null where nothing is to be drawn. */
  readonly tops: readonly (number | null)[];
}

/** The first at the bottom, in the order of drawing: the highest first, so that the lower ones cover it. */
export function stackedValues(series: readonly TimeSeries[]): readonly StackedValues[] {
  const layers: StackedValues[] = [];
  for (const { values, colour } of series) {
    const below = layers[0]?.tops;
    const tops = values.map((value, at) => (below?.[at] ?? 0) + (value ?? 0) || null);
    layers.unshift({ colour, tops });
  }
  return layers;
}
