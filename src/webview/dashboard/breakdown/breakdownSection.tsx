import { useMemo, useState } from "preact/hooks";
import {
  breakdownLines,
  breakdownsOf,
  type BreakdownId,
  type BreakdownLine,
} from "../../../views/breakdown.ts";
import type { DashboardView } from "../../../views/dashboardView.ts";
import type { OnBehind, Pointed } from "../behind.ts";
import { Choice } from "../choice.tsx";
import { FigureButton } from "../figureButton.tsx";
import { Section } from "../section.tsx";

interface BreakdownSectionProps {
  readonly view: DashboardView;
  readonly onBehind: OnBehind;
}

const COLUMNS = [
  { id: "count", label: "Runs" },
  { id: "failed", label: "Failed" },
  { id: "median", label: "Median" },
  { id: "p95", label: "p95" },
  { id: "input", label: "Input" },
  { id: "cached", label: "Cached" },
  { id: "output", label: "Output" },
  { id: "cost", label: "Cost" },
] as const satisfies readonly { readonly id: keyof BreakdownLine; readonly label: string }[];

/** The same figures for each tool, agent and program. */
export function BreakdownSection({ view, onBehind }: BreakdownSectionProps) {
  const all = breakdownsOf(view.data);
  const [asked, setAsked] = useState<BreakdownId>("tools");
  const shown = all.find(({ id }) => id === asked) ?? all[0];
  const lines = useMemo(
    () => (shown === undefined ? [] : breakdownLines(view.data, shown.id)),
    [view.data, shown?.id],
  );
  if (shown === undefined) return null;
  const columns = COLUMNS.filter(({ id }) => lines.some((line) => line[id] !== undefined));
  return (
    <Section
      title="Tools and agents"
      class="models breakdown"
      aside={<Choice label="By what" options={all} value={shown.id} onPick={setAsked} />}
    >
      <table class="model-table figures" role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">
              {shown.label}
            </th>
            {columns.map(({ id, label }) => (
              <th key={id} role="columnheader" scope="col">
                {id === "count" && shown.kind === "call" ? "Calls" : label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {lines.map((line) => (
            <tr key={line.id} role="row">
              <th role="rowheader" scope="row" class="model-name" title={line.name}>
                {line.name}
              </th>
              {columns.map(({ id, label }) => (
                <td key={id} role="cell" class="model-figure" data-label={label}>
                  <FigureButton
                    title="Open the traces behind it"
                    onClick={() => onBehind({ ...pointed(shown.id, line), ...ORDERS[id] })}
                  >
                    {line[id] ?? "–"}
                  </FigureButton>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

/** What a column's number asks for besides. */
const ORDERS: Readonly<Partial<Record<keyof BreakdownLine, Pointed>>> = {
  failed: { failure: "any" },
  median: { order: "slowest" },
  p95: { order: "slowest" },
  cost: { order: "dearest" },
};

function pointed(by: BreakdownId, { id, kind }: BreakdownLine): Pointed {
  if (by === "tools") return { kind, tool: id };
  return { kind, filter: by === "agents" ? { agent: id } : { service: id } };
}
