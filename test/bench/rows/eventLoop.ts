import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { glob } from "tinyglobby";
import { encodeTraces } from "../../../src/telemetry/otlp/encode.ts";
import { closeBrowser } from "../../workbench/browser.ts";
import { projectRoot } from "../../workbench/paths.ts";
import { until } from "../../workbench/until.ts";
import { startWorkbench, type Workbench } from "../../workbench/workbench.ts";
import type { WorkbenchWindow } from "../../workbench/window.ts";
import type { Figure } from "../figure.ts";
import { groupOf, requestAt, SPANS } from "../receivedRequests.ts";
import { buildRelease } from "../release.ts";
import { withScratch } from "../scratch.ts";

const SPANS_PER_SECOND = 2_000;
const SECONDS = 15;
const BATCHES_PER_SECOND = 10;

interface Delay {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** How late the event loop of the real extension host is while spans arrive and the view of traces is open. */
export const measure = (): Promise<readonly Figure[]> =>
  withScratch(async (folder) => {
    const { p99, max } = await delayWhileReceiving(folder);
    const name = `event loop delay of the extension host at ${SPANS_PER_SECOND} spans/s`;
    return [
      {
        name: `${name}, p99`,
        unit: "ms",
        value: p99,
        target: { of: "value", limit: "at most", amount: 50 },
      },
      {
        name: `${name}, max`,
        unit: "ms",
        value: max,
        target: { of: "value", limit: "at most", amount: 200 },
      },
    ];
  });

async function delayWhileReceiving(folder: string): Promise<Delay> {
  const [release, ours, project, probe] = ["release", "ours", "project", "probe"].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  await buildRelease(release);
  for (const part of ["dist", "media", "package.json"])
    await cp(join(release, part), join(ours, part), { recursive: true });
  await mkdir(project);
  await mkdir(probe);
  await writeFile(join(project, "requirements.txt"), "anthropic\nopentelemetry-sdk\n");
  const workbench = await startWorkbench({
    extensions: [join(projectRoot, "test/fixtures/event-loop-probe"), ours],
    env: { EVENT_LOOP_PROBE: probe },
  });
  try {
    const window = await workbench.open({ folder: project });
    const { url, token } = await receiverOf(workbench, window);
    // The first spans load what is loaded once.
    await send(url, token, 2, 0);
    await writeFile(join(probe, "begin"), "");
    await send(url, token, SECONDS, 1_000_000);
    await writeFile(join(probe, "end"), "");
    return await until("the measured delay", 30_000, async () => {
      const text = await readFile(join(probe, "measured.json"), "utf8").catch(() => "");
      return text === "" ? undefined : (JSON.parse(text) as Delay);
    });
  } finally {
    await workbench.stop();
    await closeBrowser();
  }
}

async function receiverOf(
  workbench: Workbench,
  window: WorkbenchWindow,
): Promise<{ readonly url: string; readonly token: string }> {
  await window.command("View: Show Flightdeck");
  await window.command("Flightdeck: Connect Your Agent");
  const page = await window.webview("[data-page=connect]");
  const environment = page.getByLabel("Environment", { exact: true });
  const url = /http:\/\/127\.0\.0\.1:\d{4,5}/.exec((await environment.textContent()) ?? "")?.[0];
  if (url === undefined) throw new Error("The receiver does not listen.");
  const [path = ""] = await glob("**/receiver-token", {
    cwd: dirname(workbench.home),
    absolute: true,
    dot: true,
  });
  return { url, token: await readFile(path, "utf8") };
}

/** Sends at the wanted rate for so many seconds. A batch that is late is not made up for by a faster one. */
async function send(url: string, token: string, seconds: number, first: number): Promise<void> {
  const headers = { "content-type": "application/x-protobuf", "x-flightdeck-workspace": token };
  const requests = SPANS_PER_SECOND / BATCHES_PER_SECOND / SPANS;
  const began = performance.now();
  for (let batch = 0; batch < seconds * BATCHES_PER_SECOND; batch++) {
    const now = Date.now();
    const spans = Array.from({ length: requests }, (_, at) =>
      requestAt(first + batch * requests + at, now),
    ).flat();
    const body = Uint8Array.from(encodeTraces({ resourceSpans: [groupOf(spans)] }));
    const reply = await fetch(`${url}/v1/traces`, { method: "POST", headers, body });
    if (!reply.ok) throw new Error(`The receiver said ${reply.status}.`);
    await reply.arrayBuffer();
    const wait = began + ((batch + 1) * 1_000) / BATCHES_PER_SECOND - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  }
}
