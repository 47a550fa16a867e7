// A process of its own that runs one command and outlives whoever asked for it by just long enough
// to clean up: standard input is its lifeline, and when that ends, however the other side died, the
// command goes with everything it started, and its folders are removed.
import { spawn, spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { carriesMark, descendants, listProcesses } from "./processes.ts";

/** What a guard is told, as JSON in its only argument. */
export interface GuardOrder {
  readonly command: string;
  readonly args: readonly string[];
  /** Folders to remove at the end. */
  readonly remove: readonly string[];
  /** Stands in the environment of the command and so of all it starts. */
  readonly mark: string;
}

/** The environment variable that holds the marks of all guards above a process. */
const markVariable = "WORKBENCH_GUARDS";

const graceMs = 3000;
const givingUpMs = 10_000;
const pollMs = 50;

async function guard(order: GuardOrder): Promise<void> {
  const child = spawn(order.command, order.args, {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, [markVariable]: `${process.env[markVariable] ?? ""} ${order.mark}` },
    windowsHide: true,
  });
  const code = await new Promise<number>((resolve) => {
    child.on("error", (error) => {
      process.stderr.write(`${order.command}: ${error.message}\n`);
      resolve(127);
    });
    child.on("exit", (exitCode) => resolve(exitCode ?? 1));
    process.stdin.resume().on("close", () => resolve(130));
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => resolve(143));
  });
  if (process.platform === "win32") spawnSync("taskkill", ["/PID", String(child.pid), "/T", "/F"]);
  else await endAll(order.mark);
  for (const folder of order.remove) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit(code);
}

/** Asks every process that belongs to this guard to end, and ends by force those that have not in time. */
async function endAll(mark: string): Promise<void> {
  const began = performance.now();
  let living = await belongings(mark);
  for (const pid of living) signal(pid, "SIGTERM");
  while (living.length > 0 && performance.now() - began < givingUpMs) {
    await sleep(pollMs);
    living = await belongings(mark);
    if (performance.now() - began > graceMs) for (const pid of living) signal(pid, "SIGKILL");
  }
}

async function belongings(mark: string): Promise<number[]> {
  const all = await listProcesses();
  const below = new Set(descendants(all, process.pid).map(({ pid }) => pid));
  return all
    .map(({ pid }) => pid)
    .filter((pid) => pid !== process.pid && (below.has(pid) || carriesMark(pid, markVariable, mark)));
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Ended meanwhile.
  }
}

await guard(JSON.parse(process.argv[2] ?? "") as GuardOrder);
