import { realpathSync } from "node:fs";
import { dirname } from "node:path";
import { nodeTerminal } from "../node/terminal.ts";
import type { Io } from "./io.ts";
import { runCli } from "./runCli.ts";

/** The only place of the command line that touches the process. */
const interrupted = new AbortController();

function interrupt(signal: NodeJS.Signals): void {
  // The second time the person means it.
  if (interrupted.signal.aborted) {
    terminal?.idle();
    process.exit(signal === "SIGINT" ? 130 : 143);
  }
  interrupted.abort();
}

const terminal = nodeTerminal(process, () => interrupt("SIGINT"));

// Whoever read our output is gone (`| head`).
process.stdout.on("error", () => interrupted.abort());
process.on("SIGINT", interrupt);
process.on("SIGTERM", interrupt);

const io = {
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  interrupted: interrupted.signal,
  dist: dirname(realpathSync(process.argv[1] ?? ".")),
  version: process.env["FLIGHTDECK_VERSION"] ?? "development",
  ...(terminal && { terminal }),
} satisfies Io;

async function main(): Promise<void> {
  try {
    process.exitCode = await runCli(io);
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`Agent Flightdeck failed: ${what}\n`);
    process.exitCode = 1;
  }
}

void main();
