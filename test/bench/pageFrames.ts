import type { Page } from "playwright-core";

/** Main-thread work of a page per frame, in milliseconds; what the browser does elsewhere does not count. */
export interface FrameWork {
  readonly frames: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

export interface PageFrames {
  /** Processor time, which is the same whatever else the machine does. */
  readonly cpu: FrameWork;
  /** Time on the clock; on a busy machine it holds what other processes took. */
  readonly wall: FrameWork;
}

/** The part of Chromium's trace format that is read here; times in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: {
    readonly name?: string;
    readonly data?: { readonly frames?: readonly { readonly processId?: number }[] };
  };
}

const CATEGORIES = ["disabled-by-default-devtools.timeline", "disabled-by-default-devtools.timeline.frame"];

/**
 * Measures a page's main-thread work per frame while something happens on it. A frame's work is that
 * of all tasks from one frame's beginning to the next. Frames with next to nothing to do count as well,
 * so look at `max` beside the percentiles.
 * Intervals between frames would tell of the browser's display, not of the page.
 *
 * @throws an Error when the page drew no frames.
 */
export async function pageFrames(page: Page, happening: () => Promise<void>): Promise<PageFrames> {
  const browser = page.context().browser();
  if (browser === null) throw new Error("the page has no browser to trace");
  await browser.startTracing(page, { categories: CATEGORIES });
  let trace: Buffer | undefined;
  try {
    await happening();
  } finally {
    trace = await browser.stopTracing();
  }
  return framesOf(
    (JSON.parse(trace.toString("utf8")) as { readonly traceEvents: readonly TraceEvent[] }).traceEvents,
  );
}

/** Scrolls by turns of the wheel over the middle of an element, down and up again, a turn per frame. */
export async function scrollByWheel(
  page: Page,
  selector: string,
  turns: number,
  pixels: number,
): Promise<void> {
  const box = await page.locator(selector).boundingBox();
  if (box === null) throw new Error(`there is no ${selector} to scroll`);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  for (const by of [pixels, -pixels]) {
    for (let turn = 0; turn < turns; turn++) {
      await page.mouse.wheel(0, by);
      await page.evaluate("new Promise((resolve) => requestAnimationFrame(resolve))");
    }
  }
}

function framesOf(events: readonly TraceEvent[]): PageFrames {
  const thread = mainThread(events);
  const own = events.filter(({ pid, tid }) => pid === thread.pid && tid === thread.tid);
  const begins = own.filter(({ name }) => name === "BeginMainThreadFrame").map(({ ts }) => ts);
  const tasks = own.filter(({ name, ph }) => ph === "X" && name === "RunTask");
  begins.sort((a, b) => a - b);
  if (begins.length < 2) throw new Error("the page drew no frames");
  return { cpu: summary(workOf(tasks, begins, "tdur")), wall: summary(workOf(tasks, begins, "dur")) };
}

function mainThread(events: readonly TraceEvent[]): TraceEvent {
  const busy = new Map<TraceEvent, number>();
  for (const thread of events.filter(
    ({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain",
  )) {
    const frames = events.filter(
      ({ name, pid }) => name === "BeginMainThreadFrame" && pid === thread.pid,
    ).length;
    busy.set(thread, frames);
  }
  const [first] = [...busy].toSorted(([, a], [, b]) => b - a);
  if (first === undefined) throw new Error("the trace names no page's main thread");
  return first[0];
}

/** Work between each frame's beginning and the next, in ms. Tasks do not nest at this level. */
function workOf(
  tasks: readonly TraceEvent[],
  begins: readonly number[],
  time: "dur" | "tdur",
): readonly number[] {
  const work = Array.from({ length: begins.length - 1 }, () => 0);
  for (const task of tasks) {
    const frame = begins.findLastIndex((begin) => begin <= task.ts + (task.dur ?? 0));
    if (frame >= 0 && frame < work.length) work[frame]! += (task[time] ?? 0) / 1000;
  }
  return work;
}

function summary(work: readonly number[]): FrameWork {
  const sorted = work.toSorted((a, b) => a - b);
  const at = (part: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  return { frames: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1) };
}
