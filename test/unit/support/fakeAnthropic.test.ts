import assert from "node:assert/strict";
import { Anthropic, APIError } from "@anthropic-ai/sdk";
import {
  broken,
  FakeAnthropic,
  FAULTS,
  fault,
  refuse,
  say,
  spawnFakeAnthropic,
  startFakeAnthropic,
  type FaultName,
} from "../../support/fakeAnthropic/index.ts";
import { scriptedFetch } from "../../support/scriptedFetch.ts";

type Params = Anthropic.MessageStreamParams;

const QUESTION: Params = {
  model: "claude-sonnet-5-5",
  max_tokens: 2_000,
  messages: [{ role: "user", content: "How are refunds made?" }],
};

const connect = (baseURL: string, fetchOf: typeof fetch = fetch): Anthropic =>
  new Anthropic({ baseURL, apiKey: "key", maxRetries: 0, logLevel: "off", fetch: fetchOf });

/** The fake behind a `fetch`, without a port. */
function inProcess(fake: FakeAnthropic): (params?: Partial<Params>) => Promise<Anthropic.Message> {
  const client = connect("http://fake", scriptedFetch(fake.handler).fetch);
  return (params) => client.messages.stream({ ...QUESTION, ...params }).finalMessage();
}

const errorOf = async (pending: Promise<unknown>): Promise<APIError> => {
  const error = await pending.then(
    () => assert.fail("it should have failed"),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof APIError, String(error));
  return error;
};

const user = (content: Anthropic.MessageParam["content"]): Anthropic.MessageParam => ({
  role: "user",
  content,
});
const assistant = (content: Anthropic.MessageParam["content"]): Anthropic.MessageParam => ({
  role: "assistant",
  content,
});
const CALL = { type: "tool_use", id: "toolu_1", name: "read_file", input: {} } as const;
const RESULT = { type: "tool_result", tool_use_id: "toolu_1", content: "42" } as const;
const marked = (text: string): Anthropic.TextBlockParam => ({
  type: "text",
  text,
  cache_control: { type: "ephemeral" },
});

describe("the fake Messages API", () => {
  it("answers the SDK with text, thinking and tool calls, and bills what it reports", async () => {
    const fake = new FakeAnthropic().script(
      say({ type: "thinking", thinking: "Hm." }, "Look:", {
        type: "tool_use",
        name: "read_file",
        input: { path: "a" },
      }),
    );
    const message = await inProcess(fake)();
    assert.deepEqual(
      message.content.map(({ type }) => type),
      ["thinking", "text", "tool_use"],
    );
    assert.equal(message.stop_reason, "tool_use");
    const [item] = fake.bill.items;
    const { input_tokens: input, output_tokens: output } = message.usage;
    assert.deepEqual(item?.tokens, { input, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output });
    assert.equal(fake.bill.total, input * 2_000 + output * 10_000);
    assert.ok(item?.complete);
  });

  for (const name of Object.keys(FAULTS) as FaultName[]) {
    it(`refuses with ${name} as the SDK knows it`, async () => {
      const fake = new FakeAnthropic().script(fault(name));
      const error = await errorOf(inProcess(fake)());
      const {
        status,
        headers = {},
        details,
        page,
      } = { headers: undefined, details: undefined, page: undefined, ...FAULTS[name] };
      assert.equal(error.status, status);
      if (page !== true) assert.equal(error.type, FAULTS[name].type);
      assert.equal(error.errorCode ?? undefined, details?.["error_code"]);
      for (const [header, value] of Object.entries(headers)) assert.equal(error.headers?.get(header), value);
      assert.equal(fake.bill.total, 0);
    });
  }

  it("breaks its stream before or after the first content, and bills what was written", async () => {
    const fake = new FakeAnthropic().script(
      broken("error", "start"),
      broken("error"),
      broken("cut"),
      broken("close"),
      { kind: "garbage" },
      { kind: "reset" },
    );
    const ask = inProcess(fake);
    assert.equal((await errorOf(ask())).type, "overloaded_error");
    assert.equal((await errorOf(ask())).type, "overloaded_error");
    for (let i = 0; i < 4; i++) await assert.rejects(ask());
    const outputs = fake.bill.items.map(({ tokens }) => tokens.output);
    assert.deepEqual(outputs, [1, 3, 3, 3, 2_000], "a reset may have cost everything");
    assert.equal(fake.left, 0);
  });

  it("refuses in its own way, with a category and perhaps without a word", async () => {
    const fake = new FakeAnthropic().script(refuse("bio"));
    const { content, stop_reason: stop, stop_details: details } = await inProcess(fake)();
    assert.deepEqual([content, stop, details?.category], [[], "refusal", "bio"]);
  });

  it("writes the prompt cache at a mark once and reads it from then on", async () => {
    const fake = new FakeAnthropic();
    const ask = inProcess(fake);
    const system = [marked("Be brief. ".repeat(400))];
    const first = (await ask({ system })).usage;
    const second = (await ask({ system })).usage;
    assert.ok((first.cache_creation_input_tokens ?? 0) > 900);
    assert.equal(first.cache_read_input_tokens, 0);
    assert.equal(second.cache_read_input_tokens, first.cache_creation_input_tokens);
    assert.equal(second.cache_creation_input_tokens, 0);
  });
});

