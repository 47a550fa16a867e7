import assert from "node:assert/strict";
import type { SpanId } from "../../../src/core/ids.ts";
import type { Span } from "../../../src/core/telemetry.ts";
import { toOtlp } from "../../../src/telemetry/otlp/fromSpan.ts";
import { SessionTraces } from "../../../src/views/sessionTraces.ts";
import { SpanFold } from "../../../src/views/spans.ts";
import { JoinedSpans } from "../../../src/host/pages/joinedSpans.ts";
import { answer } from "../../support/messagesApi.ts";
import { startReceiver, TOKEN, type RunningReceiver } from "../../support/otlp/receiver.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { MODEL, testEngine, type TestEngine } from "../../support/testEngine.ts";

const folder = useTempFolder({ "project/a.txt": "a" });

async function send({ url }: RunningReceiver, spans: readonly Span[]): Promise<void> {
  const reply = await fetch(`${url}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-flightdeck-workspace": TOKEN },
    body: JSON.stringify(toOtlp(spans, { version: "1", content: true })),
  });
  assert.equal(reply.status, 200);
}

const listed = async ({ service }: RunningReceiver): Promise<number> =>
  (await service.answer("list", { limit: 9 })).total;

describe("an own session whose spans come back to the receiver", () => {
  let engine: TestEngine;
  let spans: readonly Span[];
  let traces: SessionTraces;

  beforeEach(async () => {
    traces = new SessionTraces();
    engine = testEngine({ folder: folder().path, api: [() => answer(["hello"])] });
    const session = await engine.sessions.create({ model: MODEL });
    await session.send("hello");
    await engine.sessions.flush(session.id);
    const fold = new SpanFold();
    const latest = new Map<SpanId, Span>();
    for await (const line of engine.sessions.lines(session.id)) {
      traces.take(line);
      if (line.type !== "span") continue;
      const span = fold.take(line.data);
      latest.set(span.spanId, span);
    }
    spans = [...latest.values()];
  });
  afterEach(() => engine.dispose());

  it("is one session: spans that a recording holds are dropped, elsewhere they are kept", async () => {
    const receiver = await startReceiver(await engine.storage());
    // The spans below `chat` end before it and may come alone.
    const [first] = spans.filter(({ parentId }) => parentId !== undefined).toReversed();
    await send(receiver, [first!]);
    await send(receiver, spans);
    assert.equal(await listed(receiver), 0);
    await receiver.stop();

    const other = await startReceiver(folder().at("another"));
    await send(other, spans);
    assert.equal(await listed(other), 1);
    await other.stop();
  });

  it("shows under its tool what a program that it started has sent", async () => {
    const receiver = await startReceiver(await engine.storage());
    const [root] = spans;
    const child = { traceId: root!.traceId, spanId: "00f067aa0ba902b7", parentSpanId: root!.spanId };
    const joined = await JoinedSpans.open(
      {
        spans: (trace) => receiver.service.answer("spans", { trace }),
        details: (trace, span) => receiver.service.answer("details", { trace, span }),
        messages: (trace, span) => receiver.service.answer("messages", { trace, span }),
        onChange: () => ({ dispose: () => undefined }),
      },
      traces,
      () => undefined,
    );
    const before = traces.table(root!.traceId)!.size;
    await fetch(`${receiver.url}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-flightdeck-workspace": TOKEN },
      body: JSON.stringify({
        resourceSpans: [
          {
            scopeSpans: [
              {
                scope: { name: "script" },
                spans: [{ ...child, name: "work", startTimeUnixNano: "5000000" }],
              },
            ],
          },
        ],
      }),
    });
    await joined.refresh();
    const table = traces.table(root!.traceId)!;
    assert.equal(table.size, before + 1);
    const details = await joined.details(root!.traceId, child.spanId as SpanId);
    assert.equal(details?.span.name, "work");
    joined.dispose();
    await receiver.stop();
  });
});
