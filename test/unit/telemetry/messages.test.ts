import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { OtlpTraces } from "../../../src/core/otlp.ts";
import type { Attributes, Span, SpanEvent } from "../../../src/core/telemetry.ts";
import { epochMs } from "../../../src/core/units.ts";
import { NO_COST } from "../../../src/core/usage.ts";
import { messagesOf, toolOf, type ReceivedMessage } from "../../../src/telemetry/normalise/messages.ts";
import { receivedSpans } from "../../../src/telemetry/receivedSpan.ts";

const FIXTURES = "test/fixtures/otlp";

function spansOf(fixture: string): readonly Span[] {
  const { request } = JSON.parse(readFileSync(`${FIXTURES}/${fixture}.json`, "utf8")) as {
    request: OtlpTraces;
  };
  return request.resourceSpans.flatMap((group) => [
    ...receivedSpans(group, () => ({ nanoUsd: NO_COST.nanoUsd, metering: "unpriced" })),
  ]);
}

const said = (attributes: Attributes, events: readonly SpanEvent[] = []) =>
  messagesOf({ attributes, events });

const event = (name: string, attributes: Attributes): SpanEvent => ({ name, time: epochMs(0), attributes });

/** Role and blocks in short: `user: text`, `assistant: name({…})`, `tool: → result`. */
const short = (messages: readonly ReceivedMessage[] = []): readonly string[] =>
  messages.map(({ role, content }) => {
    const parts = content.map((block) => {
      if (block.type === "text") return block.text;
      if (block.type === "tool_use") return `${block.name}(${JSON.stringify(block.input)})`;
      if (block.type === "tool_result") return `→ ${JSON.stringify(block.content)}`;
      return block.type === "thinking" ? `(${block.thinking})` : JSON.stringify(block);
    });
    return `${role}: ${parts.join(" + ")}`;
  });

const ASKED = "user: How is the weather in Oslo?";
const CALLED = 'assistant: Let me look. + get_weather({"city":"Oslo"})';
const ANSWER = "assistant: It rains in Oslo.";