describe("the strictness of the fake Messages API", () => {
  const refused: Readonly<Record<string, Partial<Params>>> = {
    "a tool call without its result": { messages: [user("a"), assistant([CALL]), user("b")] },
    "a result without its call": { messages: [user("a"), assistant("b"), user([RESULT])] },
    "results that do not come first": {
      messages: [user("a"), assistant([CALL]), user([{ type: "text", text: "b" }, RESULT])],
    },
    "empty content": { messages: [user("a"), assistant([]), user("b")] },
    "a text of spaces": { messages: [user("  ")] },
    "five cache marks": { messages: [user(["a", "b", "c", "d", "e"].map(marked))] },
    "a cache mark on nothing": { system: [marked("")] },
    "a conversation that the assistant begins": { messages: [assistant("a")] },
    "a parameter that is gone": { temperature: 1 } as Partial<Params>,
    "more output than the model can write": { max_tokens: 200_000 },
    "thinking that it did not sign": {
      messages: [user("a"), assistant([{ type: "thinking", thinking: "b", signature: "c2ln" }]), user("d")],
    },
  };
  for (const [what, params] of Object.entries(refused)) {
    it(`does not take ${what}`, async () => {
      const fake = new FakeAnthropic();
      const error = await errorOf(inProcess(fake)(params));
      assert.deepEqual([error.status, error.type], [400, "invalid_request_error"]);
      assert.deepEqual(fake.rejections, [error.apiMessage]);
      assert.equal(fake.accepted.length, 0);
    });
  }

  it("says how far a prompt is above the window, also together with max_tokens", async () => {
    const fake = new FakeAnthropic({ limits: { "claude-sonnet-5-5": { contextWindow: 3_000 } } });
    const ask = inProcess(fake);
    await ask();
    assert.match(
      String(await errorOf(ask({ messages: [user("a".repeat(20_000))] }))),
      /prompt is too long: \d+ tokens > 3000/,
    );
    assert.match(
      String(await errorOf(ask({ messages: [user("a".repeat(8_000))] }))),
      /input length and `max_tokens` exceed/,
    );
  });

  it("takes thinking back only where every byte before it is what it was", async () => {
    const thinkAndCall = say({ type: "thinking", thinking: "Hm." }, { ...CALL });
    const fake = new FakeAnthropic({ otherwise: () => thinkAndCall });
    const ask = inProcess(fake);
    const system = [{ type: "text", text: "Be brief." } as const];
    const first = (await ask({ system })).content as Anthropic.ContentBlockParam[];
    const messages = [...QUESTION.messages, assistant(first), user([RESULT])];
    await ask({ system, messages });
    await ask({ system: [marked("Be brief.")], messages });
    await ask({
      system,
      messages: [user("Another question"), ...messages.slice(1)],
      model: "claude-opus-5-5",
    });
    const changed: readonly Partial<Params>[] = [
      { system: [{ type: "text", text: "Be long." }], messages },
      { system, messages: [user("Another question"), ...messages.slice(1)] },
      { system, messages, tools: [{ name: "read_file", input_schema: { type: "object" } }] },
      {
        system,
        messages: [
          QUESTION.messages[0] ?? user(""),
          assistant([{ ...first[0], thinking: "Ha." } as never, CALL]),
          user([RESULT]),
        ],
      },
    ];
    for (const params of changed)
      assert.match(String(await errorOf(ask(params))), /bound to a different conversation/);
  });
});

describe("the fake Messages API behind a port", () => {
  it("serves a client that goes away in the middle, and bills what it had written by then", async () => {
    await using server = await startFakeAnthropic();
    const words = "word ".repeat(2_000);
    server.fake.script({ ...say(words), pace: 2 });
    const stream = connect(server.url).messages.stream(QUESTION);
    await new Promise((resolve) => stream.once("text", resolve));
    stream.abort();
    await assert.rejects(stream.finalMessage());
    const [item] = server.fake.bill.items;
    assert.ok(item !== undefined && !item.complete);
    assert.ok(item.tokens.output < 2_500 && item.tokens.input > 0);
  });

  it("runs as a process of its own, scripted from outside", async () => {
    await using server = await spawnFakeAnthropic();
    await server.script({ steps: [fault("rate_limit")], otherwise: say("Hello.") });
    const client = connect(server.url);
    const ask = (): Promise<Anthropic.Message> => client.messages.stream(QUESTION).finalMessage();
    assert.equal((await errorOf(ask())).status, 429);
    const { content } = await ask();
    assert.deepEqual(content, [{ type: "text", text: "Hello." }]);
    const { items, total, rejections } = await server.bill();
    assert.equal(items.length, 1);
    assert.equal(total, items[0]?.nanoUsd);
    assert.deepEqual(rejections, []);
  });
});
