// Runs every check and every layer of tests, whatever fails; the last line sums them up.
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countsOfLayer, countsVariable, readCounts, sum, verdict, type Counts } from "./report/counts.ts";
import { ensureBrowser } from "./workbench/browser.ts";
import { builtVariable } from "./workbench/build.ts";
import { collectOutput, spawnGuarded } from "./workbench/guarded.ts";
import { npmCommand } from "./workbench/npm.ts";
import { outDir, projectRoot } from "./workbench/paths.ts";
import { ensureVSCode } from "./workbench/vscode.ts";

interface Layer {
  /** A script of package.json. */
  readonly script: string;
  readonly args?: readonly string[];
  readonly needsVSCode?: boolean;
}

interface Result {
  readonly script: string;
  readonly counts: Counts;
  /** For the table at the end. */
  readonly outcome: string;
}

/** Layers that run one after the other. */
type Lane = readonly Layer[];

/** In this order; the lanes of a group run side by side, since each leaves a core idle. */
const groups: readonly (readonly Lane[])[] = [
  [[{ script: "check:types" }], [{ script: "check:lint" }], [{ script: "check:format" }]],
  [[{ script: "build" }]],
  [
    [{ script: "test:unit", args: ["--reporter", "test/report/reporter.ts"] }],
    [{ script: "test:pages", args: ["--reporter", "test/report/reporter.ts"] }],
  ],
  [[{ script: "test:host", needsVSCode: true }]],
  [[{ script: "test:e2e", needsVSCode: true }], [{ script: "test:programs" }]],
];

// The path of a Unix socket may have 104 bytes on macOS, whose own temporary folder takes half of them.
const temporaryBase = process.platform === "darwin" ? "/tmp" : tmpdir();

const print = (line: string) => void process.stdout.write(`${line}\n`);

/** Fetches what the later layers need while the first ones run, and gives what there was to say. */
async function prepare(): Promise<string[]> {
  const said: string[] = [];
  const progress = (line: string) => void said.push(line);
  const needs = [ensureVSCode, ensureBrowser].map(async (ensure) => ensure(progress));
  await Promise.allSettled(needs); // the layer that needs it tries again, and reports
  return said;
}

/** Runs the lanes of a group side by side. The first one's output is shown as it comes, the others' after it. */
async function runGroup(group: readonly Lane[]): Promise<readonly Result[]> {
  let before: Promise<unknown> | undefined;
  const lanes = group.map((lane) => {
    const results = runLane(lane, before);
    before = results;
    return results;
  });
  return (await Promise.all(lanes)).flat();
}

/** @param after where given, the output is kept back until then. */
async function runLane(lane: Lane, after?: Promise<unknown>): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const layer of lane) results.push(await runLayer(layer, after));
  return results;
}

/**
 * Runs a layer under a guard, with a temporary folder of its own that goes with whatever was left in it.
 * @param after where given, its output is kept back until then.
 */
async function runLayer({ script, args = [] }: Layer, after?: Promise<unknown>): Promise<Result> {
  const [npm, ...first] = npmCommand();
  const npmArgs = [...first, "run", "--silent", script, ...(args.length > 0 ? ["--", ...args] : [])];
  const countsFile = join(outDir, "counts", `${script.replace(":", "-")}.json`);
  await rm(countsFile, { force: true });
  const temporary = await realpath(await mkdtemp(join(temporaryBase, "fd-")));
  const env = {
    ...process.env,
    TMPDIR: temporary,
    TEMP: temporary,
    TMP: temporary,
    [countsVariable]: countsFile,
    [builtVariable]: "1",
  };
  if (after === undefined) print(`\n── ${script} ──`);
  const output = after === undefined ? "inherit" : "pipe";
  const layer = spawnGuarded(npm, npmArgs, { cwd: projectRoot, env, output, remove: [temporary] });
  const printed = collectOutput(layer);
  const exitCode = await layer.exited;
  if (after !== undefined) {
    await after;
    print(`\n── ${script} ──\n${printed()}`);
  }
  const reported = await readCounts(countsFile);
  const counts = countsOfLayer(exitCode, reported);
  return { script, counts, outcome: reported ? verdict(counts) : exitCode === 0 ? "ok" : "failed" };
}

async function main(): Promise<Counts> {
  const prepared = prepare();
  const results: Result[] = [];
  for (const group of groups) {
    if (group.flat().some(({ needsVSCode }) => needsVSCode))
      for (const line of (await prepared).splice(0)) print(line);
    results.push(...(await runGroup(group)));
  }
  print("");
  for (const { script, counts, outcome } of results)
    print(`${counts.failed === 0 ? "✔" : "✘"} ${script.padEnd(12)} ${outcome}`);
  return sum(results.map(({ counts }) => counts));
}

const total = await main();
print(verdict(total));
process.exitCode = total.failed === 0 ? 0 : 1;
