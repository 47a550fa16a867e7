import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { promisify } from "node:util";

export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

const run = promisify(execFile);

/** Every living process of this machine; what ended but was not yet reaped is left out. */
export async function listProcesses(): Promise<ProcessInfo[]> {
  if (process.platform === "linux") return linuxProcesses();
  if (process.platform === "win32") return windowsProcesses();
  return unixProcesses();
}

/** The processes below `root` in the tree, children before grandchildren; `root` itself is left out. */
export function descendants(all: readonly ProcessInfo[], root: number): ProcessInfo[] {
  const found: ProcessInfo[] = [];
  const parents = [root];
  for (const parent of parents) {
    for (const child of all) {
      if (child.parent !== parent || parents.includes(child.pid)) continue;
      found.push(child);
      parents.push(child.pid);
    }
  }
  return found;
}

/** Whether a process's environment names `mark`. Only Linux can tell; elsewhere no process does. */
export function carriesMark(pid: number, variable: string, mark: string): boolean {
  const environment = readProc(pid, "environ");
  return environment.split("\0").some((entry) => entry.startsWith(`${variable}=`) && entry.includes(mark));
}

function linuxProcesses(): ProcessInfo[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const pid = Number(name);
      // After the name in parentheses, which may itself hold any character: state, parent.
      const [state, parent] = readProc(pid, "stat").split(") ").at(-1)?.split(" ") ?? [];
      if (parent === undefined || state === "Z") return [];
      return [{ pid, parent: Number(parent), command: readProc(pid, "cmdline").replaceAll("\0", " ") }];
    });
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return ""; // ended meanwhile, another user's, or no Linux
  }
}

async function unixProcesses(): Promise<ProcessInfo[]> {
  const listing = run("ps", ["-A", "-o", "pid=,ppid=,stat=,command="], { maxBuffer: 2 ** 26 });
  const { stdout } = await listing;
  return stdout.split("\n").flatMap((line) => {
    const [, pid, parent, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (command === undefined || state?.startsWith("Z") || Number(pid) === listing.child.pid) return [];
    return [{ pid: Number(pid), parent: Number(parent), command }];
  });
}

async function windowsProcesses(): Promise<ProcessInfo[]> {
  const query =
    "Get-CimInstance Win32_Process | Select-Object ProcessId,ParentProcessId,CommandLine | ConvertTo-Json";
  const { stdout } = await run("powershell.exe", ["-NoProfile", "-Command", query], { maxBuffer: 2 ** 26 });
  const rows = JSON.parse(stdout) as {
    ProcessId: number;
    ParentProcessId: number;
    CommandLine: string | null;
  }[];
  return rows.map((row) => ({
    pid: row.ProcessId,
    parent: row.ParentProcessId,
    command: row.CommandLine ?? "",
  }));
}