describe("the messages of a received span", () => {
  for (const [fixture, result] of [
    ["ai-sdk-otel", 'tool: → "rain"'],
    ["ai-sdk", 'tool: → "rain"'],
    ["openinference-anthropic", 'user: → "rain"'],
    ["openinference-langchain", 'tool: → "rain"'],
    ["openllmetry-anthropic", 'user: → "rain"'],
    ["openllmetry-langchain", 'tool: → "rain"'],
  ] as const)
    it(`of ${fixture} are the whole conversation, tool call and result included`, () => {
      const calls = spansOf(fixture).filter((span) => span.attributes["gen_ai.operation.name"] === "chat");
      const second = messagesOf(calls[1]!)!;
      const system = [...second.system, ...short(second.sent.filter(({ role }) => role === "system"))];
      assert.match(system.join(), /^(?:system: )?You help\.$/);
      const sent = short(second.sent.filter(({ role }) => role !== "system"));
      // OpenLLMetry's LangChain spans lose the calls' ids, not what they say.
      assert.deepEqual(sent, [ASKED, CALLED, result]);
      assert.deepEqual(short(second.answers), [ANSWER]);
    });

  it("say why the model stopped, from the message or the span", () => {
    const [first] = spansOf("openllmetry-anthropic");
    assert.equal(messagesOf(first!)?.answers[0]?.finish, "tool_call");
    const vercel = said({ "ai.response.text": "hi", "ai.response.finishReason": "length" });
    assert.equal(vercel?.answers[0]?.finish, "length");
  });

  it("are read from numbered attributes, in the order of their numbers", () => {
    const many = Object.fromEntries(
      Array.from({ length: 12 }, (_, at) => [
        [`gen_ai.prompt.${at}.role`, "user"],
        [`gen_ai.prompt.${at}.content`, `n${at}`],
      ]).flat(),
    ) as Attributes;
    const read = said({
      ...many,
      "gen_ai.completion.0.role": "assistant",
      "gen_ai.completion.0.finish_reason": "tool_calls",
      "gen_ai.completion.0.tool_calls.0.id": "c1",
      "gen_ai.completion.0.tool_calls.0.name": "look",
      "gen_ai.completion.0.tool_calls.0.arguments": '{"at":1}',
    });
    assert.deepEqual(short(read?.sent).slice(9), ["user: n9", "user: n10", "user: n11"]);
    assert.deepEqual(short(read?.answers), ['assistant: look({"at":1})']);
    assert.equal(read?.answers[0]?.finish, "tool_calls");
  });

  it("are read from events, one per message or all in one", () => {
    const one = said({}, [
      event("gen_ai.system.message", { content: "Be brief." }),
      event("gen_ai.user.message", { content: "Hi" }),
      event("gen_ai.tool.message", { content: "rain", id: "c1" }),
      event("gen_ai.choice", {
        finish_reason: "stop",
        index: 0,
        message: '{"role":"assistant","content":"Hello"}',
      }),
    ]);
    assert.deepEqual(short(one?.sent), ["system: Be brief.", "user: Hi", 'tool: → "rain"']);
    assert.deepEqual(short(one?.answers), ["assistant: Hello"]);
    assert.equal(one?.answers[0]?.finish, "stop");
    const all = said({}, [
      event("gen_ai.client.inference.operation.details", {
        "gen_ai.input.messages": '[{"role":"user","parts":[{"type":"text","content":"Hi"}]}]',
        "gen_ai.output.messages": '[{"role":"assistant","parts":[{"type":"reasoning","content":"greet"}]}]',
      }),
    ]);
    assert.deepEqual(short(all?.sent), ["user: Hi"]);
    assert.deepEqual(short(all?.answers), ["assistant: (greet)"]);
  });

  it("of an agent's whole run end with its answer", () => {
    const run = said({
      "pydantic_ai.all_messages":
        '[{"role":"user","parts":[{"type":"text","content":"Hi"}]},{"role":"assistant","parts":[{"type":"text","content":"Hello"}]}]',
    });
    assert.deepEqual([short(run?.sent), short(run?.answers)], [["user: Hi"], ["assistant: Hello"]]);
  });

  it("in the bodies of other APIs are read as well", () => {
    const read = said({
      "input.value":
        '{"model":"m","messages":[{"role":"user","content":"Hi"},{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"look","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c1","content":"seen"}]}',
      "output.value":
        '{"choices":[{"finish_reason":"stop","message":{"role":"assistant","content":"Hello"}}]}',
    });
    assert.deepEqual(short(read?.sent), ["user: Hi", "assistant: look({})", 'tool: → "seen"']);
    assert.deepEqual(short(read?.answers), ["assistant: Hello"]);
    assert.equal(read?.answers[0]?.finish, "stop");
  });

  it("of a shape that nobody knows stay the text that came", () => {
    for (const odd of ['{"question":"why?"}', "just text", "[1,2", '{"messages":7}']) {
      const read = said({ "traceloop.entity.input": odd });
      assert.deepEqual(short(read?.sent), [`input: ${odd}`]);
    }
    const part = said({
      "gen_ai.input.messages": '[{"role":"user","parts":[{"type":"blob","mime_type":"image/png"}]}]',
    });
    assert.deepEqual(part?.sent[0]?.content, [{ type: "blob", mime_type: "image/png" }]);
  });

  it("that are nested beyond measure are still text", () => {
    const deep = `${'[{"type":"tool_result","content":'.repeat(50_000)}1${"}]".repeat(50_000)}`;
    const read = said({ "gen_ai.input.messages": deep });
    assert.equal(read?.sent.length, 1);
  });

  it("are absent where the span says nothing", () => {
    assert.equal(said({ "http.method": "GET" }), undefined);
    for (const span of spansOf("anthropic-sdk")) assert.equal(messagesOf(span), undefined);
  });
});

describe("what a received tool span was given and gave back", () => {
  for (const [fixture, input] of [
    ["ai-sdk-otel", { city: "Oslo" }],
    ["ai-sdk", { city: "Oslo" }],
    ["openinference-langchain", "Oslo"],
    ["openllmetry-langchain", { args: ['{"city":"Oslo"}'] }],
  ] as const)
    it(`is known of ${fixture}`, () => {
      const [tool] = spansOf(fixture).flatMap((span) => toolOf(span) ?? []);
      assert.deepEqual(tool?.input, input);
      assert.equal(tool?.output, "rain");
      assert.equal(tool?.failed, false);
    });
});
