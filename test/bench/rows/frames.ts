import type { BrowserContext } from "playwright-core";
import { buildPreview } from "../../preview/build.ts";
import { openPreview } from "../../preview/open.ts";
import { closeBrowser, ensureBrowser, launchBrowser } from "../../workbench/browser.ts";
import { printProgress } from "../../workbench/progress.ts";
import type { Figure } from "../figure.ts";
import { pageFrames, scrollByWheel } from "../pageFrames.ts";
import { pageHeap } from "../pageHeap.ts";
import { median } from "../statistics.ts";

/** Those that are compared are measured several times. */
const SIZES = { 1_000: 3, 10_000: 1, 100_000: 3 } as const;
const TURNS = 60;

/** Pixels per frame: a notch of the wheel, and more than the page shows, so that no row stays. */
const SPEEDS = { "a notch": 120, "a whole page": 1_000 } as const;
type Speed = keyof typeof SPEEDS;

/** What the trace page does with a trace of so many spans. */
interface PageFigures {
  readonly spans: number;
  /** Rows that can be scrolled to. */
  readonly rows: number;
  readonly heap: number;
  /** Milliseconds of the main thread's processor time for a frame. */
  readonly work: Readonly<Record<Speed, { readonly p95: number; readonly max: number }>>;
}

/** The main thread's work for a frame of the trace page while it is scrolled, and its heap, by the trace's size. */
export async function measure(): Promise<readonly Figure[]> {
  await buildPreview("trace");
  const browser = await launchBrowser(await ensureBrowser(printProgress));
  const context = await browser.newContext();
  try {
    const pages: PageFigures[] = [];
    for (const [spans, repeats] of Object.entries(SIZES))
      pages.push(await figuresOf(context, Number(spans), repeats));
    const [few, , many] = pages;
    if (few === undefined || many === undefined) throw new Error("two sizes are compared");
    const speeds = Object.keys(SPEEDS) as Speed[];
    return [...pages.flatMap(describe), ...speeds.flatMap((speed) => judge(speed, few, many))];
  } finally {
    await closeBrowser();
  }
}

const described = (spans: number): string => `${spans.toLocaleString("en-US")} spans`;

const describe = ({ spans, rows, heap, work }: PageFigures): readonly Figure[] => [
  { name: `${described(spans)}: rows shown`, unit: "rows", value: rows },
  { name: `${described(spans)}: heap`, unit: "MB", value: heap },
  { name: `${described(spans)}: work per frame, p95`, unit: "ms", value: work["a notch"].p95 },
];

function judge(speed: Speed, few: PageFigures, many: PageFigures): readonly Figure[] {
  const baseline = { name: described(few.spans), value: few.work[speed].p95 };
  const name = `${described(many.spans)}, ${speed} per frame`;
  const { p95, max } = many.work[speed];
  return [
    { name: `${name}, p95`, unit: "ms", value: p95, target: { of: "value", limit: "at most", amount: 8 } },
    {
      name: `${name}, longest`,
      unit: "ms",
      value: max,
      target: { of: "value", limit: "at most", amount: 50 },
    },
    {
      name: `${name}, beside few`,
      unit: "ms",
      value: p95,
      baseline,
      target: { of: "ratio", limit: "at most", amount: 1.2 },
    },
  ];
}

/** In processor time: other processes must not count. */
async function figuresOf(context: BrowserContext, spans: number, repeats: number): Promise<PageFigures> {
  const page = await openPreview(context, "trace", { scenario: `only-${spans}`, width: 1400, height: 900 });
  await page.locator("[data-span]").first().waitFor();
  // Every span is a row of its own.
  await page.keyboard.press("g");
  const rows = Number(await page.getByRole("treegrid").getAttribute("aria-rowcount")) - 1;
  const heap = await pageHeap(page);
  const scrolled = (speed: Speed): ReturnType<typeof workOf> =>
    workOf(repeats, () => pageFrames(page, () => scrollByWheel(page, ".grid", TURNS, SPEEDS[speed])));
  const work = { "a notch": await scrolled("a notch"), "a whole page": await scrolled("a whole page") };
  await page.close();
  return { spans, rows, heap, work };
}

async function workOf(
  repeats: number,
  scroll: () => ReturnType<typeof pageFrames>,
): Promise<{ readonly p95: number; readonly max: number }> {
  const samples: { readonly p95: number; readonly max: number }[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) samples.push((await scroll()).cpu);
  return {
    p95: median(samples.map(({ p95 }) => p95)),
    max: median(samples.map(({ max }) => max)),
  };
}
