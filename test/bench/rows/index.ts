import { join } from "node:path";
import type { Figure } from "../figure.ts";
import { dashboardTimes, ingestRate, workerMemory } from "../index.ts";
import { buildRelease } from "../release.ts";
import { withScratch } from "../scratch.ts";

const CALLS_RECORDED = 10_000;

/** How the index keeps up. Only informs: no target is set. */
export async function measure(): Promise<readonly Figure[]> {
  // First: it reads how this process grows.
  const memory = await memoryFigure();
  return [memory, await ingestFigure(), ...(await dashboardFigures())];
}

const memoryFigure = (): Promise<Figure> =>
  withScratch(async (folder) => {
    await buildRelease(folder);
    const { calls, bytes } = await workerMemory(CALLS_RECORDED, join(folder, "dist"));
    return { name: `the worker's memory, ${calls} calls`, unit: "MB", value: bytes / 1e6 };
  });

async function ingestFigure(): Promise<Figure> {
  const { ingest, parse } = await ingestRate(CALLS_RECORDED);
  const baseline = { name: "reading and parsing them", value: parse };
  return { name: "indexing recordings", unit: "lines/s", value: ingest, baseline };
}

async function dashboardFigures(): Promise<readonly Figure[]> {
  return (await dashboardTimes()).map(({ name, smallMs, largeMs }) => ({
    name: `dashboard of 350k calls, ${name}`,
    unit: "ms",
    value: largeMs,
    baseline: { name: "of 3.5k calls", value: smallMs },
  }));
}
