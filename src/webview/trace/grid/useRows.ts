import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { TraceModel } from "../traceModel.ts";
import { RowPool } from "./rowPool.ts";
import { windowOf } from "./rowWindow.ts";

const REDUCED_MOTION = "(prefers-reduced-motion: reduce)";

/** So that a jump over many rows takes a few frames rather than a long one. */
const ROWS_PER_FRAME = 6;

/** Keeps the rows that are seen drawn: when one scrolls, when the model changes, while spans run. */
export function useRows(
  grid: RefObject<HTMLElement | null>,
  group: RefObject<HTMLElement | null>,
  model: TraceModel,
  version: number,
): void {
  const pool = useRef<RowPool | undefined>(undefined);
  const draw = (most?: number): boolean => {
    if (grid.current === null || group.current === null) return true;
    pool.current ??= new RowPool(group.current);
    return pool.current.show(model, windowOf(grid.current, model.waterfall.rows.length), most);
  };
  useLayoutEffect(() => void draw(), [model, version]);
  useEffect(() => {
    const { current: element } = grid;
    if (element === null) return;
    let frame: number | undefined;
    // A scroll event comes before the animation frame in which it is drawn, so this is once per frame.
    const drawNext = (): void => void (frame ??= requestAnimationFrame(drawSome));
    const drawSome = (): void => {
      frame = undefined;
      if (!draw(ROWS_PER_FRAME)) drawNext();
    };
    const resized = new ResizeObserver(() => void draw());
    resized.observe(element);
    element.addEventListener("scroll", drawNext, { passive: true });
    return () => {
      if (frame !== undefined) cancelAnimationFrame(frame);
      resized.disconnect();
      element.removeEventListener("scroll", drawNext);
    };
  }, [model]);
  useTicks(model, (now) => pool.current?.tick(model, now));
}

/** Lets running spans grow with time, past everything else that is drawn. */
function useTicks(model: TraceModel, tick: (now: number) => void): void {
  const { live } = model;
  useEffect(() => {
    if (!live) return;
    let drawnTo = model.range.to;
    let frame = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const step = (): void => {
      tick(model.now());
      const { to } = model.range;
      // The time that is shown has grown, so that every bar moves.
      if (to !== drawnTo) model.change(() => (drawnTo = to));
      if (matchMedia(REDUCED_MOTION).matches) timer = setTimeout(step, 1000);
      else frame = requestAnimationFrame(step);
    };
    step();
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [model, live]);
}
