import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ticks, type Tick } from "../../../views/timeScale.ts";
import type { TraceModel } from "../traceModel.ts";

/** Pixels that a label and the space around it need. */
const LABEL_WIDTH = 72;

/** The ticks of a time axis, as many as it has room for. */
export function useTicks(axis: RefObject<HTMLElement | null>, model: TraceModel): readonly Tick[] {
  const [most, setMost] = useState(0);
  useEffect(() => {
    const { current } = axis;
    if (current === null) return;
    const resized = new ResizeObserver(() => setMost(Math.floor(current.clientWidth / LABEL_WIDTH)));
    resized.observe(current);
    return () => resized.disconnect();
  }, []);
  return ticks(model.range, most, model.waterfall.extent.from);
}
