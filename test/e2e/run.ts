// Drives the real workbench and its webviews in a browser. Arguments: test files; without any, all.
import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { glob } from "tinyglobby";
import { runMocha } from "../report/run-mocha.ts";
import { closeBrowser } from "../workbench/browser.ts";
import { buildExtension } from "../workbench/build.ts";
import { outDir } from "../workbench/paths.ts";
import { WorkbenchWindow } from "../workbench/window.ts";

const timeout = 120_000;

const rootHooks: Mocha.RootHookObject = {
  async afterEach(this: Mocha.Context) {
    const test = this.currentTest;
    if (test?.state === "failed") await WorkbenchWindow.keepEvidence(test.fullTitle());
  },
};

async function main(given: readonly string[]): Promise<number> {
  await buildExtension();
  await rm(join(outDir, "failures"), { recursive: true, force: true });
  const all = await glob("**/*.test.ts", { cwd: import.meta.dirname, absolute: true });
  const files = given.length > 0 ? given.map((file) => resolve(file)) : all.toSorted();
  const failures = await runMocha({ files, timeout, rootHooks });
  await closeBrowser();
  return failures === 0 ? 0 : 1;
}

process.exit(await main(process.argv.slice(2)));
