import { spawn, type ChildProcess } from "node:child_process";

/** Signals a process and its children: on POSIX its process group, which bears its number. */
export function endTree(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): void {
  if (child.pid === undefined) return;
  if (process.platform === "win32") {
    if (child.exitCode === null) endWindowsTree(child.pid);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nothing of it runs any more.
  }
}

function endWindowsTree(pid: number): void {
  const taskkill = spawn("taskkill", ["/pid", String(pid), "/t", "/f"], {
    stdio: "ignore",
    windowsHide: true,
  });
  // Without it nothing more can be done, and an unheard error would end our own process.
  taskkill.on("error", () => undefined);
}
