import type { ChartTable } from "../../../views/timeChart.ts";
import { FigureButton } from "../figureButton.tsx";
import "../spend/spendTable.css";

interface ChartTableProps {
  readonly table: ChartTable;
  readonly label: string;
  readonly onPick?: ((bucket: number) => void) | undefined;
}

/** A chart as a table, for reading and for those who do not see it. Times in which nothing was are left out. */
export function ChartTableView({ table: { head, rows }, label, onPick }: ChartTableProps) {
  return (
    <div class="spend-table-scroll" tabIndex={0} role="region" aria-label={label}>
      <table class="spend-table figures small">
        <thead>
          <tr>
            <th scope="col">Time</th>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ bucket, label: time, cells }) => (
            <tr key={bucket}>
              <th scope="row">
                {onPick === undefined ? (
                  time
                ) : (
                  <FigureButton title="Open the traces of this time" onClick={() => onPick(bucket)}>
                    {time}
                  </FigureButton>
                )}
              </th>
              {cells.map((cell, at) => (
                <td key={head[at]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
