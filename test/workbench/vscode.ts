import { cp, mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withLock } from "./lock.ts";
import { runNpm } from "./npm.ts";
import { cacheDir } from "./paths.ts";
import { secondsSince, whileTelling, type Progress } from "./progress.ts";

/** The npm package that carries a whole VS Code, and the version that the tests are pinned to. */
export const codeServerVersion = "4.139.1";

const vscodeInPackage = "node_modules/code-server/lib/vscode";
const name = `vscode-${codeServerVersion}-${process.platform}-${process.arch}`;

// The person's configuration may omit optional packages, which here are the binaries for this platform.
const installFlags = [
  "--ignore-scripts",
  "--omit=dev",
  "--include=optional",
  "--install-strategy=hoisted",
  "--no-audit",
  "--no-fund",
  "--prefer-offline",
];

/**
 * Makes sure that VS Code's server and web workbench are in the project's cache, from npm alone.
 * @returns the folder of VS Code, which holds `out/server-main.js`.
 */
export async function ensureVSCode(progress: Progress): Promise<string> {
  const home = join(cacheDir, name);
  const folder = join(home, vscodeInPackage);
  if (!(await exists(home))) {
    const waiting = () => progress("Another process seems to be installing VS Code; waiting for it …");
    await withLock(join(cacheDir, `${name}.lock`), waiting, async () => {
      if (!(await exists(home))) await install(home, progress);
    });
  }
  return folder;
}

async function install(home: string, progress: Progress): Promise<void> {
  const began = performance.now();
  progress(`Installing VS Code for tests (code-server ${codeServerVersion}), once, about 750 MB in .cache`);
  await removeLeftovers();
  const staging = `${home}.${process.pid}.partial`;
  await mkdir(staging, { recursive: true });
  await writeFile(join(staging, "package.json"), JSON.stringify({ private: true }));
  await whileTelling(progress, "  1 of 2: the server and the workbench", () =>
    runNpm(["install", `code-server@${codeServerVersion}`, ...installFlags, "--prefix", staging], staging),
  );
  const vscode = join(staging, vscodeInPackage);
  await whileTelling(progress, "  2 of 2: what they depend on", () =>
    runNpm(["install", ...installFlags, "--prefix", vscode], vscode),
  );
  await replaceLogger(vscode);
  await rename(staging, home).catch(async (error: unknown) => {
    if (!(await exists(home))) throw error; // else another process was faster
  });
  progress(`VS Code is ready after ${secondsSince(began)} s`);
}

/** An interrupted install is started anew: npm keeps what it has downloaded in a cache of its own. */
async function removeLeftovers(): Promise<void> {
  const leftovers = (await readdir(cacheDir)).filter((entry) => entry.endsWith(".partial"));
  await Promise.all(leftovers.map((entry) => rm(join(cacheDir, entry), { recursive: true, force: true })));
}

/** VS Code logs through a native module, which an install without scripts does not build. */
async function replaceLogger(vscode: string): Promise<void> {
  await cp(join(import.meta.dirname, "spdlog.cjs"), join(vscode, "node_modules/@vscode/spdlog/index.js"));
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
