import { useEffect } from "preact/hooks";
import type { RefObject } from "preact";
import type { TraceModel } from "../traceModel.ts";

/** Ctrl and the wheel zoom around the pointer; sideways and with Shift it moves along in time. */
export function useZoomWheel(grid: RefObject<HTMLElement | null>, model: TraceModel): void {
  useEffect(() => {
    const { current: element } = grid;
    if (element === null) return;
    const onWheel = (event: WheelEvent): void => {
      const sideways = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
      if (event.ctrlKey || event.metaKey) {
        const moment = momentAt(element, model, event.clientX);
        model.zoomBy(Math.exp(-event.deltaY / 300), moment);
      } else if (model.isZoomed && Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
        model.panBy(sideways / Math.max(element.clientWidth / 2, 1));
      } else return;
      event.preventDefault();
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [model]);
}

/** The moment under a point of the time column; undefined elsewhere. */
function momentAt(element: HTMLElement, model: TraceModel, x: number): number | undefined {
  const { left = 0, width = 0 } = element.querySelector(".head-time")?.getBoundingClientRect() ?? {};
  if (x < left || width === 0) return undefined;
  const { from, to } = model.range;
  return from + ((x - left) / width) * (to - from);
}
