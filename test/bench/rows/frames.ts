import type { BrowserContext } from "playwright-core";
import { buildPreview } from "../../preview/build.ts";
import { openPreview } from "../../preview/open.ts";
import { closeBrowser, ensureBrowser, launchBrowser } from "../../workbench/browser.ts";
import { printProgress } from "../../workbench/progress.ts";
import type { Figure } from "../figure.ts";
import { pageFrames, scrollByWheel } from "../pageFrames.ts";
import { median } from "../statistics.ts";

const [MANY, FEW] = [10_000, 100];
const TURNS = 60;
const REPEATS = 3;

/** Pixels per frame: a notch of the wheel, and more than the page shows, so that no row stays. */
const SPEEDS = { "a notch": 120, "a whole page": 1_000 } as const;

/** The main thread's work for a frame of the trace page while it is scrolled. */
export async function measure(): Promise<readonly Figure[]> {
  await buildPreview("trace");
  const browser = await launchBrowser(await ensureBrowser(printProgress));
  const context = await browser.newContext();
  try {
    const figures: Figure[] = [];
    for (const [speed, pixels] of Object.entries(SPEEDS)) {
      figures.push({
        name: `10,000 spans, ${speed} per frame, p95`,
        unit: "ms",
        value: await p95(context, MANY, pixels),
        baseline: { name: `${FEW} spans`, value: await p95(context, FEW, pixels) },
        target: { of: "value", limit: "at most", amount: 8 },
      });
    }
    return figures;
  } finally {
    await closeBrowser();
  }
}

/** In processor time: other processes must not count. */
async function p95(context: BrowserContext, spans: number, pixels: number): Promise<number> {
  const page = await openPreview(context, "trace", { scenario: `spans-${spans}`, width: 1400, height: 900 });
  await page.locator("[data-span]").first().waitFor();
  const samples: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    samples.push((await pageFrames(page, () => scrollByWheel(page, ".grid", TURNS, pixels))).cpu.p95);
  }
  await page.close();
  return median(samples);
}
