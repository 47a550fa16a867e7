import assert from "node:assert/strict";
import { Anthropic } from "@anthropic-ai/sdk";
import * as fc from "fast-check";
import { epochMs, type Ms } from "../../../src/core/units.ts";
import { createSimulatedFetch, SIMULATED_MODELS } from "../../../src/models/simulated/index.ts";
import { pieces } from "../../../src/models/simulated/api/sse.ts";
import { simulatedClient } from "../../support/simulatedAgent.ts";
import { startSimulatedServer } from "../../support/simulatedServer.ts";

const params = (text: string, more: Partial<Anthropic.MessageCreateParamsNonStreaming> = {}) => ({
  model: "simulated",
  max_tokens: 1_000,
  messages: [{ role: "user" as const, content: text }],
  ...more,
});

const HELLO = params("hello");

const post = (body: unknown, path = "/v1/messages"): Promise<Response> =>
  createSimulatedFetch()(`http://simulated.invalid${path}`, {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

const apiError = async (promise: Promise<unknown>): Promise<InstanceType<typeof Anthropic.APIError>> => {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof Anthropic.APIError, `expected an API error, got ${String(error)}`);
  return error;
};

const firstText = (message: Anthropic.Message): string => {
  const [block] = message.content;
  return block?.type === "text" ? block.text : "";
};

const messageIds = async (fetch: typeof globalThis.fetch): Promise<readonly string[]> => {
  const client = simulatedClient(fetch);
  const messages = [await client.messages.create(HELLO), await client.messages.create(HELLO)];
  return messages.map((message) => message.id);
};

describe("the simulated Messages API", () => {
  it("sends the events of a stream in the order of the real API", async () => {
    const events: string[] = [];
    for await (const event of await simulatedClient().messages.create({ ...HELLO, stream: true }))
      events.push(event.type);
    const deltas = events.filter((type) => type === "content_block_delta").length;
    assert.ok(deltas >= 3, `${deltas} deltas`);
    assert.deepEqual(
      events.filter((type, i) => type !== "content_block_delta" || events[i - 1] !== type),
      [
        "message_start",
        "content_block_start",
        "content_block_delta",
        "content_block_stop",
        "message_delta",
        "message_stop",
      ],
    );
  });

  it("writes each event as the wire format demands, with a ping after the start", async () => {
    const text = await (await post({ ...HELLO, stream: true })).text();
    const events = text.trimEnd().split("\n\n");
    for (const event of events) {
      const [, type, data] = /^event: (\w+)\ndata: (.+)$/u.exec(event) ?? [];
      assert.equal((JSON.parse(data ?? "") as { type: string }).type, type);
    }
    assert.equal(events[1], 'event: ping\ndata: {"type":"ping"}');
  });

  it("says the same whether it is streamed or not", async () => {
    const client = simulatedClient();
    const whole = await client.messages.create(HELLO);
    const streamed = await client.messages.stream(HELLO).finalMessage();
    assert.deepEqual(streamed.content, whole.content);
    assert.deepEqual(streamed.usage, whole.usage);
    assert.equal(streamed.stop_reason, "end_turn");
  });

  it("bills the tokens that count_tokens announces, and output by what it wrote", async () => {
    const client = simulatedClient();
    const { input_tokens: counted } = await client.messages.countTokens({
      model: HELLO.model,
      messages: HELLO.messages,
    });
    const stream = await client.messages.create({ ...HELLO, stream: true });
    const usages: { input?: number | null; output: number }[] = [];
    for await (const event of stream) {
      if (event.type === "message_start")
        usages.push({ input: event.message.usage.input_tokens, output: event.message.usage.output_tokens });
      if (event.type === "message_delta")
        usages.push({ input: event.usage.input_tokens, output: event.usage.output_tokens });
    }
    assert.deepEqual(usages[0], { input: counted, output: 1 });
    assert.equal(usages[1]?.input, counted);
    assert.ok((usages[1]?.output ?? 0) > 10);
  });

  it("lists its models and knows each of them", async () => {
    const client = simulatedClient();
    const listed = (await client.models.list()).data;
    assert.deepEqual(
      listed.map((model) => model.id),
      ["simulated", "simulated-small"],
    );
    for (const info of SIMULATED_MODELS) {
      const model = await client.models.retrieve(info.id);
      assert.equal(model.max_input_tokens, info.contextWindow);
      assert.equal(model.max_tokens, info.maxOutput);
    }
  });

  it("gives request id and rate limits in its headers", async () => {
    const { response, request_id } = await simulatedClient().messages.create(HELLO).withResponse();
    assert.match(request_id ?? "", /^req_[0-9a-f]{24}$/u);
    for (const kind of ["requests", "input-tokens", "output-tokens"])
      for (const field of ["limit", "remaining", "reset"])
        assert.ok(response.headers.get(`anthropic-ratelimit-${kind}-${field}`), `${kind}-${field}`);
  });

  it("names requests and messages alike in every run without a random port, and never twice with one", async () => {
    const plain = await messageIds(createSimulatedFetch());
    assert.deepEqual(await messageIds(createSimulatedFetch()), plain);
    assert.notEqual(plain[0], plain[1]);
    let next = 0;
    const random = { bytes: (count: number) => new Uint8Array(count).fill(next++), next: () => 0 };
    const minted = [
      ...(await messageIds(createSimulatedFetch({ random }))),
      ...(await messageIds(createSimulatedFetch({ random }))),
    ];
    assert.equal(new Set(minted).size, 4);
  });

  it("is reached over a real port as well", async () => {
    const server = await startSimulatedServer();
    try {
      const client = new Anthropic({ apiKey: "any", baseURL: server.url, maxRetries: 0, logLevel: "off" });
      assert.match(firstText(await client.messages.stream(HELLO).finalMessage()), /simulated model/u);
      const refused = await apiError(client.messages.create(params("/simulate billing")));
      assert.equal(refused.status, 402);
    } finally {
      await server.close();
    }
  });
});

describe("the simulated Messages API refuses what the real one refuses", () => {
  const cases: readonly [string, unknown, number, string, RegExp][] = [
    ["a body that is no JSON", "{", 400, "invalid_request_error", /not valid JSON/u],
    [
      "a missing model",
      { ...HELLO, model: undefined },
      400,
      "invalid_request_error",
      /model: Field required/u,
    ],
    ["an unknown model", { ...HELLO, model: "claude-9" }, 404, "not_found_error", /model: claude-9/u],
    ["no messages", { ...HELLO, messages: [] }, 400, "invalid_request_error", /at least one message/u],
    [
      "no max_tokens",
      { ...HELLO, max_tokens: undefined },
      400,
      "invalid_request_error",
      /max_tokens: Field required/u,
    ],
    ["too high max_tokens", { ...HELLO, max_tokens: 64_001 }, 400, "invalid_request_error", /64001 > 64000/u],
    [
      "an answer first",
      { ...HELLO, messages: [{ role: "assistant", content: "hi" }] },
      400,
      "invalid_request_error",
      /first message must use the "user" role/u,
    ],
    [
      "an empty text block",
      { ...HELLO, messages: [{ role: "user", content: [{ type: "text", text: "" }] }] },
      400,
      "invalid_request_error",
      /non-empty/u,
    ],
    [
      "a tool call without its result",
      {
        ...HELLO,
        messages: [
          { role: "user", content: "go" },
          { role: "assistant", content: [{ type: "tool_use", id: "toolu_1", name: "x", input: {} }] },
          { role: "user", content: "and?" },
        ],
      },
      400,
      "invalid_request_error",
      /messages\.1: `tool_use` ids were found without `tool_result` blocks immediately after: toolu_1/u,
    ],
    [
      "a result without its tool call",
      {
        ...HELLO,
        messages: [
          { role: "user", content: [{ type: "tool_result", tool_use_id: "toolu_2", content: "x" }] },
        ],
      },
      400,
      "invalid_request_error",
      /unexpected `tool_use_id` found in `tool_result` blocks: toolu_2/u,
    ],
    [
      "a prompt longer than the window",
      { ...HELLO, messages: [{ role: "user", content: "word ".repeat(170_000) }] },
      400,
      "invalid_request_error",
      /^prompt is too long: \d+ tokens > 200000 maximum$/u,
    ],
  ];
  for (const [name, body, status, type, message] of cases)
    it(name, async () => {
      const response = await post(body);
      const reply = (await response.json()) as {
        type: string;
        error: { type: string; message: string };
        request_id: string;
      };
      assert.equal(response.status, status);
      assert.equal(reply.type, "error");
      assert.equal(reply.error.type, type);
      assert.match(reply.error.message, message);
      assert.equal(reply.request_id, response.headers.get("request-id"));
    });

  it("any other address", async () => {
    assert.equal((await post({}, "/v1/files")).status, 404);
  });
});

describe("an answer of the simulated model", () => {
  it("stops at max_tokens, with that stop reason", async () => {
    const message = await simulatedClient().messages.create(params("help", { max_tokens: 20 }));
    assert.equal(message.stop_reason, "max_tokens");
    assert.equal(message.usage.output_tokens, 20);
    assert.equal(Buffer.byteLength(firstText(message)), 80);
  });

  it("comes in pieces with a pause before each but the first", async () => {
    const pauses: number[] = [];
    const clock = {
      now: () => epochMs(0),
      sleep: async (duration: Ms) => void pauses.push(duration),
    };
    const stream = await simulatedClient(createSimulatedFetch({ clock })).messages.create({
      ...HELLO,
      stream: true,
    });
    let events = 1; // the ping, which the SDK keeps to itself
    for await (const event of stream) events += event.type.length > 0 ? 1 : 0;
    assert.equal(pauses.length, events - 1);
    assert.ok(pauses.every((pause) => pause > 0 && pause < 100));
  });

  it("ends at once when it is aborted, in the middle of a pause", async () => {
    const clock = { now: () => epochMs(0), sleep: () => new Promise<void>(() => {}) };
    const stream = simulatedClient(createSimulatedFetch({ clock })).messages.stream(HELLO);
    stream.on("connect", () => setImmediate(() => stream.abort()));
    await assert.rejects(stream.finalMessage(), Anthropic.APIUserAbortError);
  });

  it("does not begin for a request that is aborted already", async () => {
    const gone = AbortSignal.abort();
    const request = createSimulatedFetch()("http://simulated.invalid/v1/models", { signal: gone });
    await assert.rejects(request, { name: "AbortError" });
  });

  it("is cut into pieces that together are the text", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => pieces(text).join("") === text));
    fc.assert(fc.property(fc.lorem({ maxCount: 2_000 }), (text) => pieces(text).length <= 151));
  });
});

