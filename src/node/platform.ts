import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { promisify } from "node:util";
import type { PlatformInfo } from "../core/ports.ts";

const run = promisify(execFile);

/** @param program what this process is, for a sentence that another one shows. */
export function nodePlatform(version: string, program?: string): PlatformInfo {
  const { platform: os, pid } = process;
  return { version, os, pid, hostname: hostname(), ...(program && { program }), processStart, isRunning };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It exists, but is not ours.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Linux: field 22 of /proc/PID/stat, in clock ticks after boot, with the boot's id. Else what `ps` says. */
async function processStart(pid: number): Promise<string | undefined> {
  try {
    return process.platform === "linux" ? await fromProc(pid) : await fromPs(pid);
  } catch {
    return undefined;
  }
}

async function fromProc(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8");
  // The second field is the command's name in parentheses and may hold spaces.
  const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  return ticks === undefined ? undefined : `${boot.trim()}:${ticks}`;
}

async function fromPs(pid: number): Promise<string | undefined> {
  if (process.platform === "win32") return undefined;
  const { stdout } = await run("ps", ["-o", "lstart=", "-p", String(pid)]);
  return stdout.trim() || undefined;
}
