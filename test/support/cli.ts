import type { ExitCode, Io } from "../../src/cli/io.ts";
import { runCli } from "../../src/cli/runCli.ts";
import type { ApiServer } from "./apiServer.ts";
import type { Json } from "./messagesApi.ts";
import type { TempFolder } from "./tempFolder.ts";

export interface Ran {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
  /** With `--json`: standard output line by line. */
  readonly json: readonly Json[];
}

/** Runs a command in `project` of a folder, with a home of its own and a server that stands for Anthropic. */
export async function runInProject(
  folder: TempFolder,
  server: Pick<ApiServer, "url">,
  argv: readonly string[],
  io: Partial<Io> = {},
): Promise<Ran> {
  let [out, err] = ["", ""];
  const code = await runCli({
    argv,
    cwd: folder.at("project"),
    out: (text) => (out += text),
    err: (text) => (err += text),
    interrupted: new AbortController().signal,
    dist: "dist",
    version: "1.2.3",
    ...io,
    env: {
      PATH: process.env["PATH"],
      FLIGHTDECK_STORAGE: folder.at("home"),
      ANTHROPIC_BASE_URL: server.url,
      ANTHROPIC_API_KEY: "test-key",
      ...io.env,
    },
  });
  const lines = argv.includes("--json") ? out.split("\n").filter((line) => line !== "") : [];
  return { code, out, err, json: lines.map((line) => JSON.parse(line) as Json) };
}
