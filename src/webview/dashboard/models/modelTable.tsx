import { useMemo } from "preact/hooks";
import { modelLines, type ModelLine } from "../../../views/dashboardTables.ts";
import type { DashboardFilter, DashboardView } from "../../../views/dashboardView.ts";
import type { OnBehind, Pointed } from "../behind.ts";
import { FigureButton } from "../figureButton.tsx";
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

interface ModelTableProps {
  readonly view: DashboardView;
  readonly onBehind: OnBehind;
}

/** What a column's number asks for besides. */
const ORDERS: Readonly<Partial<Record<keyof ModelLine, Pointed>>> = {
  failed: { failure: "any" },
  latency: { order: "slowest" },
  cost: { order: "dearest" },
};

/** What each model was used for, and what it cost. */
export function ModelTable({ view, onBehind }: ModelTableProps) {
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
              <Row
                key={line.id}
                line={line}
                onOpen={(column) => onBehind({ ...ofModel(line), ...ORDERS[column] })}
              />
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

const ofModel = ({ provider, name }: ModelLine): Pointed => ({
  filter: { model: { provider, id: name } as NonNullable<DashboardFilter["model"]> },
});

interface RowProps {
  readonly line: ModelLine;
  readonly onOpen: (column: keyof ModelLine) => void;
}

function Row({ line, onOpen }: RowProps) {
  const figure = (column: keyof ModelLine) => (
    <FigureButton title="Open the traces behind it" onClick={() => onOpen(column)}>
      {line[column]}
    </FigureButton>
  );
  return (
    <tr role="row">
      <th role="rowheader" scope="row" class="model-name" title={`${line.provider}/${line.name}`}>
        {line.name}
      </th>
      {COLUMNS.map(({ id, label }) => (
        <td key={id} role="cell" class="model-figure" data-label={label}>
          {figure(id)}
        </td>
      ))}
      <td role="cell" class="model-cost">
        {figure("cost")}
      </td>
    </tr>
  );
}
