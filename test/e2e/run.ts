// Drives the real workbench and its webviews in a browser. Arguments: test files; without any, all but those that
// drive many programs and no workbench, which `--programs` runs with low priority, so that they can run beside.
import { rm } from "node:fs/promises";
import { constants, setPriority } from "node:os";
import { basename, join, resolve } from "node:path";
import { glob } from "tinyglobby";
import { runMocha } from "../report/run-mocha.ts";
import { closeBrowser } from "../workbench/browser.ts";
import { buildExtension } from "../workbench/build.ts";
import { outDir } from "../workbench/paths.ts";
import { WorkbenchWindow } from "../workbench/window.ts";

const timeout = 120_000;

const PROGRAMS: ReadonlySet<string> = new Set(["budgetStorm.test.ts", "determinism.test.ts"]);

const rootHooks: Mocha.RootHookObject = {
  async afterEach(this: Mocha.Context) {
    const test = this.currentTest;
    if (test?.state === "failed") await WorkbenchWindow.keepEvidence(test.fullTitle());
  },
};

async function main(given: readonly string[]): Promise<number> {
  await buildExtension();
  await rm(join(outDir, "failures"), { recursive: true, force: true });
  const programs = given.includes("--programs");
  if (programs) setPriority(constants.priority.PRIORITY_LOW);
  const all = await glob("**/*.test.ts", { cwd: import.meta.dirname, absolute: true });
  const meant = all.filter((file) => PROGRAMS.has(basename(file)) === programs).toSorted();
  const named = given.filter((argument) => !argument.startsWith("--")).map((file) => resolve(file));
  const files = named.length > 0 ? named : meant;
  const failures = await runMocha({ files, timeout, rootHooks });
  await closeBrowser();
  return failures === 0 ? 0 : 1;
}

process.exit(await main(process.argv.slice(2)));
