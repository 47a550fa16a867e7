import assert from "node:assert/strict";
import { readAnyTraces } from "../../../src/telemetry/remote/anyTraces.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const START = 1_763_834_400_000_000;

/** As `GET /api/traces/{id}` of Jaeger answers. */
const JAEGER = {
  data: [
    {
      traceID: TRACE.slice(1),
      spans: [
        {
          traceID: TRACE.slice(1),
          spanID: "1",
          operationName: "agent.run",
          references: [],
          startTime: START,
          duration: 2_500_000,
          tags: [
            { key: "session.id", type: "string", value: "s-1" },
            { key: "otel.scope.name", type: "string", value: "support-bot" },
            { key: "otel.scope.version", type: "string", value: "1.2.3" },
            { key: "span.kind", type: "string", value: "server" },
            { key: "otel.status_code", type: "string", value: "ERROR" },
            { key: "otel.status_description", type: "string", value: "no refund" },
            { key: "error", type: "bool", value: true },
          ],
          logs: [
            {
              timestamp: START + 5,
              fields: [
                { key: "event", type: "string", value: "exception" },
                { key: "exception.type", type: "string", value: "KeyError" },
              ],
            },
          ],
          processID: "p1",
          warnings: null,
        },
        {
          traceID: TRACE.slice(1),
          spanID: "00000000000000ab",
          operationName: "chat",
          references: [
            { refType: "FOLLOWS_FROM", traceID: "f".repeat(31), spanID: "c" },
            { refType: "CHILD_OF", traceID: TRACE.slice(1), spanID: "1" },
          ],
          startTime: START + 100,
          duration: 1_000,
          tags: [
            { key: "gen_ai.usage.input_tokens", type: "int64", value: 1_200 },
            { key: "temperature", type: "float64", value: 0.5 },
            { key: "stream", type: "bool", value: false },
          ],
          logs: [],
          processID: "p2",
        },
      ],
      processes: {
        p1: { serviceName: "bot", tags: [{ key: "host.name", type: "string", value: "box" }] },
        p2: { serviceName: "gateway", tags: [] },
      },
      warnings: null,
    },
  ],
  total: 0,
  errors: null,
};

const SPAN = {
  name: "agent.run",
  startTimeUnixNano: `${START}000`,
  endTimeUnixNano: `${START + 1}000`,
  kind: "SPAN_KIND_SERVER",
  status: { code: "STATUS_CODE_ERROR" },
};
const base64 = (hex: string): string => Buffer.from(hex, "hex").toString("base64");
const spansIn = (value: unknown) =>
  readAnyTraces(typeof value === "string" ? value : JSON.stringify(value)).resourceSpans.flatMap(
    ({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans),
  );

const line = (spanId: string): string =>
  JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [{ ...SPAN, traceId: TRACE, spanId }] }] }] });

