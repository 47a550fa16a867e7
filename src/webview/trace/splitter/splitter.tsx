import type { RefObject } from "preact";
import { useRef } from "preact/hooks";
import "./splitter.css";

interface SplitterProps {
  readonly label: string;
  /** Along which axis it moves. */
  readonly direction: "horizontal" | "vertical";
  /** The element that it makes larger or smaller. */
  readonly panel: RefObject<HTMLElement | null>;
  /** The element that the panel shares with something else. */
  readonly room: RefObject<HTMLElement | null>;
  /** The panel lies beyond the splitter, so that it grows when the splitter moves up or left. */
  readonly before?: boolean;
  /** Pixels that the panel keeps. */
  readonly least: number;
  /** @param size in pixels; undefined for the size that it had at first. */
  readonly onSize: (size: number | undefined) => void;
}

/** The most of the room that the panel may take. */
const MOST = 0.8;
const STEP = 16;

/** A line between two parts of a page by which one of them is made larger or smaller. */
export function Splitter({ label, direction, panel, room, before = false, least, onSize }: SplitterProps) {
  const line = useRef<HTMLDivElement>(null);
  const horizontal = direction === "horizontal";
  const sign = before ? -1 : 1;
  const lengthOf = ({ current }: RefObject<HTMLElement | null>): number =>
    (horizontal ? current?.offsetWidth : current?.offsetHeight) ?? 0;
  const at = ({ clientX, clientY }: PointerEvent): number => (horizontal ? clientX : clientY);
  const tell = (): void =>
    line.current?.setAttribute("aria-valuenow", String(Math.round((100 * lengthOf(panel)) / lengthOf(room))));
  const resize = (to: number): void => {
    onSize(Math.round(Math.max(least, Math.min(to, lengthOf(room) * MOST))));
    requestAnimationFrame(tell);
  };
  return (
    <div
      ref={line}
      class={`splitter splitter-${direction}`}
      role="separator"
      aria-label={label}
      aria-orientation={horizontal ? "vertical" : "horizontal"}
      aria-valuenow={50}
      tabIndex={0}
      onFocus={tell}
      onDblClick={() => onSize(undefined)}
      onPointerDown={(event) => {
        const origin = lengthOf(panel) - sign * at(event);
        drag(event, (moved) => resize(origin + sign * at(moved)));
      }}
      onKeyDown={(event) => {
        const by = (horizontal ? ALONG : ACROSS)[event.key];
        if (by === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        resize(lengthOf(panel) + sign * by);
      }}
    />
  );
}

const ALONG: Readonly<Record<string, number>> = { ArrowLeft: -STEP, ArrowRight: STEP };
const ACROSS: Readonly<Record<string, number>> = { ArrowUp: -STEP, ArrowDown: STEP };

function drag(event: PointerEvent, onMove: (event: PointerEvent) => void): void {
  const { currentTarget: line } = event;
  if (!(line instanceof HTMLElement) || event.button !== 0) return;
  event.preventDefault();
  line.setPointerCapture(event.pointerId);
  line.addEventListener("pointermove", onMove);
  const end = (): void => line.removeEventListener("pointermove", onMove);
  line.addEventListener("pointerup", end, { once: true });
  line.addEventListener("pointercancel", end, { once: true });
}
