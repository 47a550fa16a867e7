import { spawn, type ChildProcess } from "node:child_process";
import type { CommandResult, Processes, RunCommand } from "../core/ports.ts";
import { endTree } from "./processTree.ts";

/** How long a command may take to end once it was asked to, and its output to close once it ended. */
const GRACE_MS = 1_000;

/**
 * Command lines in `/bin/sh` (the same on every machine, and it reads no start-up file, unlike a
 * person's own shell), on Windows in `cmd.exe`. Standard input is closed. Whatever a command
 * leaves running in the background ends with it.
 */
export const nodeProcesses: Processes = { run };

async function run(options: RunCommand): Promise<CommandResult> {
  options.signal.throwIfAborted();
  const child = start(options);
  const timers: NodeJS.Timeout[] = [];
  const after = (delay: number, action: () => void): void => void timers.push(setTimeout(action, delay));
  const kill = (): void => endTree(child, "SIGKILL");
  let timedOut = false;
  const stop = (): void => {
    endTree(child, "SIGTERM");
    after(GRACE_MS, kill);
  };
  const expire = (): void => {
    timedOut = true;
    stop();
  };
  after(options.timeout, expire);
  options.signal.addEventListener("abort", stop, { once: true });
  process.once("exit", kill);
  // Past that, only what it left in the background holds its output open.
  child.once("exit", () => after(GRACE_MS, () => closeOutput(child)));
  try {
    const { code, signal } = await closed(child);
    return {
      ...(code === null ? {} : { exitCode: code }),
      ...(signal === null ? {} : { signal }),
      timedOut,
    };
  } finally {
    for (const timer of timers) clearTimeout(timer);
    options.signal.removeEventListener("abort", stop);
    process.off("exit", kill);
    kill();
  }
}

function start({ command, cwd, env, output }: RunCommand): ChildProcess {
  const windows = process.platform === "win32";
  const [shell, ...args] = windows
    ? [env["ComSpec"] ?? "cmd.exe", "/d", "/s", "/c", `"${command}"`]
    : ["/bin/sh", "-c", command];
  const child = spawn(shell, args, {
    cwd,
    env: { ...env },
    stdio: ["ignore", "pipe", "pipe"],
    // A process group of its own, so that all of it can be ended at once.
    detached: !windows,
    windowsVerbatimArguments: true,
    windowsHide: true,
  });
  child.stdout.setEncoding("utf8").on("data", output);
  child.stderr.setEncoding("utf8").on("data", output);
  return child;
}

/** @throws Error where the shell could not be started. */
function closed(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
}

function closeOutput(child: ChildProcess): void {
  child.stdout?.destroy();
  child.stderr?.destroy();
}
