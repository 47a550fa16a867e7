import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { constants } from "node:os";
import { join } from "node:path";
import type { GuardOrder } from "./guard.ts";

export interface GuardedOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Folders to remove once the command has ended. */
  readonly remove?: readonly string[];
  /** `inherit` shows the command's output; `pipe` offers it on `process`. */
  readonly output: "inherit" | "pipe";
}

/** A command that ends, with everything it started, when it is told to or when this process does. */
export interface Guarded {
  readonly process: ChildProcess;
  /** The exit code, once the command and all that it started are gone. Never rejects. */
  readonly exited: Promise<number>;
  /** Ends the command and all that it started. */
  stop(): Promise<void>;
}

const running = new Set<Guarded>();

/** Starts a command under a guard of its own, so that no process stays, not even when this one is killed. */
export function spawnGuarded(command: string, args: readonly string[], options: GuardedOptions): Guarded {
  const order: GuardOrder = { command, args, remove: options.remove ?? [], mark: randomUUID() };
  const child = spawn(process.execPath, [join(import.meta.dirname, "guard.ts"), JSON.stringify(order)], {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ["pipe", options.output, options.output],
    detached: true, // or else Ctrl-C would end the guard before it has cleaned up
    windowsHide: true,
  });
  const exited = new Promise<number>((resolve) => {
    child.on("close", (code) => resolve(code ?? 1)); // after its output has been read
    child.on("error", () => resolve(127));
  });
  const guarded: Guarded = {
    process: child,
    exited,
    async stop() {
      child.stdin?.end();
      await exited;
    },
  };
  running.add(guarded);
  stopAllOnSignal();
  void exited.then(() => running.delete(guarded));
  return guarded;
}

/** Runs a command to its end and collects what it prints on both streams. */
export async function runGuarded(
  command: string,
  args: readonly string[],
  options: Omit<GuardedOptions, "output"> = {},
): Promise<{ code: number; printed: string }> {
  const guarded = spawnGuarded(command, args, { ...options, output: "pipe" });
  const printed = collectOutput(guarded);
  return { code: await guarded.exited, printed: printed() };
}

/** @returns what the command has printed so far, on both streams. */
export function collectOutput({ process: child }: Guarded): () => string {
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => (printed += chunk));
  }
  return () => printed;
}

let listening = false;

/** Without this, too, the guards would clean up; with it, the prompt returns only when they have. */
function stopAllOnSignal(): void {
  if (listening) return;
  listening = true;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      void Promise.all([...running].map((guarded) => guarded.stop())).then(() =>
        process.exit(128 + constants.signals[signal]),
      );
    });
  }
}
