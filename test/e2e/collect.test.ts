import assert from "node:assert/strict";
import { spawn, execFile, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { exporterOf, exportSpans, PROTOCOLS } from "../support/otlp/exporters.ts";

const run = promisify(execFile);
const cliPath = join(resolve(import.meta.dirname, "../.."), "dist/cli.js");

type Line = Readonly<Record<string, unknown>>;

describe("collect, as a program of its own", () => {
  let folder: string;
  let collector: ChildProcess;
  let port: number;

  const place = (): readonly string[] => ["--storage", join(folder, "home"), "--json"];

  async function start(args: readonly string[] = []): Promise<Line> {
    collector = spawn(process.execPath, [cliPath, "collect", ...args, ...place()], {
      cwd: folder,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [first] = (await once(createInterface({ input: collector.stdout! }), "line")) as [string];
    return JSON.parse(first) as Line;
  }

  async function stop(): Promise<void> {
    const ended = once(collector, "exit");
    collector.kill("SIGTERM");
    const [code] = (await ended) as [number | null];
    assert.equal(code, 0);
  }

  async function trace(...args: readonly string[]): Promise<readonly Line[]> {
    const { stdout } = await run(process.execPath, [cliPath, "trace", ...args, ...place()], { cwd: folder });
    return stdout
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line);
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "flightdeck-collect-"));
  });
  after(async () => {
    collector.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });

  it("says where it listens, and takes what SDKs send over all three protocols", async () => {
    const { type, grpc, http } = await start();
    assert.equal(type, "listening");
    assert.equal(grpc, http);
    port = Number(http);
    for (const protocol of PROTOCOLS)
      await exportSpans(exporterOf(protocol, `http://127.0.0.1:${port}`), {
        name: "agent.run",
        attributes: { "session.id": "lesson", "input.preview": `over ${protocol}` },
        children: [
          {
            name: "chat",
            attributes: {
              "gen_ai.operation.name": "chat",
              "gen_ai.request.model": "claude-haiku-5-5",
              "gen_ai.usage.input_tokens": 10,
              "gen_ai.usage.output_tokens": 5,
            },
          },
        ],
      });
  });

  it("has written everything when it ends, and lists it with tokens and cost", async () => {
    await stop();
    const traces = await trace("list");
    assert.equal(traces.length, 3);
    for (const each of traces) {
      assert.equal(each["name"], "agent.run");
      assert.equal(each["sessionId"], "lesson");
      assert.equal(each["spans"], 2);
      assert.equal(each["status"], "ok");
      assert.equal(each["priced"], true);
      assert.ok(Number(each["costNanoUsd"]) > 0);
      assert.equal((each["usage"] as Line)["input"], 10);
    }
  });

  it("adds up their figures by model, agent and program", async () => {
    const since = new Date(Date.now() - 3_600_000).toISOString();
    const home = ["--storage", join(folder, "home")];
    const stats = (...args: readonly string[]) =>
      run(process.execPath, [cliPath, "stats", ...home, ...args], { cwd: folder });
    const { stdout } = await stats("--json", "--since", since);
    const { calls, turns, models, services } = JSON.parse(stdout) as Record<"calls" | "turns", Line> &
      Record<"models" | "services", readonly Line[]>;
    assert.deepEqual([calls["count"], calls["failed"], turns["count"]], [3, 0, 3]);
    assert.ok(Number(calls["costNanoUsd"]) > 0);
    assert.deepEqual([models[0]?.["model"], models[0]?.["count"]], ["claude-haiku-5-5", 3]);
    assert.equal(services[0]?.["count"], 3);
    const plain = await stats();
    assert.match(plain.stdout, /3 model calls in 3 turns, \$/);
    assert.match(plain.stdout, /No model call failed\./);
    assert.match(plain.stdout, /^claude-haiku-5-5 +3 +0 % /m);
  });

  it("shows the tree of a trace, and exports it so that another place can import it", async () => {
    const [first] = await trace("list");
    const id = String(first?.["traceId"]);
    const spans = await trace("show", id.slice(0, 12));
    assert.deepEqual(
      spans.map(({ depth, name }) => [depth, name]),
      [
        [0, "agent.run"],
        [1, "chat"],
      ],
    );
    const [exported] = await trace("export", id);
    const file = join(folder, "trace.otlp.json");
    await writeFile(file, JSON.stringify(exported).replaceAll(id, "f".repeat(32)));
    const [imported] = await trace("import", file);
    assert.deepEqual(imported, { type: "imported", traces: ["f".repeat(32)], spans: 2 });
    assert.equal((await trace("list")).length, 4);
  });

  it("says why it cannot listen where the port is taken", async () => {
    await start();
    const { http } = { http: port };
    await stop();
    await start(["--port", String(http)]);
    const second = run(process.execPath, [cliPath, "collect", "--port", String(http), ...place()], {
      cwd: folder,
    });
    await assert.rejects(second, (error: { stderr: string; code: number }) => {
      assert.equal(error.code, 1);
      assert.match(error.stderr, /in use/);
      return true;
    });
    await stop();
  });
});
