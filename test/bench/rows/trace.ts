import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { finished } from "node:stream/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Worker } from "node:worker_threads";
import { glob } from "tinyglobby";
import { storeTrace } from "../../support/traces/storedTrace.ts";
import { TRACE } from "../../support/traces/manySpans.ts";
import { buildPreview } from "../../preview/build.ts";
import { openPreview } from "../../preview/open.ts";
import { closeBrowser, ensureBrowser, launchBrowser } from "../../workbench/browser.ts";
import { printProgress } from "../../workbench/progress.ts";
import { until } from "../../workbench/until.ts";
import { startWorkbench, type Workbench } from "../../workbench/workbench.ts";
import type { Figure } from "../figure.ts";
import { pageHeap } from "../pageHeap.ts";
import { buildRelease } from "../release.ts";
import { withScratch } from "../scratch.ts";
import { median } from "../statistics.ts";

const SPANS = 100_000;
/** What every page costs, whatever it shows. */
const FEW = 10;
const REPEATS = 3;

/** Jaeger UI 2.19 with a trace of as many spans, measured once on the machine that these figures are from. */
const JAEGER = { rows: 4_400, heap: 254 };

interface Opened {
  /** Milliseconds from the command to the first rows, and to the last. */
  readonly first: number;
  readonly all: number;
}

/** A large received trace in the real workbench: from the command to its rows, on a store that nobody has read yet. */
export const measure = (): Promise<readonly Figure[]> =>
  withScratch(async (folder) => {
    const release = join(folder, "release");
    await buildRelease(release);
    const few = await openings(join(folder, "few"), release, FEW);
    const opened = await openings(join(folder, "many"), release, SPANS);
    const stored = join(folder, "stored");
    await storeTrace(stored, SPANS);
    const threads = await heapOfThreads(join(release, "dist/receiver-worker.js"), stored);
    const page = await heapOfPage();
    await closeBrowser();
    return [
      {
        name: "100,000 received spans: the first rows",
        unit: "ms",
        value: median(opened.map(({ first }) => first)),
        baseline: { name: "Jaeger UI, once", value: JAEGER.rows },
        target: { of: "ratio", limit: "at most", amount: 0.25 },
      },
      {
        name: "… beside a trace of ten spans",
        unit: "ms",
        value: median(opened.map(({ first }) => first)),
        baseline: { name: "10 spans", value: median(few.map(({ first }) => first)) },
      },
      { name: "… all rows", unit: "ms", value: median(opened.map(({ all }) => all)) },
      {
        name: "… heap of page, host and worker",
        unit: "MB",
        value: page + threads.worker + threads.host,
        baseline: { name: "Jaeger UI, once", value: JAEGER.heap },
        target: { of: "ratio", limit: "at most", amount: 0.5 },
      },
      { name: "… of it the page", unit: "MB", value: page },
      { name: "… the worker", unit: "MB", value: threads.worker },
      { name: "… what the host holds of it", unit: "MB", value: threads.host },
    ];
  });

async function openings(folder: string, release: string, spans: number): Promise<readonly Opened[]> {
  await mkdir(folder);
  const workbench = await startWorkbench({ extensions: [release] });
  try {
    await writeFile(
      join(dirname(workbench.home), "data/User/keybindings.json"),
      JSON.stringify([{ key: "ctrl+alt+t", command: "flightdeck.traces.open", args: { trace: TRACE } }]),
    );
    const opened: Opened[] = [];
    for (let repeat = 0; repeat < REPEATS; repeat++)
      opened.push(await openOnce(workbench, join(folder, `project-${repeat}`), spans));
    return opened;
  } finally {
    await workbench.stop();
  }
}

async function openOnce(workbench: Workbench, project: string, spans: number): Promise<Opened> {
  await mkdir(project);
  const known = new Set(await storages(workbench));
  const window = await workbench.open({ folder: project });
  const storage = await until("the folder's storage", 30_000, async () =>
    (await storages(workbench)).find((path) => !known.has(path)),
  );
  await storeTrace(join(storage, "agent-flightdeck.agent-flightdeck"), spans);
  const started = performance.now();
  await window.page.keyboard.press("Control+Alt+t");
  const rows = await window.webview("[data-page=trace] [data-span]", 60_000);
  const first = performance.now() - started;
  await rows.locator(".header-reading").waitFor({ state: "detached", timeout: 60_000 });
  const all = performance.now() - started;
  await window.close();
  return { first, all };
}

const storages = (workbench: Workbench): Promise<string[]> =>
  glob("data/User/workspaceStorage/*", {
    cwd: dirname(workbench.home),
    absolute: true,
    onlyDirectories: true,
    expandDirectories: false,
  });

/** The heap of the page alone: in the workbench it shares one with others. */
async function heapOfPage(): Promise<number> {
  await buildPreview("trace");
  const browser = await launchBrowser(await ensureBrowser(printProgress));
  const page = await openPreview(await browser.newContext(), "trace", {
    scenario: `only-${SPANS}`,
    width: 1400,
  });
  await page.locator("[data-span]").first().waitFor();
  return pageHeap(page);
}

/** Of the worker while it is watched, and what this thread, in the host's place, holds of it; in megabytes. */
async function heapOfThreads(
  entry: string,
  root: string,
): Promise<{ readonly worker: number; readonly host: number }> {
  const before = heldHere();
  const worker = new Worker(entry);
  let id = 0;
  const ask = (name: string, args: unknown): void =>
    worker.postMessage({ type: "request", id: ++id, name, args });
  const read = new Promise<void>((resolve) =>
    worker.on("message", (message: { readonly news?: { readonly read?: number } }) => {
      if (message.news?.read === 1) resolve();
    }),
  );
  worker.postMessage({ type: "open", options: { root, zone: "UTC" } });
  ask("policy", { content: "redacted", prices: {}, held: [], token: "" });
  ask("watch", { trace: TRACE });
  await read;
  const listed = new Promise<void>((resolve) =>
    worker.on("message", (message: { readonly type: string; readonly id?: number }) => {
      if (message.type === "result" && message.id === id) resolve();
    }),
  );
  ask("list", { limit: 10 });
  await listed;
  const held = heldHere() - before;
  // A snapshot begins with a collection.
  await finished((await worker.getHeapSnapshot()).resume());
  const { used_heap_size, external_memory } = await worker.getHeapStatistics();
  await worker.terminate();
  return { worker: (used_heap_size + external_memory) / 1e6, host: Math.max(0, held) / 1e6 };
}

function heldHere(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
