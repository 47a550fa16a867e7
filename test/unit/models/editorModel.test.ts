import assert from "node:assert/strict";
import { EditorModelError } from "../../../src/core/editor.ts";
import { ModelError, type FailureClass } from "../../../src/core/failure.ts";
import type { ModelEvent, ModelInfo, ModelRequest, ModelResponse } from "../../../src/core/model.ts";
import { NO_USAGE } from "../../../src/core/usage.ts";
import { editorModel } from "../../../src/models/editor/index.ts";
import { fakeCall, REQUEST } from "../../support/calls.ts";
import { FakeEditor, GPT, type EditorScript } from "../../support/fakeEditor.ts";
import { until, VirtualClock } from "../../support/virtualClock.ts";

const INFO: ModelInfo = {
  id: GPT.id,
  provider: "vscode",
  label: GPT.name,
  contextWindow: GPT.maxInputTokens,
  maxOutput: 32_000,
};

interface Setting {
  readonly editor?: FakeEditor | undefined;
  readonly request?: ModelRequest;
  readonly clock?: VirtualClock;
  readonly signal?: AbortSignal;
}

/** Asks the model. */
async function ask(setting: Setting): Promise<readonly ModelEvent[]> {
  const { request = REQUEST, clock = new VirtualClock(), signal } = setting;
  const model = editorModel({ info: INFO, editor: setting.editor, clock, idleSeconds: () => 90 });
  const events: ModelEvent[] = [];
  for await (const event of model.stream(request, fakeCall(signal && { signal }))) events.push(event);
  return events;
}

async function answerOf(setting: Setting): Promise<ModelResponse> {
  const last = (await ask(setting)).at(-1);
  assert.ok(last?.type === "completed");
  return last.response;
}

async function failureOf(setting: Setting): Promise<ModelError> {
  const error: unknown = await ask(setting).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ModelError, `not a ModelError: ${String(error)}`);
  return error;
}

const says =
  (...texts: readonly string[]): EditorScript =>
  () =>
    texts.map((text) => ({ type: "text", text }));

const fails = (error: unknown, ...before: readonly string[]): EditorScript =>
  function* () {
    yield* before.map((text) => ({ type: "text", text }) as const);
    throw error;
  };

const call = (callId: string) =>
  ({ type: "tool_call", callId, name: "read_file", input: { path: "a" } }) as const;

