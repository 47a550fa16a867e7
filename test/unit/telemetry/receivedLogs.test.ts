import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { SpanId, TraceId } from "../../../src/core/ids.ts";
import { startReceiver, TOKEN, type RunningReceiver } from "../../support/otlp/receiver.ts";
import { useTempFolder } from "../../support/tempFolder.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c" as TraceId;
const SPAN = "00f067aa0ba902b7" as SpanId;
const ids = { traceId: TRACE, spanId: SPAN };
const at = (second: number): string => `17638344${String(second).padStart(2, "0")}000000000`;

const text = (value: string): object => ({ stringValue: value });
const map = (fields: Readonly<Record<string, object>>): object => ({
  kvlistValue: { values: Object.entries(fields).map(([key, value]) => ({ key, value })) },
});

const chat = {
  resourceSpans: [
    {
      scopeSpans: [
        {
          spans: [
            {
              ...ids,
              name: "chat",
              startTimeUnixNano: at(0),
              endTimeUnixNano: at(9),
              attributes: [{ key: "gen_ai.operation.name", value: text("chat") }],
            },
          ],
        },
      ],
    },
  ],
};
const logs = (...logRecords: readonly object[]): object => ({
  resourceLogs: [{ scopeLogs: [{ logRecords }] }],
});

const ASKED = {
  ...ids,
  timeUnixNano: at(1),
  attributes: [{ key: "event.name", value: text("gen_ai.user.message") }],
  body: map({ content: text("What is the weather?") }),
};
const CHOSEN = {
  ...ids,
  timeUnixNano: at(2),
  eventName: "gen_ai.choice",
  body: map({
    finish_reason: text("tool_calls"),
    message: map({
      role: text("assistant"),
      tool_calls: {
        arrayValue: {
          values: [
            map({
              id: text("c1"),
              function: map({ name: text("weather"), arguments: text('{"in":"Oslo"}') }),
            }),
          ],
        },
      },
    }),
  }),
};

describe("log records that carry what was said in a span", () => {
  const folder = useTempFolder();
  let receiver: RunningReceiver;

  beforeEach(async () => {
    receiver = await startReceiver(folder().path);
  });
  afterEach(() => receiver.stop());

  const post = (
    signal: "traces" | "logs",
    body: object | Uint8Array<ArrayBuffer>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> =>
    fetch(`${receiver.url}/v1/${signal}`, {
      method: "POST",
      headers: {
        "content-type": body instanceof Uint8Array ? "application/x-protobuf" : "application/json",
        "x-flightdeck-workspace": TOKEN,
        ...headers,
      },
      body: body instanceof Uint8Array ? body : JSON.stringify(body),
    });

  async function attributes(): Promise<Readonly<Record<string, unknown>>> {
    const details = await receiver.service.answer("details", { trace: TRACE, span: SPAN });
    return details?.span.attributes ?? {};
  }

  for (const order of ["before", "after"])
    it(`are its messages when they arrive ${order} it, each once`, async () => {
      if (order === "after") await post("traces", chat);
      assert.equal((await post("logs", logs(ASKED))).status, 200);
      assert.equal((await post("logs", logs(ASKED, CHOSEN))).status, 200);
      if (order === "before") {
        assert.equal((await receiver.service.answer("list", { limit: 9 })).total, 0, "a log is no trace");
        await post("traces", chat);
      }
      const found = await attributes();
      assert.deepEqual(JSON.parse(String(found["gen_ai.input.messages"])), [
        { role: "user", parts: [{ type: "text", content: "What is the weather?" }] },
      ]);
      assert.deepEqual(JSON.parse(String(found["gen_ai.output.messages"])), [
        {
          role: "assistant",
          parts: [{ type: "tool_call", id: "c1", name: "weather", arguments: '{"in":"Oslo"}' }],
          finish_reason: "tool_calls",
        },
      ]);
    });

  it("are joined in the spelling of today, in protobuf, and found again after a restart", async () => {
    await post("traces", chat);
    const messages = '[{"role":"user","parts":[{"type":"text","content":"hi"}]}]';
    await post(
      "logs",
      protobufLog("gen_ai.client.inference.operation.details", [["gen_ai.input.messages", messages]]),
    );
    assert.equal((await attributes())["gen_ai.input.messages"], messages);
    await receiver.stop();
    receiver = await startReceiver(folder().path);
    assert.equal((await attributes())["gen_ai.input.messages"], messages);
    const exported = JSON.stringify(await receiver.service.answer("export", { trace: TRACE }));
    assert.match(exported, /gen_ai\.client\.inference\.operation\.details/);
  });

  it("tell of an exception that is logged instead of recorded on the span", async () => {
    const failed = structuredClone(chat);
    Object.assign(failed.resourceSpans[0]!.scopeSpans[0]!.spans[0]!, { status: { code: 2 } });
    await post("traces", failed);
    const exception = [{ key: "exception.type", value: text("RateLimitError") }];
    await post("logs", logs({ ...ids, timeUnixNano: at(3), eventName: "exception", attributes: exception }));
    assert.equal((await attributes())["error.type"], "RateLimitError");
  });

  it("are written as the person wants it: without secrets, or not at all", async () => {
    const secret = `sk-ant-api03-${"a".repeat(95)}`;
    const told = { ...ASKED, body: map({ content: text(`the key is ${secret}`) }) };
    await post("logs", logs(told));
    await post("logs", logs(told), { "x-flightdeck-workspace": "of another" });
    const [file = ""] = await readdir(folder().at("traces"));
    const written = await readFile(join(folder().at("traces"), file), "utf8");
    assert.equal(written.split("\n").filter(Boolean).length, 1, "nobody claimed the second");
    assert.match(written, /the key is \[secret:/);
    assert.doesNotMatch(written, /sk-ant-/);
  });

  it("are left where they name no span or tell something else, and refused where they are no request", async () => {
    const others = [
      { ...ASKED, spanId: "" },
      { ...ids, timeUnixNano: at(1), body: text("GET /") },
    ];
    assert.equal((await post("logs", logs(...others))).status, 200);
    assert.deepEqual(await readdir(folder().path), []);
    assert.equal((await post("logs", new Uint8Array([255, 255, 255]))).status, 400);
  });
});

/** An `ExportLogsServiceRequest` with one record, by the field numbers of the specification. */
function protobufLog(
  eventName: string,
  attributes: readonly (readonly [string, string])[],
): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter();
  const within = (field: number, write: () => void): void => {
    writer.tag(field, WireType.LengthDelimited).fork();
    write();
    writer.join();
  };
  const record = (): void => {
    writer.tag(11, WireType.Bit64).fixed64(at(2));
    for (const [key, value] of attributes)
      within(6, () => {
        writer.tag(1, WireType.LengthDelimited).string(key);
        within(2, () => writer.tag(1, WireType.LengthDelimited).string(value));
      });
    writer.tag(9, WireType.LengthDelimited).bytes(Buffer.from(TRACE, "hex"));
    writer.tag(10, WireType.LengthDelimited).bytes(Buffer.from(SPAN, "hex"));
    writer.tag(12, WireType.LengthDelimited).string(eventName);
  };
  within(1, () => within(2, () => within(2, record)));
  return new Uint8Array(writer.finish());
}
