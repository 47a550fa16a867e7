import { useMemo } from "preact/hooks";
import { modelLines, type ModelLine } from "../../../views/dashboardTables.ts";
import type { DashboardView } from "../../../views/dashboardView.ts";
import { Section } from "../section.tsx";
import "./modelTable.css";

/** The columns between the model's name and its cost. */
const COLUMNS = [
  { id: "calls", label: "Calls" },
  { id: "failed", label: "Failed" },
  { id: "input", label: "Input" },
  { id: "cached", label: "Cached" },
  { id: "output", label: "Output" },
  { id: "latency", label: "p95" },
] as const satisfies readonly { readonly id: keyof ModelLine; readonly label: string }[];

/** What each model was used for, and what it cost. */
export function ModelTable({ view }: { readonly view: DashboardView }) {
  const lines = useMemo(() => modelLines(view.data.models), [view.data]);
  return (
    <Section title="Models" class="models">
      {lines.length === 0 ? (
        <p class="muted">No model was called in this time.</p>
      ) : (
        <table class="model-table figures" role="table">
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader" scope="col">
                Model
              </th>
              {COLUMNS.map(({ id, label }) => (
                <th key={id} role="columnheader" scope="col">
                  {label}
                </th>
              ))}
              <th role="columnheader" scope="col">
                Cost
              </th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            {lines.map((line) => (
              <Row key={line.id} {...line} />
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

function Row(line: ModelLine) {
  return (
    <tr role="row">
      <th role="rowheader" scope="row" class="model-name" title={`${line.provider}/${line.name}`}>
        {line.name}
      </th>
      {COLUMNS.map(({ id, label }) => (
        <td key={id} role="cell" class="model-figure" data-label={label}>
          {line[id]}
        </td>
      ))}
      <td role="cell" class="model-cost">
        {line.cost}
      </td>
    </tr>
  );
}