describe("a model of VS Code", () => {
  it("answers in pieces that become one text, with tokens that it counted itself", async () => {
    const editor = new FakeEditor(says("Hello ", "", "you there"));
    const events = await ask({ editor });
    assert.deepEqual(
      events.map(({ type }) => type),
      ["started", "text", "text", "completed"],
    );
    const { content, usage, stopReason, rawUsage } = await answerOf({ editor });
    assert.deepEqual(content, [{ type: "text", text: "Hello you there" }]);
    assert.deepEqual(usage, { ...NO_USAGE, input: 3, output: 3 });
    assert.equal(stopReason, "end_turn");
    assert.deepEqual(rawUsage, { input_tokens: 3, output_tokens: 3, estimated: false });
  });

  it("that does not count gets an estimate, which says that it is one", async () => {
    const editor = new FakeEditor(says("1234"));
    editor.counts = false;
    const { usage, rawUsage } = await answerOf({ editor });
    assert.deepEqual([usage.output, rawUsage], [1, { input_tokens: 4, output_tokens: 1, estimated: true }]);
  });

  it("gets system prompt, tools, calls and results in its own terms, and nobody's thinking", async () => {
    const editor = new FakeEditor(says("ok"));
    const tool = { name: "read_file", description: "Reads", input_schema: { type: "object" } };
    await ask({
      editor,
      request: {
        ...REQUEST,
        tools: [tool],
        messages: [
          ...REQUEST.messages,
          {
            role: "assistant",
            content: [
              { type: "thinking", thinking: "secret", signature: "s" },
              { type: "text", text: "I look." },
              { type: "tool_use", id: "t1", name: "read_file", input: { path: "a" } },
            ],
          },
          { role: "user", content: [{ type: "tool_result", tool_use_id: "t1", content: "aaa" }] },
          { role: "assistant", content: [{ type: "redacted_thinking", data: "x" }] },
        ],
      },
    });
    const [sent] = editor.requests;
    assert.deepEqual(sent?.messages, [
      { role: "user", parts: [{ type: "text", text: "Be brief." }] },
      { role: "user", parts: [{ type: "text", text: "Hello" }] },
      {
        role: "assistant",
        parts: [
          { type: "text", text: "I look." },
          { type: "tool_call", callId: "t1", name: "read_file", input: { path: "a" } },
        ],
      },
      { role: "user", parts: [{ type: "tool_result", callId: "t1", text: "aaa" }] },
    ]);
    assert.deepEqual(sent.tools, [
      { name: "read_file", description: "Reads", inputSchema: { type: "object" } },
    ]);
  });

  it("calls tools under ids that any model takes back, each its own", async () => {
    const editor = new FakeEditor(() => [call("call_1"), call("call_1"), call("später"), call("")]);
    const { content, stopReason } = await answerOf({ editor });
    const ids = content.map((block) => (block.type === "tool_use" ? block.id : ""));
    assert.equal(stopReason, "tool_use");
    assert.deepEqual([ids[0], new Set(ids).size], ["call_1", 4]);
    for (const id of ids) assert.match(id, /^[a-zA-Z0-9_-]+$/);
  });

  const failures: readonly (readonly [what: string, unknown, FailureClass, RegExp])[] = [
    [
      "without consent",
      new EditorModelError("NoPermissions", "Language model 'GPT One' cannot be used"),
      "authentication",
      /VS Code may not let .* use GPT One: .*Send the message again and allow it/,
    ],
    [
      "whose quota is used up",
      new EditorModelError("Blocked", "You have exceeded your premium request allowance"),
      "spend_limit",
      /quota for GPT One is used up.*Wait until its provider resets it/,
    ],
    ["that is blocked", new EditorModelError("Blocked", "not for you"), "authentication", /blocks requests/],
    ["that is gone", new EditorModelError("NotFound", ""), "invalid_request", /does not offer GPT One now/],
    [
      "that fails without a code",
      new EditorModelError("Unknown", "failed", { cause: new Error("fetch failed") }),
      "network",
      /GPT One failed \(network\): failed: fetch failed\./,
    ],
    ["that is rate-limited", new Error("Too Many Requests"), "rate_limit", /rate limited/],
    ["whose window is full", new Error("the prompt is too long"), "context_overflow", /context full/],
    [
      "that fails for no known reason",
      new Error("boom"),
      "server_error",
      /GPT One failed \(server error\): boom/,
    ],
  ];
  for (const [what, thrown, failure, message] of failures)
    it(`${what} is a failure of its class, in words that say what to do`, async () => {
      const error = await failureOf({ editor: new FakeEditor(fails(thrown)) });
      assert.equal(error.failure, failure);
      assert.match(`${error.message} ${error.advice}`, message);
      assert.equal(error.details.stage, "refused");
    });

  it("that breaks off is billed for what it had read and written", async () => {
    const error = await failureOf({ editor: new FakeEditor(fails(new Error("socket hang up"), "some")) });
    assert.deepEqual(error.details, { stage: "cut", outputBytes: 4, usage: { ...NO_USAGE, input: 3 } });
  });

  it("that says nothing at all has not answered", async () => {
    assert.equal((await failureOf({ editor: new FakeEditor(says()) })).failure, "incomplete_stream");
  });

  it("that ignores a stop does not hold it up, and is told of it", async () => {
    const stop = new AbortController();
    let told: AbortSignal | undefined;
    const editor = new FakeEditor(async function* (_request, signal) {
      told = signal;
      yield { type: "text", text: "one" };
      await new Promise(() => undefined);
    });
    const failing = failureOf({ editor, signal: stop.signal });
    await until(() => told !== undefined);
    stop.abort();
    assert.equal((await failing).failure, "cancelled");
    assert.equal(told?.aborted, true);
  });

  it("that stops in the middle has stalled", async () => {
    const clock = new VirtualClock();
    let waiting = false;
    const editor = new FakeEditor(async function* () {
      yield { type: "text", text: "one" };
      waiting = true;
      await new Promise(() => undefined);
    });
    const failing = failureOf({ editor, clock });
    await until(() => waiting);
    await clock.advance(90_000);
    const { failure, message } = await failing;
    assert.deepEqual([failure, message], ["stall", "The answer stopped arriving for 90 seconds."]);
  });

  it("says outside of VS Code that it answers only there", async () => {
    const error = await failureOf({ editor: undefined });
    assert.equal(error.failure, "invalid_request");
    assert.match(error.message, /VS Code's models answer only inside VS Code/);
  });
});
