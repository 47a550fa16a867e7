import assert from "node:assert/strict";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { until } from "./until.ts";

type Line = Readonly<Record<string, unknown>>;

const folder = (): string => vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
const file = (name: string): string => join(folder(), name);
const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** A person's agent: it names no endpoint, so the SDK takes what the environment says. */
const agent = (modules: string): string => `
const { createRequire } = require("node:module");
const { writeFileSync } = require("node:fs");
const load = createRequire(${JSON.stringify(join(modules, "package.json"))});
const [protocol, done] = process.argv.slice(2);
const { OTLPTraceExporter } = load("@opentelemetry/exporter-trace-otlp-" + protocol);
const { BasicTracerProvider, SimpleSpanProcessor } = load("@opentelemetry/sdk-trace-base");
const { trace, ROOT_CONTEXT } = load("@opentelemetry/api");
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(new OTLPTraceExporter())] });
const tracer = provider.getTracer("my-agent");
const root = tracer.startSpan("agent.run", { attributes: { "session.id": done } });
const chat = tracer.startSpan("chat", { attributes: {
  "gen_ai.operation.name": "chat",
  "gen_ai.request.model": "claude-sonnet-5-5",
  "gen_ai.usage.input_tokens": 1000,
  "gen_ai.usage.output_tokens": 100,
} }, trace.setSpan(ROOT_CONTEXT, root));
chat.end();
root.end();
provider.forceFlush().then(() => provider.shutdown()).then(() => writeFileSync(done, "done"));
`;

describe("a program of the person's that speaks OpenTelemetry", function () {
  this.timeout(180_000);
  const terminals: vscode.Terminal[] = [];

  before(async () => {
    const modules = vscode.extensions.getExtension("agent-flightdeck.agent-flightdeck")?.extensionPath;
    assert.ok(modules, "the extension under test");
    await writeFile(file("agent.cjs"), agent(modules));
    await writeFile(
      file("package.json"),
      JSON.stringify({ dependencies: { "@opentelemetry/api": "^1.9.0" } }),
    );
    await until("the endpoint in new terminals", async () => (await environment()) !== "", 60_000);
  });
  after(() => terminals.forEach((terminal) => terminal.dispose()));

  let asked = 0;

  /** What a new terminal knows of an endpoint. */
  async function environment(): Promise<string> {
    const out = file(`endpoint-${++asked}`);
    await type(
      `node -p 'process.env.OTEL_EXPORTER_OTLP_ENDPOINT ?? ""' > "${out}"; echo done > "${out}.done"`,
    );
    await until("the terminal's answer", () => exists(`${out}.done`), 30_000);
    return (await readFile(out, "utf8")).trim();
  }

  async function type(command: string): Promise<void> {
    const terminal = vscode.window.createTerminal({ cwd: folder() });
    terminals.push(terminal);
    terminal.sendText(command);
  }

  /** The traces, as the command line in a terminal lists them. */
  async function listed(): Promise<readonly Line[]> {
    const out = file(`traces-${++asked}`);
    await type(`agent-flightdeck trace list --json > "${out}"; echo done > "${out}.done"`);
    await until("the list", () => exists(`${out}.done`), 60_000);
    return (await readFile(out, "utf8"))
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line);
  }

  async function isShown(done: string): Promise<void> {
    await until(`the end of ${done}`, () => exists(done), 60_000);
    const found = (await listed()).find(({ sessionId }) => sessionId === done);
    assert.ok(found, `the trace of ${done}`);
    assert.deepEqual([found["name"], found["spans"], found["claimed"]], ["agent.run", 2, true]);
    assert.equal(found["costNanoUsd"], 1_000 * 2_000 + 100 * 10_000);
  }

  for (const protocol of ["grpc", "proto", "http"]) {
    it(`is seen with its cost when it is started in a terminal and exports over ${protocol}`, async () => {
      const done = file(`terminal-${protocol}`);
      await type(`node agent.cjs ${protocol} "${done}"`);
      await isShown(done);
    });
  }

  it("is seen when it is started as a task", async () => {
    const done = file("task");
    const [root] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(root);
    const execution = new vscode.ShellExecution(`node agent.cjs proto "${done}"`);
    await vscode.tasks.executeTask(new vscode.Task({ type: "shell" }, root, "agent", "test", execution));
    await isShown(done);
  });

  for (const console of ["internalConsole", "integratedTerminal"]) {
    it(`is seen when it is debugged in the ${console}`, async () => {
      const done = file(`debug-${console}`);
      const started = await vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], {
        type: "node",
        request: "launch",
        name: `agent in ${console}`,
        program: file("agent.cjs"),
        args: ["proto", done],
        console,
      });
      assert.ok(started, "the debugger started");
      await isShown(done);
    });
  }

  it("is not shown a second time when it is the command line of ours, which records by itself", async () => {
    const out = file("own-run");
    await type(
      `agent-flightdeck run --model simulated --prompt hello --json > "${out}"; echo done > "${out}.done"`,
    );
    await until("the end of the run", () => exists(`${out}.done`), 60_000);
    const lines = (await readFile(out, "utf8")).split("\n").filter(Boolean);
    const { traceId } = JSON.parse(lines.at(-1) ?? "{}") as Line;
    assert.equal(typeof traceId, "string");
    const traces = await listed();
    assert.deepEqual(
      traces.filter((each) => each["traceId"] === traceId),
      [],
    );
    assert.ok(traces.length > 0, "those of other programs are listed");
  });
});
