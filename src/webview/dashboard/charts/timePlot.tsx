import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { stackedValues } from "../../../views/stack.ts";
import type { PlottedChart } from "../../../views/timeChart.ts";
import { axisText } from "../../../views/timeAxis.ts";
import { inkOf, type Ink } from "./ink.ts";
import { useThemeChanges } from "./useTheme.ts";
import "./timePlot.css";

interface TimePlotProps {
  readonly chart: PlottedChart;
  readonly height: number;
  /** Called with the bucket under the pointer, and with nothing when it leaves. */
  readonly onPoint: (bucket: number | undefined) => void;
  readonly onPick?: ((bucket: number) => void) | undefined;
}

/** Bars on each other, or lines. What they say stands in the legend and in the table below. */
export function TimePlot({ chart, height, onPoint, onPick }: TimePlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const theme = useThemeChanges();
  const calls = useRef({ onPoint, onPick });
  calls.current = { onPoint, onPick };
  useEffect(() => {
    const { current } = place;
    if (current === null) return;
    const sizeOf = () => ({ width: current.clientWidth, height });
    const options = optionsOf(chart, inkOf(current), (bucket) => calls.current.onPoint(bucket));
    const plot = new uPlot({ ...sizeOf(), ...options }, dataOf(chart), current);
    plot.over.addEventListener("click", () => {
      if (typeof plot.cursor.idx === "number") calls.current.onPick?.(plot.cursor.idx);
    });
    const resized = new ResizeObserver(() => plot.setSize(sizeOf()));
    resized.observe(current);
    return () => {
      resized.disconnect();
      plot.destroy();
    };
  }, [chart, theme, height]);
  return (
    <div
      ref={place}
      class={`time-plot ${onPick === undefined ? "" : "time-plot-open"}`}
      style={{ height }}
      role="img"
      aria-label={chart.summary}
      onPointerLeave={() => onPoint(undefined)}
    />
  );
}

function dataOf({ kind, buckets, series }: PlottedChart): uPlot.AlignedData {
  const x = buckets.map((_, at) => at);
  if (kind === "bars") return [x, ...stackedValues(series).map(({ tops }) => [...tops])];
  return [x, ...series.map(({ values }) => [...values])];
}

function optionsOf(
  chart: PlottedChart,
  ink: Ink,
  onPoint: TimePlotProps["onPoint"],
): Omit<uPlot.Options, "width" | "height"> {
  const { buckets, unit } = chart;
  const axis = { stroke: ink.text, font: ink.font, ticks: { show: false }, border: { show: false } } as const;
  return {
    padding: [8, 16, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    scales: {
      x: { time: false, range: [-0.5, buckets.length - 0.5] },
      y: { range: (_plot, _min, max) => [0, max > 0 ? max * 1.05 : 1] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        incrs: [1, 2, 3, 4, 6, 7, 10, 14],
        space: 52,
        size: 26,
        values: (_plot, splits) => splits.map((at) => buckets[at]?.tick ?? ""),
      },
      {
        ...axis,
        grid: { stroke: ink.guide, width: 1 },
        space: 36,
        size: 56,
        ...(unit === "count" && {
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 1e5, 1e6],
        }),
        values: (_plot, splits, _axis, _space, step) => splits.map((value) => axisText(unit, value, step)),
      },
    ],
    series: [{}, ...(chart.kind === "bars" ? barsOf(chart, ink) : linesOf(chart, ink))],
    hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? undefined)] },
  };
}

const colourOf = (colour: number | undefined, ink: Ink): string =>
  (colour === undefined ? undefined : ink.series[colour]) ?? ink.rest;

function barsOf({ series }: PlottedChart, ink: Ink): readonly uPlot.Series[] {
  const bars = uPlot.paths.bars?.({ size: [0.72, 44] });
  return stackedValues(series).map(({ colour }) => ({
    ...(bars && { paths: bars }),
    fill: colourOf(colour, ink),
    // A line of the background parts the segments, also where colours are much alike.
    stroke: ink.background,
    width: 1,
    points: { show: false },
  }));
}

const linesOf = ({ series }: PlottedChart, ink: Ink): readonly uPlot.Series[] =>
  series.map(({ colour, dashed = false }) => ({
    stroke: colourOf(colour, ink),
    width: 2,
    spanGaps: true,
    ...(dashed && { dash: [5, 4] }),
    points: { show: !dashed, size: 5, fill: colourOf(colour, ink) },
  }));
