import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { axisUsd, stacked, type SpendChart } from "../../../views/spendChart.ts";
import { inkOf, type Ink } from "./ink.ts";
import { useThemeChanges } from "./useTheme.ts";
import "./barChart.css";

interface BarChartProps {
  readonly chart: SpendChart;
  /** Called with the bucket under the pointer, and with nothing when it leaves. */
  readonly onPoint: (bucket: number | undefined) => void;
  /** Opens what is behind a bar. */
  readonly onPick: (bucket: number) => void;
}

const HEIGHT = 200;

/** Stacked bars. What they say stands in the legend and in the table below. */
export function BarChart({ chart, onPoint, onPick }: BarChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const theme = useThemeChanges();
  const point = useRef(onPoint);
  point.current = onPoint;
  const pick = useRef(onPick);
  pick.current = onPick;
  useEffect(() => {
    const { current } = place;
    if (current === null) return;
    const size = { width: current.clientWidth, height: HEIGHT };
    const plot = new uPlot(options(chart, inkOf(current), size, point), dataOf(chart), current);
    plot.over.addEventListener("click", () => {
      if (typeof plot.cursor.idx === "number") pick.current(plot.cursor.idx);
    });
    const resized = new ResizeObserver(() => plot.setSize({ width: current.clientWidth, height: HEIGHT }));
    resized.observe(current);
    return () => {
      resized.disconnect();
      plot.destroy();
    };
  }, [chart, theme]);
  return (
    <div
      ref={place}
      class="bar-chart"
      role="img"
      aria-label={chart.summary}
      onPointerLeave={() => onPoint(undefined)}
    />
  );
}

function dataOf({ buckets, series }: SpendChart): uPlot.AlignedData {
  return [buckets.map((_, at) => at), ...stacked(series).map(({ tops }) => [...tops])];
}

function options(
  { buckets, series }: SpendChart,
  ink: Ink,
  size: { readonly width: number; readonly height: number },
  point: { readonly current: BarChartProps["onPoint"] },
): uPlot.Options {
  const bars = uPlot.paths.bars?.({ size: [0.72, 44] });
  const axis = { stroke: ink.text, font: ink.font, ticks: { show: false }, border: { show: false } } as const;
  return {
    ...size,
    padding: [8, 16, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    scales: {
      x: { time: false, range: [-0.5, buckets.length - 0.5] },
      y: { range: (_plot, _min, max) => [0, max > 0 ? max : 1] },
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
        size: 52,
        values: (_plot, splits, _axis, _space, step) => splits.map((usd) => axisUsd(usd, step)),
      },
    ],
    series: [
      {},
      ...stacked(series).map(({ colour }) => ({
        ...(bars && { paths: bars }),
        fill: (colour === undefined ? undefined : ink.series[colour]) ?? ink.rest,
        // A line of the background parts the segments, also where colours are much alike.
        stroke: ink.background,
        width: 1,
        points: { show: false },
      })),
    ],
    hooks: { setCursor: [({ cursor }) => point.current(cursor.idx ?? undefined)] },
  };
}
