import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { closeBrowser } from "../../workbench/browser.ts";
import { projectRoot } from "../../workbench/paths.ts";
import { until } from "../../workbench/until.ts";
import type { WorkbenchWindow } from "../../workbench/window.ts";
import { startWorkbench, type Workbench } from "../../workbench/workbench.ts";
import type { Figure } from "../figure.ts";
import { buildRelease } from "../release.ts";
import { withScratch } from "../scratch.ts";
import { median } from "../statistics.ts";

const HOSTS_EACH = 9;

const fixtures = join(projectRoot, "test/fixtures");

interface Activation {
  readonly subject: string;
  /** Milliseconds. */
  readonly took: number;
  /** Something else had activated it before. */
  readonly tooEarly: boolean;
}

/**
 * How long `activate()` takes, as another extension in the same host sees it: VS Code's own work, loading
 * the code and running it. Each time in a fresh extension host that has come to rest, ours and the empty
 * extension in turn.
 */
export const measure = (): Promise<readonly Figure[]> =>
  withScratch(async (folder) => {
    const activations = await measureHosts(folder);
    const early = activations.find(({ tooEarly }) => tooEarly);
    if (early !== undefined) throw new Error(`${early.subject} was active before it was measured.`);
    const of = (name: string): number =>
      median(activations.filter(({ subject }) => subject.endsWith(name)).map(({ took }) => took));
    return [
      {
        name: `activate(), median of ${HOSTS_EACH} fresh hosts`,
        unit: "ms",
        value: of(".agent-flightdeck"),
        baseline: { name: "the empty extension", value: of(".empty") },
        target: { of: "difference", limit: "at most", amount: 50 },
      },
    ];
  });

async function measureHosts(folder: string): Promise<readonly Activation[]> {
  const [release, ours, empty, project] = ["release", "ours", "empty", "project"].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  await buildRelease(release);
  await onDemand(release, ours, ["dist", "media"]);
  await onDemand(join(fixtures, "empty-extension"), empty, ["extension.js"]);
  await cp(join(projectRoot, "media/sample-project"), project, { recursive: true });
  const results = join(folder, "results.jsonl");
  await writeFile(results, "");
  const subjects = ["agent-flightdeck.agent-flightdeck", "flightdeck-tests.empty"];
  const workbench = await startWorkbench({
    extensions: [join(fixtures, "activation-probe"), ours, empty],
    env: { ACTIVATION_ORDER: JSON.stringify({ subjects, results }) },
  });
  try {
    const window = await workbench.open({ folder: project });
    return await oneHostAfterTheOther(workbench, window, results);
  } finally {
    await workbench.stop();
    await closeBrowser();
  }
}

/** A copy of an extension that nothing activates but the probe. */
async function onDemand(from: string, to: string, parts: readonly string[]): Promise<void> {
  await mkdir(to);
  for (const part of parts) await cp(join(from, part), join(to, part), { recursive: true });
  const manifest = JSON.parse(await readFile(join(from, "package.json"), "utf8")) as object;
  await writeFile(join(to, "package.json"), JSON.stringify({ ...manifest, activationEvents: [] }));
}

/** VS Code restarts a host that died, the first times by itself, later when it is asked to. */
async function oneHostAfterTheOther(
  workbench: Workbench,
  window: WorkbenchWindow,
  results: string,
): Promise<readonly Activation[]> {
  const restart = window.notification(/terminated unexpectedly/).getByRole("button", { name: /Restart/ });
  for (let count = 1; ; count++) {
    const activations = await until(`activation ${count}`, 60_000, async () => {
      if (await restart.isVisible()) await restart.click({ timeout: 5_000 });
      const lines = (await readFile(results, "utf8")).split("\n").slice(0, -1);
      return lines.length >= count && lines.map((line) => JSON.parse(line) as Activation);
    });
    if (count === 2 * HOSTS_EACH) return activations;
    await workbench.server.killExtensionHost();
  }
}
