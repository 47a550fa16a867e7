import { join } from "node:path";
import { cliPorts } from "../../src/cli/ports.ts";
import { createEngine, type Engine } from "../../src/engine.ts";

export const BENCH_KEY = "key-of-the-bench";

/** The engine of the command line, on the disk and against a server. */
export function engineAt(url: string, folder: string, project: string): Engine {
  const io = {
    argv: [],
    env: { ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: BENCH_KEY },
    cwd: folder,
    out: () => undefined,
    err: (text: string) => void process.stderr.write(text),
    interrupted: new AbortController().signal,
    dist: folder,
    version: "0.0.0",
  };
  return createEngine(cliPorts(io, { workspace: project, storage: join(folder, "home") }));
}
