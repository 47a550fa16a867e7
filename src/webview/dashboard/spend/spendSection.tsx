import { useMemo, useState } from "preact/hooks";
import { formatCount } from "../../../views/figures.ts";
import { spendChart, spendPlot, type MoneyKind } from "../../../views/spendChart.ts";
import type { DashboardView } from "../../../views/dashboardView.ts";
import type { PageState } from "../../kit/connection.ts";
import { Disclosure } from "../../kit/disclosure.tsx";
import type { OnBehind } from "../behind.ts";
import { TimePlot } from "../charts/timePlot.tsx";
import { Choice } from "../choice.tsx";
import { keep, kept } from "../pageState.ts";
import { Section } from "../section.tsx";
import { Legend } from "./legend.tsx";
import { SpendTable } from "./spendTable.tsx";
import "./spendSection.css";

const KINDS = {
  real: { id: "real", label: "Real" },
  simulated: { id: "simulated", label: "Simulated" },
} as const;

/** Of the plot, in pixels. */
const HEIGHT = 200;

interface SpendSectionProps {
  readonly view: DashboardView;
  readonly state: PageState;
  readonly onBehind: OnBehind;
}

/** Spend over time by model. */
export function SpendSection({ view, state, onBehind }: SpendSectionProps) {
  const [asked, setAsked] = useState<MoneyKind>();
  const [bucket, setBucket] = useState<number>();
  const [table, setTable] = useState(kept(state).spendTable ?? false);
  const chart = useMemo(() => spendChart(view.data, asked), [view.data, asked]);
  const plot = useMemo(() => spendPlot(chart), [chart]);
  const onPick = (at: number): void => onBehind({ bucket: at, order: "dearest" });
  const title = view.range === "today" ? "Spend by hour" : "Spend per day";
  const unpriced = view.data.calls.cost.unpriced;
  return (
    <Section
      title={chart.kind === "simulated" ? `${title} (simulated)` : title}
      class="spend"
      aside={
        chart.kinds.length > 1 && (
          <Choice
            label="Which money"
            options={chart.kinds.map((kind) => KINDS[kind])}
            value={chart.kind}
            onPick={setAsked}
          />
        )
      }
    >
      {chart.series.length === 0 ? (
        <p class="muted spend-nothing">Nothing was spent in this time.</p>
      ) : (
        <>
          <Legend chart={chart} bucket={bucket} />
          <TimePlot chart={plot} height={HEIGHT} onPoint={setBucket} onPick={onPick} />
        </>
      )}
      {unpriced > 0 && (
        <p class="muted small spend-note">
          Without {formatCount(unpriced, "call")} whose price is not known.
        </p>
      )}
      {chart.series.length > 0 && (
        <Disclosure
          open={table}
          onToggle={(open) => {
            setTable(open);
            keep(state, { spendTable: open });
          }}
          summary="As a table"
        >
          <SpendTable chart={chart} onPick={onPick} />
        </Disclosure>
      )}
    </Section>
  );
}
