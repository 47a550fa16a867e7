import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { chromium, type Browser } from "playwright-core";
import { glob } from "tinyglobby";
import { findBrowser } from "./find-browser.ts";
import { runGuarded } from "./guarded.ts";
import { withLock } from "./lock.ts";
import { cacheDir, projectRoot } from "./paths.ts";
import { whileTelling, type Progress } from "./progress.ts";

const downloads = join(cacheDir, "browsers");

/**
 * Finds a Chrome, Chromium or Edge, else gets one: Playwright's own download, or Debian's package.
 * @returns the executable.
 * @throws an Error that says what to do when there is none and none can be had.
 */
export async function ensureBrowser(progress: Progress): Promise<string> {
  const found = await browserHere();
  if (found !== undefined) return found;
  progress("Found no Chrome, Chromium or Edge (CHROME_PATH can name one)");
  const waiting = () => progress("Another process is getting a browser; waiting for it …");
  const browser = await withLock(join(cacheDir, "browser.lock"), waiting, () => getBrowser(progress));
  progress(`The browser is ${browser}`);
  return browser;
}

let running: Promise<Browser> | undefined;

/** The one browser of this process, started by the first call. */
export async function launchBrowser(executablePath: string): Promise<Browser> {
  running ??= chromium.launch({
    executablePath,
    args: ["--disable-gpu", "--disable-quic", "--disable-sync"],
  });
  return running;
}

/** Closes the browser of this process, if there is one. */
export async function closeBrowser(): Promise<void> {
  await (await running)?.close();
  running = undefined;
}

async function browserHere(): Promise<string | undefined> {
  const around = { platform: process.platform, env: process.env, exists: existsSync };
  return findBrowser(around) ?? (await downloaded());
}

async function downloaded(): Promise<string | undefined> {
  const names = ["**/chrome-headless-shell{,.exe}", "**/headless_shell{,.exe}"];
  const [found] = await glob(names, { cwd: downloads, absolute: true });
  return found;
}

async function getBrowser(progress: Progress): Promise<string> {
  const before = await browserHere();
  if (before !== undefined) return before;
  const failures: string[] = [];
  for (const way of [fromPlaywright, fromDebian]) {
    const failure = await way(progress);
    const browser = await browserHere();
    const reason = failure ?? (browser === undefined ? "no browser came" : await whyNotStarting(browser));
    if (browser !== undefined && reason === undefined) return browser;
    failures.push(`${way.name}: ${reason}`);
    progress(`  did not work: ${reason?.split("\n", 1)[0]}`);
  }
  const advice = "Install Chrome, Chromium or Edge, or name its executable in CHROME_PATH.";
  throw new Error(`There is no browser for the tests. ${advice}\n${failures.join("\n")}`);
}

/** @returns why it failed, undefined if it did not. */
async function fromPlaywright(progress: Progress): Promise<string | undefined> {
  await mkdir(downloads, { recursive: true });
  const cli = join(projectRoot, "node_modules/playwright-core/cli.js");
  return whileTelling(progress, "  Downloading Playwright's Chromium into .cache", () =>
    run(process.execPath, [cli, "install", "--only-shell", "chromium"], {
      ...process.env,
      PLAYWRIGHT_BROWSERS_PATH: downloads,
    }),
  );
}

async function fromDebian(progress: Progress): Promise<string | undefined> {
  if (!existsSync("/usr/bin/apt-get")) return "this is no Debian or Ubuntu";
  if (process.getuid?.() !== 0) return "only root can install Debian's package";
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return whileTelling(
    progress,
    "  Installing Debian's package (apt-get install chromium)",
    async () =>
      (await run("apt-get", ["update"], env)) ?? (await run("apt-get", ["install", "-y", "chromium"], env)),
  );
}

async function run(command: string, args: string[], env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { code, printed } = await runGuarded(command, args, { env });
  const lines = printed.trim().split("\n");
  return code === 0
    ? undefined
    : (lines.find((line) => /^E(rror)?:/.test(line)) ?? lines.at(-1) ?? "no output");
}

async function whyNotStarting(executablePath: string): Promise<string | undefined> {
  try {
    await (await chromium.launch({ executablePath })).close();
    return undefined;
  } catch (error) {
    return String(error);
  }
}
