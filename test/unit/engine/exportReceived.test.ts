import assert from "node:assert/strict";
import type { TraceId } from "../../../src/core/ids.ts";
import { exporterOf, exportSpans, type Told } from "../../support/otlp/exporters.ts";
import { startReceiver, type RunningReceiver } from "../../support/otlp/receiver.ts";
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

  beforeEach(async () => {
    await startBackend();
    engine = testEngine({
      folder: folder().path,
      settings: { "export.endpoint": `http://127.0.0.1:${port}`, "export.received": true },
      ports: { fetch: globalThis.fetch },
    });
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

  it("wait while the backend is down, and are not lost", async () => {
    await backend.stop();
    const traces = [await send(), await send()];
    await engine.exporter.flush();
    assert.match(String(engine.exporter.status.problem), /ECONNREFUSED/);
    await startBackend(port);
    await engine.exporter.flush();
    assert.deepEqual(new Set(await arrived()), new Set(traces));
    assert.equal(engine.exporter.status.sent, 2);
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

const IMPORTED = {
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "00f067aa0ba902b7",
  name: "old",
  startTimeUnixNano: "1763834400000000000",
};
