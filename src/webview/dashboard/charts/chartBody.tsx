import { useState } from "preact/hooks";
import { valueText } from "../../../views/timeAxis.ts";
import type { TimeChart } from "../../../views/timeChart.ts";
import type { PageState } from "../../kit/connection.ts";
import { Disclosure } from "../../kit/disclosure.tsx";
import { keep, kept } from "../pageState.ts";
import { ChartTableView } from "./chartTable.tsx";
import { TimePlot } from "./timePlot.tsx";
import "../spend/legend.css";
import "./chartBody.css";

interface ChartBodyProps {
  /** By which it is remembered that its table is open. */
  readonly name: string;
  readonly chart: TimeChart;
  readonly state: PageState;
  readonly height?: number;
  /** What the legend's figures are of, while no time is pointed at. */
  readonly whole?: string;
  /** What stands there where the chart has no series. */
  readonly nothing: string;
  /** Opens what is behind a time. */
  readonly onPick?: (bucket: number) => void;
}

/** A chart with its legend above and the same as a table below. */
export function ChartBody({
  name,
  chart,
  state,
  height = 180,
  whole = "In all",
  nothing,
  onPick,
}: ChartBodyProps) {
  const [bucket, setBucket] = useState<number>();
  const [tables, setTables] = useState(kept(state).tables ?? []);
  const toggle = (open: boolean): void => {
    const others = (kept(state).tables ?? []).filter((each) => each !== name);
    const next = open ? [...others, name] : others;
    setTables(next);
    keep(state, { tables: next });
  };
  return (
    <>
      {chart.series.length === 0 ? (
        <p class="muted chart-nothing">{nothing}</p>
      ) : (
        <>
          <Legend chart={chart} bucket={bucket} whole={whole} />
          <TimePlot chart={chart} height={height} onPoint={setBucket} onPick={onPick} />
        </>
      )}
      {chart.table.rows.length > 0 && (
        <Disclosure open={tables.includes(name)} onToggle={toggle} summary="As a table">
          <ChartTableView table={chart.table} label={`${name} as a table`} onPick={onPick} />
        </Disclosure>
      )}
    </>
  );
}

interface LegendProps extends Pick<Required<ChartBodyProps>, "chart" | "whole"> {
  readonly bucket: number | undefined;
}

function Legend({ chart, bucket, whole }: LegendProps) {
  const { buckets, series, unit } = chart;
  const when = bucket === undefined ? whole : (buckets[bucket]?.label ?? "");
  return (
    <div class="legend small" aria-hidden="true">
      <span class="legend-when figures">{when}</span>
      {series.map(({ name, colour, dashed = false, values, total }) => (
        <span key={name} class="legend-item">
          <span class={`swatch swatch-${colour ?? "rest"} ${dashed ? "swatch-dashed" : ""}`} />
          <span class="ellipsis">{name}</span>
          <span class="figures muted">{bucket === undefined ? total : valueText(unit, values[bucket])}</span>
        </span>
      ))}
    </div>
  );
}
