import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { DEFAULT_SETTINGS, type Settings } from "../../../src/core/settings.ts";
import type { SecretName } from "../../../src/core/ports.ts";
import { epochMs } from "../../../src/core/units.ts";
import { RemoteTraces, type RemotePorts } from "../../../src/engine/remoteTraces.ts";
import { encodeTraces } from "../../../src/telemetry/otlp/encode.ts";
import { decodeTraces } from "../../../src/telemetry/otlp/protobuf.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SEARCH = { service: "bot", from: epochMs(1_000_000), to: epochMs(2_000_500), text: "", limit: 20 };
type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const json =
  (value: unknown): Answer =>
  (_request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(value));
  };
const status =
  (code: number, text = ""): Answer =>
  (_request, response) =>
    response.writeHead(code).end(text);

const traceOf = (id: string, start: number) => ({
  traceID: id,
  processes: { p1: { serviceName: "bot", tags: [] } },
  spans: [
    {
      traceID: id,
      spanID: "b",
      operationName: "chat",
      references: [{ refType: "CHILD_OF", traceID: id, spanID: "a" }],
      startTime: start + 10,
      duration: 2_000_000,
      processID: "p1",
    },
    {
      traceID: id,
      spanID: "a",
      operationName: "agent.run",
      references: [],
      startTime: start,
      duration: 9,
      processID: "p1",
    },
  ],
});

