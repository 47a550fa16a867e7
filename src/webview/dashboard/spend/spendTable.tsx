import { formatUsd } from "../../../core/money.ts";
import { nanoUsd } from "../../../core/units.ts";
import type { SpendChart } from "../../../views/spendChart.ts";
import { FigureButton } from "../figureButton.tsx";
import "./spendTable.css";

interface SpendTableProps {
  readonly chart: SpendChart;
  /** Opens what is behind a time. */
  readonly onPick: (bucket: number) => void;
}

/** The chart as a table, for reading and for those who do not see it. Times without spending are left out. */
export function SpendTable({ chart, onPick }: SpendTableProps) {
  const { buckets, series } = chart;
  const spent = buckets.map((bucket, at) => ({ ...bucket, at })).filter(({ total }) => total > 0);
  return (
    <div class="spend-table-scroll" tabIndex={0} role="region" aria-label="Spend as a table">
      <table class="spend-table figures small">
        <thead>
          <tr>
            <th scope="col">Time</th>
            {series.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            <th scope="col">Total</th>
          </tr>
        </thead>
        <tbody>
          {spent.map(({ at, label, total }) => (
            <tr key={at}>
              <th scope="row">
                <FigureButton title="Open the traces of this time" onClick={() => onPick(at)}>
                  {label}
                </FigureButton>
              </th>
              {series.map(({ name, values }) => (
                <td key={name}>{values[at] ? formatUsd(nanoUsd(values[at])) : "–"}</td>
              ))}
              <td>{formatUsd(nanoUsd(total))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
