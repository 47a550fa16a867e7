import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { drawMinimap } from "../../../views/minimap.ts";
import { fraction } from "../../../views/timeScale.ts";
import type { TraceModel } from "../traceModel.ts";
import { ink, paint } from "./paint.ts";
import "./minimap.css";

/** Lines of the picture: one span each where they suffice. */
const LINES = 20;
/** A picture of very many spans takes long to make; a running trace gets a new one at most so often. */
const LEAST_MS = 500;

/**
 * All spans small, over the whole time, with what the rows show marked. One drags over it to choose
 * another part. For the mouse only: keys do the same in the rows.
 */
export function Minimap({ model, version }: { readonly model: TraceModel; readonly version: number }) {
  const strip = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(strip);
  const drawn = useSlowly(version, LEAST_MS);
  const theme = useThemeChanges();
  const { whole } = model;
  useLayoutEffect(() => {
    if (canvas.current === null || width === 0) return;
    const { columns, tree } = model.waterfall;
    const size = { width, height: Math.min(LINES, Math.max(columns.length, 1)) };
    const cells = drawMinimap(columns, tree.order, model.whole, size, model.now());
    paint(canvas.current, cells, size, ink(canvas.current));
  }, [model, drawn, width, whole.to, theme]);
  return (
    <div
      ref={strip}
      class="minimap"
      aria-hidden="true"
      title="Drag to choose a part of the time"
      onPointerDown={(event) => startDrag(event, model)}
      onDblClick={() => model.show(undefined)}
    >
      <canvas ref={canvas} />
      <Shades model={model} />
    </div>
  );
}

/** What the rows do not show is shaded. */
function Shades({ model }: { readonly model: TraceModel }) {
  if (!model.isZoomed) return null;
  const { whole, range } = model;
  const from = fraction(whole, range.from);
  const to = fraction(whole, range.to);
  return (
    <>
      <div class="shade shade-before" style={{ width: `${from * 100}%` }} />
      <div class="shade shade-after" style={{ width: `${(1 - to) * 100}%` }} />
    </>
  );
}

/** Fewer pixels than this are a click, which moves the part that is shown there. */
const CLICK = 4;

function startDrag(event: PointerEvent, model: TraceModel): void {
  const { currentTarget: strip } = event;
  if (!(strip instanceof HTMLElement) || event.button !== 0) return;
  const { left, width } = strip.getBoundingClientRect();
  const { whole } = model;
  const at = (x: number): number => whole.from + ((x - left) / width) * (whole.to - whole.from);
  const start = event.clientX;
  const move = ({ clientX }: PointerEvent): void => {
    if (Math.abs(clientX - start) < CLICK) return;
    model.show({ from: at(Math.min(start, clientX)), to: at(Math.max(start, clientX)) });
  };
  const end = ({ clientX }: PointerEvent): void => {
    strip.removeEventListener("pointermove", move);
    if (Math.abs(clientX - start) >= CLICK || !model.isZoomed) return;
    const half = (model.range.to - model.range.from) / 2;
    model.show({ from: at(start) - half, to: at(start) + half });
  };
  event.preventDefault();
  strip.setPointerCapture(event.pointerId);
  strip.addEventListener("pointermove", move);
  strip.addEventListener("pointerup", end, { once: true });
}

function useWidth(element: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    const resized = new ResizeObserver(() => setWidth(current.clientWidth));
    resized.observe(current);
    return () => resized.disconnect();
  }, []);
  return width;
}

/** The newest value, but a new one at most every so many milliseconds. */
function useSlowly<T>(value: T, least: number): T {
  const [shown, setShown] = useState(value);
  const last = useRef(0);
  useEffect(() => {
    const wait = Math.max(0, last.current + least - performance.now());
    const timer = setTimeout(() => {
      last.current = performance.now();
      setShown(value);
    }, wait);
    return () => clearTimeout(timer);
  }, [value]);
  return shown;
}

/** Counts the changes of VS Code's theme. */
function useThemeChanges(): number {
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    const observer = new MutationObserver(() => setChanges((count) => count + 1));
    observer.observe(document.body, { attributes: true, attributeFilter: ["class", "data-vscode-theme-id"] });
    return () => observer.disconnect();
  }, []);
  return changes;
}
