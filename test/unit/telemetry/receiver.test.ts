import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { SpanId, TraceId } from "../../../src/core/ids.ts";
import type { OtlpTraces } from "../../../src/core/otlp.ts";
import { encodeTraces } from "../../../src/telemetry/otlp/encode.ts";
import { exporterOf, exportSpans, PROTOCOLS, type Told } from "../../support/otlp/exporters.ts";
import { startReceiver, TOKEN, type RunningReceiver } from "../../support/otlp/receiver.ts";
import { useTempFolder } from "../../support/tempFolder.ts";

const CHAT: Told = {
  name: "chat claude-sonnet-5-5",
  attributes: {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "anthropic",
    "gen_ai.request.model": "claude-sonnet-5-5",
    "gen_ai.usage.input_tokens": 1_000,
    "gen_ai.usage.output_tokens": 100,
  },
};

const RUN: Told = {
  name: "agent.run",
  attributes: { "session.id": "s-1", "input.length": 5, "input.preview": "hello", "output.length": 2 },
  children: [CHAT],
};

const json = (spans: readonly object[]): string =>
  JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });

let nextId = 1;
const span = (more: object = {}): { readonly [name: string]: unknown } => ({
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: (nextId++).toString(16).padStart(16, "0"),
  name: "work",
  startTimeUnixNano: "1763834400000000000",
  endTimeUnixNano: "1763834401000000000",
  ...more,
});

const PROTOBUF = { "content-type": "application/x-protobuf" };