describe("a file of traces", () => {
  it("of Jaeger has the same spans, with ids, parents, times, status, events and services", () => {
    const { resourceSpans, accepted, rejected } = readAnyTraces(JSON.stringify(JAEGER));
    assert.deepEqual([accepted, rejected], [2, 0]);
    const [bot, gateway] = resourceSpans;
    assert.deepEqual(bot?.resource?.attributes, [
      { key: "service.name", value: { stringValue: "bot" } },
      { key: "host.name", value: { stringValue: "box" } },
    ]);
    assert.deepEqual(bot.scopeSpans[0]?.scope, { name: "support-bot", version: "1.2.3" });
    const [root] = bot.scopeSpans[0].spans;
    const [chat] = gateway?.scopeSpans[0]?.spans ?? [];
    assert.equal(root?.traceId, TRACE);
    assert.equal(root.spanId, "0000000000000001");
    assert.equal(root.parentSpanId, undefined);
    assert.equal(root.kind, 2);
    assert.deepEqual(root.status, { code: 2, message: "no refund" });
    assert.equal(root.startTimeUnixNano, `${START}000`);
    assert.equal(root.endTimeUnixNano, `${START + 2_500_000}000`);
    assert.equal(root.events?.[0]?.name, "exception");
    assert.deepEqual(
      root.attributes?.map(({ key }) => key),
      ["session.id", "error"],
    );
    assert.equal(chat?.parentSpanId, "0000000000000001");
    assert.equal(chat.links?.[0]?.traceId, `0${"f".repeat(31)}`);
    assert.deepEqual(
      chat.attributes?.map(({ value }) => value),
      [{ intValue: "1200" }, { doubleValue: 0.5 }, { boolValue: false }],
    );
  });

  it("of Jaeger may also be one trace alone, as its page lets people save it", () => {
    assert.equal(spansIn(JAEGER.data[0]).length, 2);
    assert.equal(spansIn(JAEGER.data).length, 2);
  });

  it("of Tempo has its ids in base64, or in hex, under whatever name", () => {
    const ids = {
      traceId: base64(TRACE),
      spanId: base64("00000000000000ab"),
      parentSpanId: base64("0".repeat(15) + "1"),
    };
    const [old] = spansIn({ batches: [{ instrumentationLibrarySpans: [{ spans: [{ ...SPAN, ...ids }] }] }] });
    assert.deepEqual(
      [old?.traceId, old?.spanId, old?.parentSpanId],
      [TRACE, "00000000000000ab", "0000000000000001"],
    );
    assert.deepEqual([old?.kind, old?.status?.code], [2, 2]);
    const hex = { traceId: TRACE, spanId: "00000000000000ab" };
    const [current] = spansIn({
      trace: { resourceSpans: [{ scopeSpans: [{ spans: [{ ...SPAN, ...hex }] }] }] },
    });
    assert.equal(current?.spanId, "00000000000000ab");
  });

  it("of Jaeger's newer interface has its spans in one result or several, ids in hex", () => {
    const part = (spanId: string, parentSpanId: string): object => ({
      result: {
        resourceSpans: [
          {
            resource: {},
            scopeSpans: [{ scope: {}, spans: [{ ...SPAN, kind: 2, traceId: TRACE, spanId, parentSpanId }] }],
          },
        ],
      },
    });
    const [first, second] = [part("00000000000000b4", ""), part("00000000000000b5", "00000000000000b4")];
    assert.deepEqual(
      spansIn(first).map(({ traceId, spanId, kind }) => [traceId, spanId, kind]),
      [[TRACE, "00000000000000b4", 2]],
    );
    const stream = `${JSON.stringify(first)}\n${JSON.stringify(second)}\n`;
    assert.deepEqual(
      spansIn(stream).map(({ parentSpanId }) => parentSpanId ?? ""),
      ["", "00000000000000b4"],
    );
  });

  it("of Tempo's second version may come with figures and a word that a part is missing", () => {
    const spans = [{ ...SPAN, traceId: base64(TRACE), spanId: base64("00000000000000ab") }];
    const trace = { resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ scope: {}, spans }] }] };
    const answer = {
      trace,
      metrics: { inspectedBytes: "17" },
      status: "PARTIAL",
      message: "trace too large",
    };
    assert.deepEqual(
      spansIn(answer).map(({ spanId }) => spanId),
      ["00000000000000ab"],
    );
  });

  it("of Jaeger keeps bytes, numbers that JavaScript cannot hold, and one parent among several references", () => {
    const traceID = TRACE;
    const own = (refType: string, spanID: string): object => ({ refType, traceID, spanID });
    const [span] = spansIn({
      data: [
        {
          traceID,
          spans: [
            {
              traceID,
              spanID: "00000000000000b6",
              flags: 1,
              operationName: "x",
              references: [
                { refType: "CHILD_OF", traceID: "f".repeat(32), spanID: "00000000000000ff" },
                own("CHILD_OF", "00000000000000b4"),
                own("FOLLOWS_FROM", "00000000000000b4"),
              ],
              startTime: START,
              duration: 5,
              tags: [
                { key: "blob", type: "binary", value: "AAAwOQ==" },
                { key: "limit", type: "int64", value: "9223372036854775222" },
              ],
              logs: [{ timestamp: START, fields: [{ key: "x", type: "string", value: "y" }] }],
              processID: "p1",
              warnings: ["clock skew"],
            },
          ],
          processes: { p1: { serviceName: "bot", tags: [] } },
        },
      ],
    });
    assert.deepEqual(span?.attributes, [
      { key: "blob", value: { bytesValue: "AAAwOQ==" } },
      { key: "limit", value: { intValue: "9223372036854775222" } },
    ]);
    assert.equal(span.parentSpanId, "00000000000000b4");
    assert.deepEqual(
      span.links?.map(({ traceId }) => traceId),
      ["f".repeat(32)],
    );
  });

  it("of a collector has a request on each line", () => {
    assert.equal(spansIn(`${line("00000000000000aa")}\n${line("00000000000000bb")}\n`).length, 2);
  });

  it("that is something else is refused in plain words", () => {
    assert.throws(() => readAnyTraces("# Notes"), /It is not JSON/);
    assert.throws(() => readAnyTraces("{}\n{"), /It is not JSON/);
    for (const other of ["{}", "[]", "null", '"x"', '{"data":[]}', '{"data":[{"traceID":"a"}]}'])
      assert.throws(() => readAnyTraces(other), /It holds no traces/, other);
  });

  it("keeps what can be read where parts of it are absurd", () => {
    const [trace] = JAEGER.data;
    const odd = {
      traceID: TRACE,
      spanID: "zz",
      operationName: {},
      startTime: "later",
      duration: -5,
      tags: 7,
    };
    const { accepted, rejected } = readAnyTraces(
      JSON.stringify({ data: [{ ...trace, spans: [...(trace?.spans ?? []), odd, null, 5] }] }),
    );
    assert.deepEqual([accepted, rejected], [2, 1]);
    const circle = {
      traceID: TRACE,
      spanID: "1",
      references: [{ traceID: TRACE, spanID: "1" }],
      startTime: START,
    };
    assert.equal(spansIn({ traceID: TRACE, spans: [circle], processes: null }).length, 1);
  });
});
