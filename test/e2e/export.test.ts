import assert from "node:assert/strict";
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { PROTOCOLS, type Protocol } from "../support/otlp/exporters.ts";

const run = promisify(execFile);
const cliPath = join(resolve(import.meta.dirname, "../.."), "dist/cli.js");

type Line = Readonly<Record<string, unknown>>;

describe("spans of our own sessions, exported to a backend that is another process", () => {
  let folder: string;
  let backend: ChildProcess | undefined;
  let port = 0;

  async function cli(
    home: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv = {},
  ): Promise<readonly Line[]> {
    const { stdout } = await run(
      process.execPath,
      [cliPath, ...args, "--json", "--storage", join(folder, home)],
      {
        cwd: folder,
        env: { PATH: process.env["PATH"], ...env },
      },
    );
    return stdout
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line);
  }

  async function startBackend(): Promise<void> {
    const args = ["collect", "--port", String(port), "--json", "--storage", join(folder, "backend")];
    backend = spawn(process.execPath, [cliPath, ...args], {
      cwd: folder,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [first] = (await once(createInterface({ input: backend.stdout! }), "line")) as [string];
    port = Number((JSON.parse(first) as Line)["http"]);
  }

  async function stopBackend(): Promise<void> {
    const ended = once(backend!, "exit");
    backend!.kill("SIGTERM");
    await ended;
  }

  const there = (): Promise<readonly Line[]> => cli("backend", ["trace", "list"]);

  /** Runs a turn that exports by OpenTelemetry's variables, and gives its last line. */
  async function turn(protocol: Protocol, more: NodeJS.ProcessEnv = {}): Promise<Line> {
    const lines = await cli("home", ["run", "--model", "simulated", "--prompt", "hello"], {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      ...more,
    });
    return lines.at(-1)!;
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "flightdeck-export-"));
    await startBackend();
  });
  after(async () => {
    backend?.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });

  for (const protocol of PROTOCOLS) {
    it(`arrive whole over ${protocol}, under their own ids and without what was said`, async () => {
      const { traceId, sessionId } = await turn(protocol);
      const found = (await there()).find((trace) => trace["traceId"] === traceId);
      assert.ok(found, "the trace");
      assert.equal(found["service"], "agent-flightdeck");
      assert.equal(found["sessionId"], sessionId);
      const own = await cli("home", ["trace", "show", String(traceId)]);
      assert.equal(found["spans"], own.length);
      const spans = await cli("backend", ["trace", "show", String(traceId)]);
      assert.deepEqual(new Set(spans.map(({ spanId }) => spanId)), new Set(own.map(({ spanId }) => spanId)));
      assert.ok(own.some(({ attributes }) => "input.preview" in (attributes as object)));
      assert.ok(!spans.some(({ attributes }) => "input.preview" in (attributes as object)));
    });
  }

  it("are not lost while the backend is down, and arrive once when it is back", async () => {
    await stopBackend();
    const [first, second] = [await turn("http/protobuf"), await turn("grpc")];
    assert.deepEqual([first["status"], second["status"]], ["done", "done"], "the turns do not suffer");
    await startBackend();
    const third = await turn("http/protobuf");
    const traces = await there();
    for (const { traceId } of [first, second, third]) {
      const own = await cli("home", ["trace", "show", String(traceId)]);
      const found = traces.filter((trace) => trace["traceId"] === traceId);
      assert.deepEqual(
        found.map(({ spans }) => spans),
        [own.length],
      );
    }
  });

  it("are not sent back to a window of ours, which has them already", async () => {
    const before = (await there()).length;
    await turn("http/protobuf", { OTEL_EXPORTER_OTLP_HEADERS: "x-flightdeck-workspace=of-a-window" });
    assert.equal((await there()).length, before);
  });
});
