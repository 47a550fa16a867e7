import assert from "node:assert/strict";
import type { TraceId } from "../../../src/core/ids.ts";
import type { Settings } from "../../../src/core/settings.ts";
import { listenOtlp } from "../../../src/node/otlp/listener.ts";
import { exporterOf, exportSpans, PROTOCOLS, type Told } from "../../support/otlp/exporters.ts";
import { startReceiver, TOKEN, type RunningReceiver } from "../../support/otlp/receiver.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { testEngine, type TestEngine } from "../../support/testEngine.ts";

const RUN: Told = { name: "agent.run", attributes: { "input.value": "how are you?", kept: 1 } };

describe("traces that other programs sent, on their way to a backend", () => {
  const folder = useTempFolder();
  let backend: RunningReceiver;
  let window: RunningReceiver;
  let engine: TestEngine;
  let port: number;

  async function startBackend(on = 0): Promise<void> {
    backend = await startReceiver(folder().at("backend"));
    // A collector takes from everybody, unlike a window.
    ({ port } = await backend.service.answer("listen", { ports: [on], claims: "all" }));
  }

  const startWindow = (more: Partial<Settings> = {}): TestEngine =>
    testEngine({
      folder: folder().path,
      settings: { "export.endpoint": `http://127.0.0.1:${port}`, "export.received": true, ...more },
      ports: { fetch: globalThis.fetch },
    });

  beforeEach(async () => {
    await startBackend();
    engine = startWindow();
    window = await startReceiver(await engine.storage());
    await engine.exporter.flush();
  });
  afterEach(async () => {
    await engine.dispose();
    await window.stop();
    await backend.stop();
  });

  const send = (token?: string): Promise<string> =>
    exportSpans(exporterOf("http/protobuf", window.url, token), RUN);
  const post = (signal: string, body: object): Promise<Response> =>
    fetch(`${window.url}/v1/${signal}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-flightdeck-workspace": TOKEN },
      body: JSON.stringify(body),
    });
  const arrived = async (): Promise<readonly string[]> =>
    (await backend.service.answer("list", { limit: 99 })).traces.map(({ trace }) => trace);

  it("arrive once, without what was said unless the person wants that too", async () => {
    const trace = (await send()) as TraceId;
    await engine.exporter.flush();
    await engine.exporter.flush();
    assert.equal(engine.exporter.status.sent, 1);
    const [span] = await backend.service.answer("spans", { trace });
    assert.deepEqual([span?.attributes["kept"], span?.attributes["input.value"]], [1, undefined]);
    engine.settings = { ...engine.settings, "export.content": true };
    const second = (await send()) as TraceId;
    await engine.exporter.flush();
    const [said] = await backend.service.answer("spans", { trace: second });
    assert.equal(said?.attributes["input.value"], "how are you?");
  });

  it("bring what was logged in them along, where what was said may leave", async () => {
    const said = async (trace: string): Promise<string> => {
      await post("logs", { resourceLogs: [{ scopeLogs: [{ logRecords: [asked(trace)] }] }] });
      // The span ends, and so comes, later than what was logged in it.
      await engine.exporter.flush();
      await post("traces", { resourceSpans: [{ scopeSpans: [{ spans: [chat(trace)] }] }] });
      await engine.exporter.flush();
      const spans = await backend.service.answer("spans", { trace: trace as TraceId });
      assert.equal(spans.length, 1);
      return JSON.stringify(spans);
    };
    assert.doesNotMatch(await said("1".repeat(32)), /Is it raining/);
    engine.settings = { ...engine.settings, "export.content": true };
    assert.match(await said("2".repeat(32)), /Is it raining/);
  });

  const logged = (trace: string): Promise<unknown> =>
    post("logs", { resourceLogs: [{ scopeLogs: [{ logRecords: [asked(trace)] }] }] });
  const ended = (trace: string): Promise<unknown> =>
    post("traces", { resourceSpans: [{ scopeSpans: [{ spans: [chat(trace)] }] }] });
  const shown = async (trace: string): Promise<string> =>
    JSON.stringify(await backend.service.answer("spans", { trace: trace as TraceId }));

  for (const protocol of PROTOCOLS)
    it(`are followed over ${protocol} by what was logged in them later, once, though the backend was down`, async () => {
      const trace = "3".repeat(32);
      engine.settings = { ...engine.settings, "export.content": true, "export.protocol": protocol };
      await ended(trace);
      await engine.exporter.flush();
      await backend.stop();
      await logged(trace);
      await engine.exporter.flush();
      assert.match(String(engine.exporter.status.problem), /ECONNREFUSED/);
      await startBackend(port);
      await engine.exporter.flush();
      await engine.exporter.flush();
      assert.match(await shown(trace), /Is it raining/);
      const { sent, logs, problem } = engine.exporter.status;
      assert.deepEqual([sent, logs, problem], [1, { sent: 1, refused: 0 }, undefined]);
    });

  it("find what was logged in them before the window was closed and opened again", async () => {
    const trace = "4".repeat(32);
    const content = { "export.content": true };
    engine.settings = { ...engine.settings, ...content };
    await logged(trace);
    await engine.exporter.flush();
    await engine.dispose();
    engine = startWindow(content);
    await ended(trace);
    // The last window gives the export free a moment after it was closed.
    while (engine.exporter.status.sent === 0) await engine.exporter.flush();
    assert.match(await shown(trace), /Is it raining/);
    assert.equal(engine.exporter.status.logs, undefined, "as an event of its span, not by itself");
  });

  it("are not waited for for ever by what was logged in them, and a backend that takes no log records says so", async () => {
    const tracesOnly = await listenOtlp(0, ({ signal }) =>
      Promise.resolve(
        signal === "traces" ? { status: 200, body: "" } : { status: 404, body: "no logs here" },
      ),
    );
    const endpoint = `http://127.0.0.1:${tracesOnly.port}`;
    engine.settings = { ...engine.settings, "export.content": true, "export.endpoint": endpoint };
    await engine.exporter.flush();
    await logged("5".repeat(32));
    await engine.exporter.flush();
    assert.equal(engine.exporter.status.logs, undefined);
    await engine.clock.advance(Date.now() - engine.clock.now() + 601_000);
    await engine.exporter.flush();
    await engine.exporter.flush();
    const { logs, problem } = engine.exporter.status;
    assert.deepEqual(
      [logs, problem],
      [{ sent: 0, refused: 1, refusal: "HTTP 404: no logs here" }, undefined],
    );
    await tracesOnly.close();
  });

  it("wait while the backend is down, and are not lost", async () => {
    await backend.stop();
    const traces = [await send(), await send()];
    await engine.exporter.flush();
    assert.match(String(engine.exporter.status.problem), /ECONNREFUSED/);
    assert.equal(await engine.exporter.waiting(), 2);
    await startBackend(port);
    await engine.exporter.flush();
    assert.deepEqual(new Set(await arrived()), new Set(traces));
    assert.equal(engine.exporter.status.sent, 2);
    assert.equal(await engine.exporter.waiting(), 0);
  });

  it("leave also after traces that had left before them were deleted", async () => {
    const before = [(await send()) as TraceId, (await send()) as TraceId];
    const kept = await send();
    await engine.exporter.flush();
    await window.service.answer("forget", { traces: before });
    const after = [await send(), await send()];
    await engine.exporter.flush();
    assert.deepEqual(new Set(await arrived()), new Set([...before, kept, ...after]));
    assert.equal(engine.exporter.status.sent, 5);
  });

  for (const protocol of PROTOCOLS)
    it(`are counted and not sent again where the backend refuses a part of them over ${protocol}`, async () => {
      const answers = { json: PARTIAL, protobuf: PARTIAL_PROTOBUF };
      const strict = await listenOtlp(0, ({ encoding }) =>
        Promise.resolve({ status: 200, body: answers[encoding] }),
      );
      const endpoint = `http://127.0.0.1:${strict.port}`;
      engine.settings = { ...engine.settings, "export.endpoint": endpoint, "export.protocol": protocol };
      await engine.exporter.flush();
      await send();
      await send();
      await engine.exporter.flush();
      const { sent, refused, refusal, problem } = engine.exporter.status;
      assert.deepEqual([sent, refused, refusal, problem], [1, 1, "bad ids", undefined]);
      assert.equal(await engine.exporter.waiting(), 0);
      await strict.close();
    });

  it("stay where nobody has claimed them, where they came out of a file, and where the person has not chosen it", async () => {
    await send("of another");
    const traces = { resourceSpans: [{ scopeSpans: [{ spans: [IMPORTED] }] }] };
    await window.service.answer("import", { text: JSON.stringify(traces) });
    await engine.exporter.flush();
    engine.settings = { ...engine.settings, "export.received": false };
    await send();
    await engine.exporter.flush();
    assert.deepEqual(await arrived(), []);
  });

  it("are brought by one process of several", async () => {
    const other = testEngine({
      folder: folder().path,
      settings: engine.settings,
      pid: 101,
      ports: { fetch: globalThis.fetch },
    });
    await send();
    await Promise.all([engine.exporter.flush(), other.exporter.flush()]);
    assert.equal(engine.exporter.status.sent + other.exporter.status.sent, 1);
    await other.dispose();
  });
});

const PARTIAL = JSON.stringify({ partialSuccess: { rejectedSpans: "1", errorMessage: "bad ids" } });
/** The same in protobuf, by hand: field 1 holds field 1, the number 1, and field 2, a text of 7 bytes. */
const PARTIAL_PROTOBUF = Buffer.concat([Buffer.from([0x0a, 11, 0x08, 1, 0x12, 7]), Buffer.from("bad ids")]);
const START = "1763834400000000000";

const asked = (traceId: string): object => ({
  traceId,
  spanId: SPAN,
  timeUnixNano: START,
  eventName: "gen_ai.user.message",
  body: {
    kvlistValue: { values: [{ key: "content", value: { stringValue: "Is it raining?" } }] },
  },
});

const chat = (traceId: string): object => ({
  traceId,
  spanId: SPAN,
  name: "chat",
  startTimeUnixNano: START,
  endTimeUnixNano: "1763834401000000000",
  attributes: [{ key: "gen_ai.operation.name", value: { stringValue: "chat" } }],
});

const SPAN = "00f067aa0ba902b7";

const IMPORTED = {
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "00f067aa0ba902b7",
  name: "old",
  startTimeUnixNano: "1763834400000000000",
};
