import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";

const CLI = join(resolve(import.meta.dirname, "../../.."), "dist/cli.js");

export interface CliRun {
  readonly project: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  readonly prompt: string;
  readonly session?: string;
  /** Ends it so many milliseconds after its start, whatever it is doing. */
  readonly end?: { readonly after: number; readonly signal: "SIGKILL" | "SIGINT" };
}

export interface CliOutcome {
  readonly killed: boolean;
  readonly exitCode: number | null;
  /** The last line of JSON, where it came to that. */
  readonly turn: Readonly<Record<string, unknown>>;
  readonly stderr: string;
  readonly milliseconds: number;
}

/** Runs one turn with the built command line, as a process of its own. */
export async function runCliProcess({
  project,
  home,
  env,
  prompt,
  session,
  end,
}: CliRun): Promise<CliOutcome> {
  const started = performance.now();
  const args = ["run", "--json", "--model", "claude-sonnet-5-5", "--workspace", project, "--storage", home];
  const resumed = session === undefined ? [] : ["--session", session];
  const child = spawn(process.execPath, [CLI, ...args, ...resumed, "--prompt", prompt], {
    cwd: project,
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => (output[name] += text));
  }
  const timer = end && setTimeout(() => child.kill(end.signal), end.after);
  const [exitCode, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  clearTimeout(timer);
  const last = output.stdout.trimEnd().split("\n").at(-1) ?? "";
  return {
    killed: signal === "SIGKILL",
    exitCode,
    turn: last.startsWith('{"type":"turn"') ? (JSON.parse(last) as CliOutcome["turn"]) : {},
    stderr: output.stderr,
    milliseconds: performance.now() - started,
  };
}
