import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { SpanId, TraceId } from "../../../src/core/ids.ts";
import type { OtlpTraces } from "../../../src/core/otlp.ts";
import type { Attributes, Span } from "../../../src/core/telemetry.ts";
import { epochMs } from "../../../src/core/units.ts";
import { NO_COST } from "../../../src/core/usage.ts";
import { receivedLines } from "../../../src/telemetry/receivedLines.ts";
import { receivedSpans } from "../../../src/telemetry/receivedSpan.ts";
import { Playback } from "../../../src/views/playback/playback.ts";

const FIXTURES = "test/fixtures/otlp";

function spansOf(fixture: string): readonly Span[] {
  const { request } = JSON.parse(readFileSync(`${FIXTURES}/${fixture}.json`, "utf8")) as {
    request: OtlpTraces;
  };
  return request.resourceSpans.flatMap((group) => [
    ...receivedSpans(group, () => ({ nanoUsd: NO_COST.nanoUsd, metering: "unpriced" })),
  ]);
}

function played(spans: readonly Span[]): Playback {
  const playback = new Playback();
  for (const line of receivedLines(spans, "a trace")) playback.take(line);
  playback.end();
  return playback;
}

/** The transcript at a position, as `who: what`. */
function transcript(playback: Playback, position = playback.length): readonly string[] {
  return playback.state({ position, count: 1_000, have: [] }).items.map(({ item }) => {
    switch (item.kind) {
      case "user":
        return `${item.sender ?? "user"}: ${item.text}`;
      case "answer":
        return `assistant: ${item.text}`;
      case "tool":
        return `${item.name}(${item.input.replace(/\s+/g, "")}) ${item.state} → ${item.output}`;
      case "notice":
      case "end":
        return item.kind;
    }
  });
}

const span = (number: number, start: number, end: number, attributes: Attributes, parent?: number): Span => ({
  traceId: "a".repeat(32) as TraceId,
  spanId: String(number).padStart(16, "0") as SpanId,
  ...(parent !== undefined && { parentId: String(parent).padStart(16, "0") as SpanId }),
  name: `span ${number}`,
  kind: "internal",
  start: epochMs(start),
  end: epochMs(end),
  state: "ended",
  status: { code: "unset" },
  attributes,
  events: [],
});

const chat = (input: readonly unknown[], output: readonly unknown[]): Attributes => ({
  "gen_ai.operation.name": "chat",
  "gen_ai.request.model": "a-model",
  "gen_ai.input.messages": JSON.stringify(input),
  "gen_ai.output.messages": JSON.stringify(output),
});

const message = (role: string, content: string) => ({ role, parts: [{ type: "text", content }] });

describe("a received trace, played back", () => {
  for (const fixture of [
    "ai-sdk-otel",
    "ai-sdk",
    "openinference-anthropic",
    "openinference-langchain",
    "openllmetry-anthropic",
    "openllmetry-langchain",
  ])
    it(`of ${fixture} says what its content attributes say, message by message`, () => {
      assert.deepEqual(transcript(played(spansOf(fixture))), [
        "system: You help.",
        "user: How is the weather in Oslo?",
        "assistant: Let me look.",
        'get_weather({"city":"Oslo"}) done → rain',
        "assistant: It rains in Oslo.",
      ]);
    });

  it("stands at each moment as it stood then", () => {
    const playback = played(spansOf("openllmetry-anthropic"));
    const lengths = Array.from({ length: playback.length }, (_, at) => transcript(playback, at + 1).length);
    assert.deepEqual(
      lengths,
      lengths.toSorted((a, b) => a - b),
      "nothing that was said goes away",
    );
    assert.equal(lengths[0], 0);
  });

  it("tells a message once, though each call repeats the conversation", () => {
    const ask = message("user", "1?");
    const one = message("assistant", "1.");
    const next = message("user", "2?");
    const two = message("assistant", "2.");
    const spans = [span(1, 0, 10, chat([ask], [one])), span(2, 20, 30, chat([ask, one, next], [two]))];
    assert.deepEqual(transcript(played(spans)), ["user: 1?", "assistant: 1.", "user: 2?", "assistant: 2."]);
  });

  it("keeps the conversation of a nested agent apart, in the order of time", () => {
    const ask = message("user", "Plan it.");
    const handed = message("assistant", "I ask the other agent.");
    const sub = message("user", "Do your part.");
    const done = message("assistant", "Done.");
    const rest = message("user", "It says: done.");
    const all = message("assistant", "All is done.");
    const spans = [
      span(4, 30, 40, chat([ask, handed, rest], [all]), 1),
      span(3, 15, 20, chat([sub], [done]), 1),
      span(2, 0, 10, chat([ask], [handed]), 1),
      span(1, 0, 50, { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "planner" }),
    ];
    const playback = played(spans);
    assert.deepEqual(transcript(playback), [
      "user: Plan it.",
      "assistant: I ask the other agent.",
      "user: Do your part.",
      "assistant: Done.",
      "user: It says: done.",
      "assistant: All is done.",
    ]);
    assert.equal(playback.state({ position: 1, count: 0, have: [] }).status.agent, "planner");
  });

  it("says an answer once where a span around the call says it, too", () => {
    const ask = message("user", "1?");
    const one = message("assistant", "1.");
    const spans = [span(1, 0, 12, chat([ask], [one])), span(2, 2, 10, chat([ask], [one]), 1)];
    assert.deepEqual(transcript(played(spans)), ["user: 1?", "assistant: 1."]);
  });

  it("shows an answer that was asked for again beside the first", () => {
    const ask = message("user", "1?");
    const spans = [
      span(1, 0, 10, chat([ask], [message("assistant", "One.")])),
      span(2, 20, 30, chat([ask], [message("assistant", "Uno.")])),
    ];
    assert.deepEqual(transcript(played(spans)), ["user: 1?", "assistant: One.", "assistant: Uno."]);
  });

  it("stops at a call that failed", () => {
    const failed: Span = {
      ...span(1, 0, 10, chat([message("user", "1?")], [])),
      status: { code: "error", message: "no route to host" },
    };
    const playback = played([failed]);
    const { text } = playback.state({ position: playback.length, count: 0, have: [] });
    assert.equal(text, "a-model failed: no route to host");
  });

  it("without content shows its spans and no conversation", () => {
    const playback = played([span(1, 0, 10, { "gen_ai.operation.name": "chat" })]);
    assert.deepEqual(transcript(playback), []);
    assert.equal(playback.trace("a".repeat(32) as TraceId)?.spans.rows.length, 1);
  });
});