describe("the receiver", () => {
  const folder = useTempFolder();
  let receiver: RunningReceiver;

  beforeEach(async () => {
    receiver = await startReceiver(folder().path);
  });
  afterEach(() => receiver.stop());

  const list = async () => (await receiver.service.answer("list", { limit: 100 })).traces;
  const post = (
    body: string | Uint8Array<ArrayBuffer>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> =>
    fetch(`${receiver.url}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-flightdeck-workspace": TOKEN, ...headers },
      body,
    });

  for (const protocol of PROTOCOLS) {
    it(`shows what an OpenTelemetry SDK sends over ${protocol}, with its cost`, async () => {
      const trace = await exportSpans(exporterOf(protocol, receiver.url), RUN);
      const [summary] = await list();
      assert.equal(summary?.trace, trace);
      assert.equal(summary.name, "agent.run");
      assert.equal(summary.service, "support-bot");
      assert.equal(summary.session, "s-1");
      assert.equal(summary.spans, 2);
      assert.equal(summary.status, "ok");
      assert.deepEqual(summary.models, ["claude-sonnet-5-5"]);
      assert.equal(summary.usage.input, 1_000);
      assert.equal(summary.usage.output, 100);
      const { default: prices } = await import("../../../src/models/prices.json", { with: { type: "json" } });
      const price = prices.rows.find(({ model }) => model === "claude-sonnet-5-5");
      assert.equal(summary.cost.nanoUsd, (1_000 * price!.input + 100 * price!.output) * 1_000);
    });
  }

  it("shows a run's recorded exception and groups runs by their session", async () => {
    await exportSpans(exporterOf("http/json", receiver.url), {
      ...RUN,
      error: new TypeError("no such tool"),
    });
    await exportSpans(exporterOf("http/json", receiver.url), RUN);
    const { traces } = await receiver.service.answer("list", { limit: 10, session: "s-1" });
    assert.equal(traces.length, 2);
    const failed = traces.find(({ status }) => status === "error");
    assert.equal(failed?.failure, "TypeError");
  });

  it("finds everything again after a restart", async () => {
    const trace = await exportSpans(exporterOf("grpc", receiver.url), RUN);
    const before = await list();
    await receiver.stop();
    receiver = await startReceiver(folder().path);
    assert.deepEqual(await list(), before);
    const view = await receiver.service.answer("watch", { trace: trace as TraceId });
    assert.equal(view?.spans.rows.length, 2);
  });

  it("counts a span once, whether it comes twice, late, before its parent or first as pending", async () => {
    const parent = "00f067aa0ba902b7";
    const child = span({ parentSpanId: parent });
    await post(json([child]));
    await post(json([child]));
    const root = span({ spanId: parent, name: "agent.run" });
    const pending = span({
      name: "agent.run",
      parentSpanId: parent,
      attributes: [
        { key: "logfire.span_type", value: { stringValue: "pending_span" } },
        { key: "logfire.pending_parent_id", value: { stringValue: "0000000000000000" } },
      ],
    });
    await post(json([pending]));
    assert.deepEqual(
      (await list()).map(({ spans, status }) => [spans, status]),
      [[2, "running"]],
    );
    await post(json([root]));
    await post(json([pending]));
    assert.deepEqual(
      (await list()).map(({ spans, status, name }) => [spans, status, name]),
      [[2, "ok", "agent.run"]],
    );
  });

  it("does not count a model call again that lies in another, nor an agent's totals", async () => {
    const usage = { "gen_ai.usage.input_tokens": 1_000, "gen_ai.usage.output_tokens": 100 };
    await exportSpans(exporterOf("http/protobuf", receiver.url), {
      name: "invoke_agent a",
      attributes: { "gen_ai.operation.name": "invoke_agent", ...usage },
      children: [{ ...CHAT, children: [CHAT] }],
    });
    const [summary] = await list();
    assert.equal(summary?.calls, 1);
    assert.equal(summary.usage.input, 1_000);
  });

  it("tells a sender which spans it refused and keeps the others", async () => {
    const reply = await post(json([span(), span({ traceId: "abc" }), span({ startTimeUnixNano: "-5" })]));
    assert.equal(reply.status, 200);
    const { partialSuccess } = (await reply.json()) as { partialSuccess: Record<string, string> };
    assert.equal(partialSuccess["rejectedSpans"], "2");
    assert.match(partialSuccess["errorMessage"] ?? "", /trace id/);
    assert.equal((await list())[0]?.spans, 1);
  });

  it("writes nothing of a request whose spans are all refused", async () => {
    const bad = {
      traceId: "abcd",
      spanId: "b7ad6b7169203331",
      name: "work",
      startTimeUnixNano: "1763834400000000000",
    };
    const body = Uint8Array.from(encodeTraces({ resourceSpans: [{ scopeSpans: [{ spans: [bad] }] }] }));
    const reply = await post(body, { "content-type": "application/x-protobuf" });
    assert.equal(reply.status, 200);
    assert.match(await reply.text(), /trace id/);
    assert.deepEqual(await readdir(folder().path), []);
  });

  it("writes nothing of a request whose spans are all refused", async () => {
    const bad = {
      traceId: "abcd",
      spanId: "b7ad6b7169203331",
      name: "work",
      startTimeUnixNano: "1763834400000000000",
    };
    const body = Uint8Array.from(encodeTraces({ resourceSpans: [{ scopeSpans: [{ spans: [bad] }] }] }));
    const reply = await post(body, PROTOBUF);
    assert.equal(reply.status, 200);
    assert.match(await reply.text(), /trace id/);
    assert.deepEqual(await readdir(folder().path), []);
  });

  it("answers each bad request with its reason and goes on serving", async () => {
    const bomb = gzipSync(Buffer.alloc(64 << 20));
    const gzip = { "content-encoding": "gzip" };
    assert.equal((await post("{")).status, 400);
    assert.equal((await post(Buffer.from("garbage that is no message"), PROTOBUF)).status, 400);
    assert.equal((await post(bomb, gzip)).status, 413);
    assert.equal((await post(gzipSync(json([span()])).subarray(0, 20), gzip)).status, 400);
    assert.equal((await post("x", { "content-encoding": "br" })).status, 415);
    assert.equal((await post("x", { "content-type": "text/plain" })).status, 415);
    assert.equal((await post(json([span()]), { origin: "https://example.com" })).status, 403);
    assert.equal((await fetch(`${receiver.url}/v1/traces`)).status, 405);
    assert.equal((await fetch(`${receiver.url}/else`, { method: "POST", body: "x" })).status, 404);
    assert.equal((await post(json([span()]))).status, 200);
    assert.equal((await list())[0]?.spans, 1);
  });

  it("takes nothing under another host's name, which is how web pages reach the loopback", async () => {
    const answer = await raw(
      receiver.port,
      "POST /v1/traces HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n",
    );
    assert.match(answer, /^HTTP\/1\.1 403 /);
  });

  it("takes logs and metrics without a word, so that their senders do not complain", async () => {
    for (const signal of ["logs", "metrics"]) {
      const reply = await fetch(`${receiver.url}/v1/${signal}`, {
        method: "POST",
        headers: { "content-type": "application/x-protobuf" },
        body: new Uint8Array(),
      });
      assert.equal(reply.status, 200);
    }
  });

  it("bounds what is absurd and says how much is missing", async () => {
    const deep = (depth: number): object =>
      depth === 0 ? { stringValue: "bottom" } : { arrayValue: { values: [deep(depth - 1)] } };
    const attributes = Array.from({ length: 10_000 }, (_, at) => ({
      key: `k${at}`,
      value: { intValue: String(at) },
    }));
    const id = "00000000000000aa" as SpanId;
    await post(
      json([
        span({
          spanId: id,
          attributes: [
            { key: "deep", value: deep(200) },
            { key: "long", value: { stringValue: "x".repeat((1 << 20) + 7) } },
            ...attributes,
          ],
          endTimeUnixNano: "1",
        }),
      ]),
    );
    const [{ trace } = { trace: "" as TraceId }] = await list();
    const details = await receiver.service.answer("details", { trace, span: id });
    const found = details?.span.attributes ?? {};
    assert.match(String(found["deep"]), /nested too deeply/);
    assert.match(String(found["long"]), /7 more characters/);
    assert.equal(found["otel.dropped_attributes_count"], 10_002 - 1_024);
    assert.equal(details?.span.end, details?.span.start, "it does not end before it began");
  });

  it("shows spans whose parents go in a circle or lie in another time, and hangs on none", async () => {
    const [a, b, own] = ["00000000000000a1", "00000000000000b1", "00000000000000c1"];
    const attributes = Object.entries(CHAT.attributes ?? {}).map(([key, value]) =>
      typeof value === "number"
        ? { key, value: { intValue: value } }
        : { key, value: { stringValue: String(value) } },
    );
    const reply = await post(
      json([
        span({ spanId: a, parentSpanId: b, attributes }),
        span({ spanId: b, parentSpanId: a }),
        span({ spanId: own, parentSpanId: own }),
        span({ startTimeUnixNano: "1763834400000000000", endTimeUnixNano: "99999999999999999999" }),
        span({ startTimeUnixNano: "9223372036854775807" }),
      ]),
    );
    const { partialSuccess } = (await reply.json()) as { partialSuccess: Record<string, string> };
    assert.equal(partialSuccess["rejectedSpans"], "1", "a start beyond 2100 is a mistake of units");
    const [summary] = await list();
    assert.equal(summary?.spans, 4);
    assert.equal(summary.calls, 1, "a call that is its own parent's parent is one call");
    const view = await receiver.service.answer("watch", { trace: summary.trace });
    assert.equal(view?.spans.rows.length, 4);
  });

  it("serves others while two hundred clients say nothing", async () => {
    const silent = await Promise.all(
      Array.from({ length: 200 }, async () => {
        const socket = connect(receiver.port, "127.0.0.1");
        socket.on("error", () => undefined);
        await new Promise((resolve) => socket.once("connect", resolve));
        socket.write("POST /v1/traces HTTP/1.1\r\n");
        return socket;
      }),
    );
    assert.equal((await post(json([span()]))).status, 200);
    for (const socket of silent) socket.destroy();
  });

  const written = async (): Promise<string> => {
    const [file = ""] = await readdir(folder().at("traces"));
    return readFile(join(folder().at("traces"), file), "utf8");
  };

  for (const encoding of ["json", "protobuf"]) {
    const send = (resourceSpans: readonly object[], headers: Readonly<Record<string, string>> = {}) =>
      encoding === "json"
        ? post(JSON.stringify({ resourceSpans }), headers)
        : post(Uint8Array.from(encodeTraces({ resourceSpans } as OtlpTraces)), { ...PROTOBUF, ...headers });

    it(`never writes a secret, and nothing of what was said by a program that nobody claimed (${encoding})`, async () => {
      const secret = `sk-ant-api03-${"a".repeat(95)}`;
      const attributes = [
        { key: "gen_ai.input.messages", value: { stringValue: `the key is ${secret}` } },
        { key: "note", value: { stringValue: secret } },
      ];
      const sent = () => [{ scopeSpans: [{ spans: [span({ attributes })] }] }];
      await send(sent());
      await send(sent(), { "x-flightdeck-workspace": "of another" });
      const [claimed = "", unclaimed = ""] = (await written()).split("\n").filter(Boolean);
      assert.doesNotMatch(claimed + unclaimed, /sk-ant-/);
      assert.match(claimed, /the key is \[secret:/);
      assert.doesNotMatch(unclaimed, /the key is/);
      assert.match(unclaimed, /"note"/);
    });

    it(`writes no secret, wherever in a batch it stands (${encoding})`, async () => {
      const secret = `sk-ant-api03-${"a".repeat(95)}`;
      const attributes = [{ key: "note", value: { stringValue: secret } }];
      const everywhere = span({
        name: `chat ${secret}`,
        traceState: `vendor=${secret}`,
        attributes,
        status: { code: 2, message: secret },
        events: [{ name: `used ${secret}`, timeUnixNano: "1763834400000000000", attributes }],
        links: [{ traceId: "1".repeat(32), spanId: "1".repeat(16), attributes }],
      });
      const scope = { name: `tracer ${secret}`, version: secret, attributes };
      const sent = [{ resource: { attributes }, scopeSpans: [{ scope, spans: [everywhere] }] }];
      assert.equal((await send(sent)).status, 200);
      assert.doesNotMatch(await written(), /sk-ant-/);
      assert.equal((await written()).match(/\[secret:/g)?.length, 11);
    });

    it(`follows another choice of what is kept, and secrets that it hears of, at once (${encoding})`, async () => {
      const attributes = [
        { key: "note", value: { stringValue: "our password" } },
        { key: "input.value", value: { stringValue: "what was said ".repeat(20) } },
      ];
      const lines: string[] = [];
      for (const policy of [{}, { held: ["our password"] }, { content: "off" }, { content: "on" }] as const) {
        const all = { content: "redacted", prices: {}, held: [], token: TOKEN, ...policy } as const;
        await receiver.service.answer("policy", all);
        await send([{ scopeSpans: [{ spans: [span({ name: "our password", attributes })] }] }]);
        lines.push((await written()).trim().split("\n").at(-1)!);
      }
      assert.deepEqual(
        lines.map((line) => line.match(/our password/g)?.length ?? 0),
        [2, 0, 2, 2],
      );
      assert.deepEqual(
        lines.map((line) => line.includes("what was said")),
        [true, true, false, true],
      );
    });
  }
});

function raw(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(request));
    let answer = "";
    socket.on("data", (chunk) => (answer += chunk.toString()));
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}
