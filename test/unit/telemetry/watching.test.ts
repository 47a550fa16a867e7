import assert from "node:assert/strict";
import type { TraceId } from "../../../src/core/ids.ts";
import type { OtlpResourceSpans } from "../../../src/core/otlp.ts";
import type { Span } from "../../../src/core/telemetry.ts";
import { encodeTraces } from "../../../src/telemetry/otlp/encode.ts";
import { toOtlp } from "../../../src/telemetry/otlp/fromSpan.ts";
import { SpanColumns, UNKNOWN, type SpanBlock } from "../../../src/views/spanColumns.ts";
import type { TraceNews } from "../../../src/workers/receiver/messages.ts";
import { startReceiver, TOKEN, type RunningReceiver } from "../../support/otlp/receiver.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { manySpans, span, spanId, TRACE } from "../../support/traces/manySpans.ts";

const otlp = (spans: readonly Span[]) => toOtlp(spans, { version: "1.0.0", content: true });

function namesOf(spans: SpanBlock): readonly string[] {
  const table = new SpanColumns();
  table.take(spans);
  return Array.from({ length: table.length }, (_, row) => table.text("name", row));
}

describe("a received trace that somebody looks at", () => {
  const folder = useTempFolder();
  let receiver: RunningReceiver;

  const start = async (): Promise<void> => {
    receiver = await startReceiver(folder().path);
  };
  beforeEach(start);
  afterEach(() => receiver.stop());

  const arrive = (spans: readonly Span[]) =>
    receiver.service.answer("import", { text: JSON.stringify(otlp(spans)) });
  const watch = (trace: TraceId = TRACE) => receiver.service.answer("watch", { trace });
  const told = (): readonly TraceNews[] => receiver.news.filter((each) => each.type === "spans");

  async function heard(wanted: (news: TraceNews) => boolean): Promise<TraceNews> {
    for (let tries = 0; tries < 1_000; tries++) {
      const found = told().find(wanted);
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error("nothing of the kind was told");
  }

  it("is told what comes to it", async () => {
    await arrive([span(1)]);
    assert.equal((await watch())?.spans.rows.length, 1);
    await arrive([span(2)]);
    const { spans } = await heard((news) => news.spans !== undefined);
    assert.equal(spans?.rows.length, 1);
  });

  it("is told what a program sends to it in protobuf", async () => {
    await arrive([span(1)]);
    await watch();
    const [{ scopeSpans }] = otlp([span(2)]).resourceSpans as [OtlpResourceSpans];
    const foreign = [{ scopeSpans: scopeSpans.map(({ spans }) => ({ spans })) }];
    const headers = { "content-type": "application/x-protobuf", "x-flightdeck-workspace": TOKEN };
    const body = Uint8Array.from(encodeTraces({ resourceSpans: foreign }));
    assert.ok((await fetch(`${receiver.url}/v1/traces`, { method: "POST", headers, body })).ok);
    assert.ok(await heard((news) => news.spans !== undefined && namesOf(news.spans).includes(span(2).name)));
  });

  it("shows its top first where it is large, and then all of it", async () => {
    // The root ends last, so it comes last.
    const spans = manySpans(2_500).toReversed();
    for (let from = 0; from < spans.length; from += 500) await arrive(spans.slice(from, from + 500));
    await receiver.stop();
    await start();
    const view = await watch();
    const table = new SpanColumns();
    table.take(view!.spans);
    const names = namesOf(view!.spans);
    assert.ok(names.includes("invoke_agent orchestrator"));
    assert.ok(table.length < 2_500 && view!.read < 1);
    await heard(({ read }) => read === 1);
    for (const news of told()) if (news.spans) table.take(news.spans);
    assert.equal(table.length, 2_500);
    assert.ok(table.arrays.parent.subarray(0, 2_500).every((parent) => parent !== UNKNOWN));
  });

  it("gives the details of any span, also where all came in one request", async () => {
    await arrive(manySpans(2_500));
    await watch();
    for (const number of [1, 1_700, 2_500]) {
      const details = await receiver.service.answer("details", { trace: TRACE, span: spanId(number) });
      assert.equal(details?.span.spanId, spanId(number));
    }
    assert.equal(await receiver.service.answer("details", { trace: TRACE, span: spanId(9_999) }), undefined);
  });

  it("keeps showing each span as it is while other traces are deleted from its file, and says when it is gone", async () => {
    const other = "f".repeat(32) as TraceId;
    const foreign = [1, 2, 3].map((number) => ({ ...span(number), traceId: other }));
    await arrive(foreign);
    for (const number of [1, 2]) await arrive([span(number, number === 1 ? {} : { parent: 1 })]);
    await watch();
    const details = (number: number) =>
      receiver.service.answer("details", { trace: TRACE, span: spanId(number) });
    const before = [await details(1), await details(2)];
    const attribute = Object.entries(before[1]!.span.attributes).find(
      ([, value]) => typeof value === "string",
    )!;
    const found = () =>
      receiver.service.answer("search", {
        trace: TRACE,
        attributes: [{ key: attribute[0], value: String(attribute[1]).toLowerCase() }],
      });
    const rows = await found();
    assert.ok(rows[0]!.length > 0);
    await receiver.service.answer("forget", { traces: [other] });
    assert.deepEqual([await details(1), await details(2)], before);
    assert.deepEqual(
      (await found()).map((each) => each.toSorted()),
      rows.map((each) => each.toSorted()),
    );
    await receiver.service.answer("forget", { traces: [TRACE] });
    assert.equal(await details(2), undefined);
  });

  it("keeps a span ended, whatever comes of it late", async () => {
    const text = JSON.stringify(otlp([span(1)])).replace(/"endTimeUnixNano":"\d+",?/, "");
    await arrive([span(1)]);
    await receiver.service.answer("import", { text });
    assert.equal((await watch())?.running, false);
    await receiver.service.answer("import", { text });
    await arrive([span(2)]);
    assert.equal((await heard(({ spans }) => spans !== undefined)).running, false);
  });

  it("is the same for everybody who looks at it", async () => {
    await arrive([span(1), span(2)]);
    const first = await watch();
    await arrive([span(3, { parent: 1 })]);
    const second = await watch();
    const tables = [first, second].map((view) => {
      const table = new SpanColumns();
      table.take(view!.spans);
      for (const news of told()) if (news.spans) table.take(news.spans);
      return Array.from({ length: table.length }, (_, row) => table.text("name", row));
    });
    assert.deepEqual(tables[0], ["span 1", "span 2", "span 3"]);
    assert.deepEqual(tables[1], tables[0]);
  });

  it("is not there where nothing of it was received", async () => {
    assert.equal(await watch("0af7651916cd43dd8448eb211c80319c" as TraceId), undefined);
  });
});