describe("thinking of the simulated model", () => {
  const ask = params("/simulate thinking hello");
  const thinker = simulatedClient();

  it("is streamed with a signature before the text", async () => {
    const message = await thinker.messages.stream(ask).finalMessage();
    assert.deepEqual(
      message.content.map((block) => block.type),
      ["thinking", "text"],
    );
    const [thinking] = message.content;
    assert.ok(
      thinking?.type === "thinking" && thinking.signature.length > 40 && thinking.thinking.length > 20,
    );
    assert.ok((message.usage.output_tokens_details?.thinking_tokens ?? 0) > 5);
  });

  const follow = async (
    change: (params: Anthropic.MessageCreateParamsNonStreaming) => void,
  ): Promise<Anthropic.Message> => {
    const answer = await thinker.messages.create(ask);
    const next: Anthropic.MessageCreateParamsNonStreaming = {
      ...ask,
      messages: [
        ...ask.messages,
        { role: "assistant", content: answer.content as never },
        { role: "user", content: "hi" },
      ],
    };
    change(next);
    return thinker.messages.create(next);
  };

  it("is accepted in the conversation that it was written in, wherever the cache marks stand", async () => {
    const answer = await follow((next) => {
      next.messages[0] = {
        role: "user",
        content: [{ type: "text", text: "/simulate thinking hello", cache_control: { type: "ephemeral" } }],
      };
    });
    assert.equal(answer.stop_reason, "end_turn");
  });

  for (const [what, change] of [
    [
      "an earlier message changed",
      (next) => void (next.messages[0] = { role: "user", content: "something else" }),
    ],
    ["the system prompt changed", (next) => void (next.system = "Another agent.")],
  ] satisfies [string, (params: Anthropic.MessageCreateParamsNonStreaming) => void][])
    it(`is rejected where ${what}`, async () => {
      const error = await apiError(follow(change));
      assert.equal(error.status, 400);
      assert.match(
        error.apiMessage ?? "",
        /Invalid `signature` in `thinking` block.*bound to a different conversation/u,
      );
    });

  it("of another model is ignored", async () => {
    const answer = await follow((next) => void (next.model = "simulated-small"));
    assert.equal(answer.stop_reason, "end_turn");
  });
});