describe("traces of a backend", () => {
  let server: Server;
  let url = "";
  let answer: Answer;
  let asked: IncomingMessage[];

  before(async () => {
    server = createServer((request, response) => {
      asked.push(request);
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());
  beforeEach(() => (asked = []));

  function remote(kind: "jaeger" | "tempo", more: Partial<Settings> = {}) {
    const secrets = new Map<SecretName, string>();
    const current = {
      ...DEFAULT_SETTINGS,
      "traces.backend.url": `${url}/`,
      "traces.backend.kind": kind,
      ...more,
    } as Settings;
    const ports = {
      fetch,
      settings: { current, onChange: () => ({ dispose: () => undefined }) },
      secrets: {
        get: (name: SecretName) => Promise.resolve(secrets.get(name)),
        set: (name: SecretName, value: string) => Promise.resolve(void secrets.set(name, value)),
        remove: (name: SecretName) => Promise.resolve(void secrets.delete(name)),
      },
    } satisfies RemotePorts;
    return { traces: new RemoteTraces(ports), secrets };
  }

  it("are found in Jaeger by service, time and name, newest first", async () => {
    answer = json({
      data: [traceOf("abc", 1_500_000_000), traceOf("def", 1_700_000_000)],
      total: 0,
      errors: null,
    });
    const { traces } = remote("jaeger");
    const found = await traces.search(SEARCH);
    assert.equal(asked[0]?.url, "/api/traces?service=bot&start=1000000000&end=2000500000&limit=20");
    assert.deepEqual(
      found.map(({ trace, name, service, start, duration, spans }) => [
        trace,
        name,
        service,
        start,
        duration,
        spans,
      ]),
      [
        ["def".padStart(32, "0"), "agent.run", "bot", 1_700_000, 2_000.01, 2],
        ["abc".padStart(32, "0"), "agent.run", "bot", 1_500_000, 2_000.01, 2],
      ],
    );
    assert.equal((await traces.search({ ...SEARCH, text: "CHAT" })).length, 2);
    assert.equal((await traces.search({ ...SEARCH, text: "refund" })).length, 0);
    answer = json({ data: ["zoo", "bot"], total: 2, errors: null });
    assert.deepEqual(await traces.services(), ["bot", "zoo"]);
  });

  it("are found in Tempo by TraceQL", async () => {
    answer = json({
      traces: [
        {
          traceID: "2f3e0cee77ae5dc9c17ade3689eb2e54",
          rootServiceName: "bot",
          rootTraceName: "agent.run",
          startTimeUnixNano: "1684778327699392724",
          durationMs: 557,
        },
        { traceID: "ab" },
      ],
      metrics: { inspectedBytes: "1" },
    });
    const { traces } = remote("tempo");
    const [first, second] = await traces.search({ ...SEARCH, text: 'a"b.' });
    const { searchParams, pathname } = new URL(asked[0]?.url ?? "", url);
    assert.equal(pathname, "/api/search");
    assert.equal(
      searchParams.get("q"),
      String.raw`{ resource.service.name = "bot" && name =~ "(?i).*a\"b\\..*" }`,
    );
    assert.deepEqual([searchParams.get("start"), searchParams.get("end")], ["1000", "2001"]);
    assert.deepEqual(
      [first?.name, first?.duration, Math.floor(first?.start ?? 0)],
      ["agent.run", 557, 1_684_778_327_699],
    );
    assert.equal(second?.trace, "ab".padStart(32, "0"));
    answer = json({ tagValues: [{ type: "string", value: "bot" }] });
    assert.deepEqual(await traces.services(), ["bot"]);
    answer = json({ metrics: {} });
    assert.deepEqual(await traces.search(SEARCH), [], "Tempo leaves out what is empty");
  });

  it("come from Tempo in protobuf, from Jaeger in JSON", async () => {
    const resourceSpans = [
      {
        scopeSpans: [
          {
            spans: [
              {
                traceId: TRACE,
                spanId: "00000000000000ab",
                name: "x",
                startTimeUnixNano: "1763834400000000000",
              },
            ],
          },
        ],
      },
    ];
    answer = (_request, response) => {
      response.setHeader("content-type", "application/protobuf");
      response.end(Buffer.from(encodeTraces({ resourceSpans })));
    };
    const body = await remote("tempo").traces.trace(TRACE);
    assert.equal(asked[0]?.url, `/api/traces/${TRACE}`);
    assert.ok(typeof body !== "string");
    assert.equal(decodeTraces(body).accepted, 1);
    answer = json({ data: [] });
    assert.equal(await remote("jaeger").traces.trace(TRACE), '{"data":[]}');
  });

  it("are asked for with the settings' headers and the key that was entered for the address", async () => {
    answer = status(401);
    const { traces, secrets } = remote("tempo", { "traces.backend.headers": { "X-Scope-OrgID": "team" } });
    await assert.rejects(traces.trace(TRACE), {
      failure: "authentication",
      message: /does not let us in \(HTTP 401\)/,
    });
    await traces.login("Bearer x");
    assert.deepEqual([...secrets.keys()], [`traces:${url}`]);
    answer = json({});
    await traces.trace(TRACE);
    const { authorization, "x-scope-orgid": tenant } = asked[1]?.headers ?? {};
    assert.deepEqual([authorization, tenant], ["Bearer x", "team"]);
  });

  it("that cannot be had say why in plain words", async () => {
    const { traces } = remote("jaeger");
    answer = status(404, "trace not found");
    await assert.rejects(traces.trace(TRACE), /has no such trace \(HTTP 404\)/);
    answer = status(503);
    await assert.rejects(traces.trace(TRACE), /answered with HTTP 503/);
    answer = (_request, response) => response.writeHead(302, { location: "/login" }).end();
    await assert.rejects(traces.services(), { message: /HTTP 302/, advice: /leads elsewhere/ });
    answer = (_request, response) => response.end("<html>Hello</html>");
    await assert.rejects(traces.services(), /did not answer as Jaeger does\. The answer is not JSON/);
    answer = json({ data: "none" });
    await assert.rejects(traces.services(), /is none of a query API/);
    answer = (_request, response) => void response.socket?.destroy();
    await assert.rejects(traces.services(), { failure: "network", message: /cannot be read/ });
  });

  it("have ids that people paste, in whatever case and without leading zeros", () => {
    const { traces } = remote("jaeger");
    assert.equal(traces.pasted(` ${TRACE.toUpperCase()}\n`), TRACE);
    assert.equal(traces.pasted("af7"), "af7".padStart(32, "0"));
    for (const text of ["", "0000", "agent.run", "x".repeat(32), "a".repeat(33)])
      assert.equal(traces.pasted(text), undefined);
  });
});
