import type { Page } from "playwright-core";

/** The JavaScript heap of a page that has come to rest, array buffers included, in megabytes. */
export async function pageHeap(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.enable");
  // What a first collection frees may free more in a second.
  for (let times = 0; times < 2; times++) await session.send("HeapProfiler.collectGarbage");
  const usage: { readonly usedSize: number; readonly backingStorageSize?: number } =
    await session.send("Runtime.getHeapUsage");
  await session.detach();
  return (usage.usedSize + (usage.backingStorageSize ?? 0)) / 1e6;
}
