import { formatUsd } from "../../../core/money.ts";
import { nanoUsd } from "../../../core/units.ts";
import type { SpendChart } from "../../../views/spendChart.ts";
import "./legend.css";

interface LegendProps {
  readonly chart: SpendChart;
  /** The bucket that the pointer is on; the whole range otherwise. */
  readonly bucket: number | undefined;
}

/** Which colour is which model, with its amount in the range or in the bar under the pointer. */
export function Legend({ chart, bucket }: LegendProps) {
  const at = bucket === undefined ? undefined : chart.buckets[bucket];
  return (
    <div class="legend small" aria-hidden="true">
      <span class="legend-when figures">
        {at === undefined ? "In all" : at.label}
        <strong>{at === undefined ? chart.total : formatUsd(nanoUsd(at.total))}</strong>
      </span>
      {chart.series.map(({ name, colour, values, total }) => (
        <span key={name} class="legend-item">
          <span class={`swatch swatch-${colour ?? "rest"}`} />
          <span class="ellipsis">{name}</span>
          <span class="figures muted">
            {bucket === undefined ? total : formatUsd(nanoUsd(values[bucket] ?? 0))}
          </span>
        </span>
      ))}
    </div>
  );
}
