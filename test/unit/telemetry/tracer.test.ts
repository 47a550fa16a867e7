import assert from "node:assert/strict";
import { Ids } from "../../../src/core/ids.ts";
import type { SpanRecord } from "../../../src/core/lines.ts";
import { createTracer } from "../../../src/telemetry/tracer.ts";
import { MemoryRecorder } from "../../support/lines.ts";
import { seededRandom } from "../../support/seededRandom.ts";
import { VirtualClock } from "../../support/virtualClock.ts";

function setUp() {
  const recorder = new MemoryRecorder();
  const clock = new VirtualClock();
  const tracer = createTracer({ recorder, clock, ids: new Ids(clock, seededRandom()), version: "1.0.0" });
  const spans = (): readonly SpanRecord[] => recorder.of("span");
  return { recorder, clock, tracer, spans };
}

const ended = (spans: readonly SpanRecord[]): Extract<SpanRecord, { phase: "ended" }> => {
  const last = spans.at(-1);
  assert.ok(last?.phase === "ended");
  return last;
};

describe("a span", () => {
  it("stands in the recording as soon as it starts, with its parent, and again when it ends", async () => {
    const { tracer, clock, spans } = setUp();
    const root = tracer.start("invoke_agent a", {
      attributes: { "gen_ai.agent.name": "a", left: undefined },
    });
    await clock.advance(1_500.25);
    const child = tracer.start("chat m", { parent: root.context, kind: "client" });
    await clock.advance(10);
    child.end();
    root.end();
    const [first, second, third, fourth] = spans();
    const start = Date.parse("2026-11-22T12:00:00Z");
    assert.deepEqual(first, {
      phase: "started",
      ...root.context,
      name: "invoke_agent a",
      kind: "internal",
      start,
      attributes: { "gen_ai.agent.name": "a" },
    });
    assert.ok(second?.phase === "started");
    assert.deepEqual(
      [second.parentId, second.traceId, second.kind, second.start],
      [root.context.spanId, root.context.traceId, "client", start + 1_500.25],
    );
    assert.deepEqual(third, {
      phase: "ended",
      ...child.context,
      end: start + 1_510.25,
      status: { code: "ok" },
      attributes: {},
    });
    assert.ok(fourth?.phase === "ended" && fourth.spanId === root.context.spanId);
    assert.match(root.context.traceId, /^[0-9a-f]{32}$/);
    assert.match(root.context.spanId, /^[0-9a-f]{16}$/);
  });

  it("without a parent begins a trace of its own", () => {
    const { tracer } = setUp();
    assert.notEqual(tracer.start("a").context.traceId, tracer.start("b").context.traceId);
  });

  it("records at its end what was set or changed after its start, and only that", () => {
    const { tracer, spans } = setUp();
    const span = tracer.start("chat", { attributes: { kept: 1, changed: "before" } });
    span.set({ changed: "after", added: [1, 2], gone: undefined });
    span.end();
    assert.deepEqual(ended(spans()).attributes, { changed: "after", added: [1, 2] });
  });

  it("records events when they happen", async () => {
    const { tracer, clock, spans } = setUp();
    const span = tracer.start("tool");
    await clock.advance(5);
    span.event("asked", { who: "person", nothing: undefined });
    assert.deepEqual(spans()[1], {
      phase: "event",
      ...span.context,
      event: { name: "asked", time: Date.parse("2026-11-22T12:00:00.005Z"), attributes: { who: "person" } },
    });
  });

  it("that fails has the class, the message and the exception with its stack", () => {
    const { tracer, spans } = setUp();
    const span = tracer.start("chat");
    const error = new RangeError("out of range");
    span.fail(error, "server_error");
    span.end();
    const event = spans()[1];
    assert.ok(event?.phase === "event");
    assert.equal(event.event.name, "exception");
    assert.deepEqual(event.event.attributes, {
      "exception.type": "RangeError",
      "exception.message": "out of range",
      "exception.stacktrace": error.stack,
    });
    const { status, attributes } = ended(spans());
    assert.deepEqual(
      [status, attributes],
      [{ code: "error", message: "out of range" }, { "error.type": "server_error" }],
    );
  });

  it("fails with whatever was thrown", () => {
    const { tracer, spans } = setUp();
    const span = tracer.start("chat");
    span.fail("just a text", "internal");
    span.end();
    assert.deepEqual(ended(spans()).status, { code: "error", message: "Agent Flightdeck failed." });
  });

  it("takes nothing after its end", () => {
    const { tracer, spans } = setUp();
    const span = tracer.start("chat");
    span.end();
    span.set({ late: true });
    span.event("late");
    span.fail(new Error("late"), "internal");
    span.end();
    assert.deepEqual(
      spans().map(({ phase }) => phase),
      ["started", "ended"],
    );
  });

  it("is neither thinned out nor cut short by the environment's OpenTelemetry settings", () => {
    const variables = {
      OTEL_TRACES_SAMPLER: "always_off",
      OTEL_SDK_DISABLED: "true",
      OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: "1",
      OTEL_ATTRIBUTE_COUNT_LIMIT: "1",
      OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: "2",
      OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: "2",
      OTEL_SPAN_EVENT_COUNT_LIMIT: "0",
      OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: "0",
    };
    const kept = { ...process.env };
    Object.assign(process.env, variables);
    try {
      const { tracer, spans } = setUp();
      const attributes = Object.fromEntries(
        Array.from({ length: 300 }, (_, n) => [`a${n}`, "x".repeat(50_000)]),
      );
      const span = tracer.start("chat", { attributes });
      for (let n = 0; n < 200; n++) span.event("tick", { n });
      span.set({ late: "y".repeat(10_000) });
      span.end();
      const [started] = spans();
      assert.ok(started?.phase === "started");
      assert.deepEqual(started.attributes, attributes);
      assert.equal(spans().filter(({ phase }) => phase === "event").length, 200);
      assert.deepEqual(ended(spans()).attributes, { late: "y".repeat(10_000) });
    } finally {
      for (const name of Object.keys(variables)) delete process.env[name];
      Object.assign(process.env, kept);
    }
  });
});
