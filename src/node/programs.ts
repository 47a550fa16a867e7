import { spawn, type ChildProcessWithoutNullStreams, type SpawnOptions } from "node:child_process";
import type { Programs, RunningProgram, StartProgram } from "../core/ports.ts";
import { endTree } from "./processTree.ts";

/** How long a program may take to end after each of the three ways of asking it. */
const GRACE_MS = 1_000;

/** Programs without a shell; on Windows through `cmd.exe`, which alone can start `npx` and its like. */
export const nodePrograms: Programs = { start };

function start(options: StartProgram): RunningProgram {
  const child = spawnProgram(options);
  const kill = (): void => endTree(child, "SIGKILL");
  process.once("exit", kill);
  child.stdout.on("data", options.output);
  child.stderr.setEncoding("utf8").on("data", options.errors);
  // Its end says what happened; an unheard error would end our own process.
  child.stdin.on("error", () => undefined);
  const ended = endOf(child).finally(() => process.off("exit", kill));
  return {
    ended,
    write: (text) => write(child, text),
    stop: () => stop(child, ended),
  };
}

function spawnProgram({ command, args, cwd, env }: StartProgram): ChildProcessWithoutNullStreams {
  const options = { cwd, env: { ...env }, windowsHide: true } satisfies SpawnOptions;
  // A process group of its own, so that all of it can be ended at once.
  if (process.platform !== "win32") return spawn(command, args, { ...options, detached: true });
  const shell = env["ComSpec"] ?? env["COMSPEC"] ?? "cmd.exe";
  const line = windowsCommandLine(command, args);
  return spawn(shell, ["/d", "/s", "/c", `"${line}"`], { ...options, windowsVerbatimArguments: true });
}

const CMD_META = /([()\][%!^"`<>&|;, *?])/g;

/** For `cmd.exe`: each argument quoted for the program, then twice escaped, since `.cmd` files pass it on. */
function windowsCommandLine(command: string, args: readonly string[]): string {
  const quoted = args.map((arg) => {
    const inQuotes = arg.replace(/(\\*)"/g, String.raw`$1$1\"`).replace(/(\\+)$/, "$1$1");
    return `"${inQuotes}"`.replace(CMD_META, "^$1").replace(CMD_META, "^$1");
  });
  return [command.replace(CMD_META, "^$1"), ...quoted].join(" ");
}

/** Settles when its last output has come, which whatever it left in the background cannot hold up. */
function endOf(child: ChildProcessWithoutNullStreams): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(startFailure(error)));
    child.once("exit", () => {
      endTree(child, "SIGKILL");
      setTimeout(() => [child.stdout, child.stderr].forEach((stream) => stream.destroy()), GRACE_MS).unref();
    });
    child.once("close", (code, signal) =>
      resolve(code === null ? `it was ended by ${signal ?? "a signal"}` : `it ended with exit code ${code}`),
    );
  });
}

function startFailure(error: Error): string {
  const { code, path = "the command" } = error as NodeJS.ErrnoException;
  if (code === "ENOENT")
    return `${path} was not found; is it installed and on PATH, and does its folder exist?`;
  return code === "EACCES" ? `${path} may not be run` : error.message;
}

function write({ stdin }: ChildProcessWithoutNullStreams, text: string): Promise<void> {
  if (!stdin.writable) return Promise.resolve();
  return new Promise((resolve) => {
    stdin.write(text, () => resolve());
  });
}

async function stop(child: ChildProcessWithoutNullStreams, ended: Promise<unknown>): Promise<void> {
  child.stdin.end();
  const timers = [
    setTimeout(() => endTree(child, "SIGTERM"), GRACE_MS),
    setTimeout(() => endTree(child, "SIGKILL"), 2 * GRACE_MS),
  ];
  await ended;
  for (const timer of timers) clearTimeout(timer);
}
