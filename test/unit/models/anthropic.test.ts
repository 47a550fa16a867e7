import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as fc from "fast-check";
import {
  FlightdeckError,
  ModelError,
  type FailureClass,
  type ModelErrorDetails,
} from "../../../src/core/failure.ts";
import type { ModelEvent, ModelRequest, ModelResponse } from "../../../src/core/model.ts";
import { anthropic } from "../../../src/models/anthropic.ts";
import { apiServer, type ApiServer } from "../../support/apiServer.ts";
import { fakeCall, INFO, REQUEST } from "../../support/calls.ts";
import {
  answer,
  answerEvents,
  apiError,
  cut,
  cutAnswer,
  errorBody,
  PING,
  sse,
  stall,
  streamed,
  text,
  thinking,
  toolUse,
  type Block,
  type Handler,
} from "../../support/messagesApi.ts";
import { scriptedFetch } from "../../support/scriptedFetch.ts";
import { settle, until, VirtualClock } from "../../support/virtualClock.ts";

const KEY = "test-key";
const IDLE_SECONDS = 90;

let server: ApiServer;

interface StartOptions {
  readonly request?: ModelRequest;
  readonly baseUrl?: string;
  readonly apiKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly fetch?: typeof fetch;
}

interface Run {
  readonly events: ModelEvent[];
  readonly done: Promise<void>;
  readonly abort: AbortController;
  readonly clock: VirtualClock;
}

/** Asks the door for an answer of the server, or of another place. */
function start(handler: Handler, options: StartOptions = {}): Run {
  server.handler = handler;
  const clock = new VirtualClock();
  const abort = new AbortController();
  const { baseUrl = server.url, apiKey = KEY, headers = {} } = options;
  const model = anthropic({
    caching: "off",
    info: INFO,
    fetch: options.fetch ?? fetch,
    clock,
    idleSeconds: () => IDLE_SECONDS,
    headers: () => headers,
    endpoint: () => Promise.resolve({ baseUrl, apiKey }),
  });
  const events: ModelEvent[] = [];
  const consume = async (): Promise<void> => {
    for await (const event of model.stream(options.request ?? REQUEST, fakeCall({ signal: abort.signal })))
      events.push(event);
  };
  const done = consume();
  done.catch(() => undefined);
  return { events, done, abort, clock };
}

async function completed(
  handler: Handler,
  options?: StartOptions,
): Promise<ModelResponse & { readonly events: readonly ModelEvent[] }> {
  const { events, done } = start(handler, options);
  await done;
  const last = events.at(-1);
  assert.ok(last?.type === "completed");
  assert.equal(events.filter(({ type }) => type === "completed").length, 1);
  return { ...last.response, events };
}

async function failure({ done }: Pick<Run, "done">): Promise<ModelError> {
  const error: unknown = await done.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ModelError, `not a ModelError: ${String(error)}`);
  return error;
}

const failed = (handler: Handler, options?: StartOptions): Promise<ModelError> =>
  failure(start(handler, options));

type Expected = { readonly [Name in keyof ModelErrorDetails]?: ModelErrorDetails[Name] | undefined };

/** Only the given fields of the details. */
function assertFailed(error: ModelError, expected: FailureClass, details: Expected): void {
  const names = Object.keys(details) as (keyof ModelErrorDetails)[];
  const found = Object.fromEntries(names.map((name) => [name, error.details[name]]));
  assert.deepEqual([error.failure, found], [expected, details], error.message);
}

const retryAfter = async (headers: Record<string, string>): Promise<number | undefined> =>
  (await failed(() => apiError(429, "rate_limit_error", "wait", { headers }))).details.retryAfter;
const bare =
  (status: number, body: string | null): Handler =>
  () =>
    new Response(body, { status });
const errorEvent = (type: string): string => sse({ ...errorBody(type, "in the middle"), type: "error" });
const unreachable = (baseUrl: string): Promise<ModelError> => failed(() => answer([]), { baseUrl });

describe("the door to the Messages API", () => {
  before(async () => {
    server = await apiServer(() => answer([]));
  });
  after(() => server.close());

  describe("an answer", () => {
    it("comes with its text as it is written, its usage, limits and times", async () => {
      const response = await completed(() =>
        streamed(answerEvents(["Hello, dear world"]).map(sse), {
          "anthropic-ratelimit-requests-remaining": "9",
          "x-other": "1",
        }),
      );
      const { events } = response;
      assert.deepEqual(events[0], {
        type: "started",
        model: "claude-sonnet-5-5",
        requestId: "req_1",
        usage: { input: 100, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 1 },
      });
      assert.equal(
        events.flatMap((event) => (event.type === "text" ? [event.text] : [])).join(""),
        "Hello, dear world",
      );
      assert.deepEqual(response.content, [text("Hello, dear world")]);
      assert.deepEqual(
        [response.id, response.requestId, response.status, response.stopReason],
        ["msg_1", "req_1", 200, "end_turn"],
      );
      assert.deepEqual(response.rateLimit, { "anthropic-ratelimit-requests-remaining": "9" });
      assert.deepEqual(response.usage, {
        input: 100,
        cacheRead: 0,
        cacheWrite5m: 0,
        cacheWrite1h: 0,
        output: 20,
      });
      assert.equal(response.chunks.length, 2);
      assert.equal(response.timeToFirstToken, 0);
    });

    it("keeps thinking with its signature, tool calls and kinds that nobody knows byte for byte", async () => {
      const content: readonly Block[] = [
        thinking("Let me see …\n", "EqQBCgIYAhIkZ\u00e9=="),
        { type: "redacted_thinking", data: "b64==" },
        { ...text("Zitat 🙂 \u2028"), citations: null },
        toolUse("toolu_1", "read_file", { path: 'a\n"b".py', nested: [1, { x: null }] }),
        toolUse("toolu_2", "list_files", {}),
        { type: "server_fancy_result", content: [{ deep: true }], caller: { type: "direct" } },
      ];
      const response = await completed(() => answer(content));
      assert.equal(JSON.stringify(response.content), JSON.stringify(content));
      assert.equal(response.stopReason, "tool_use");
      const types = new Set(response.events.map(({ type }) => type));
      assert.deepEqual(
        types,
        new Set(["started", "thinking", "text", "tool_use", "tool_input", "block", "completed"]),
      );
    });

    it("keeps tool arguments that are no JSON as text, and parses none twice", async () => {
      const broken = ['{"path": "a', "not json", '{"a":1}{"b":2}'];
      const { content } = await completed(() =>
        answer(broken.map((json, n) => toolUse(`t${n}`, "read_file", json))),
      );
      assert.deepEqual(
        content.map((block) => block.type === "tool_use" && block.input),
        broken,
      );
      const empty = await completed(() => answer([toolUse("t", "list_files", "")]));
      assert.deepEqual(empty.content, [toolUse("t", "list_files", {})]);
    });

    it("is the same however its bytes are cut into packets", async () => {
      const content = [
        thinking("hm 🙂"),
        text("Grüße 🙂 an\nalle"),
        toolUse("t", "read_file", { path: "ü" }),
      ];
      const wire = Buffer.from(answerEvents(content).map(sse).join(""));
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(wire.length), { maxLength: 6 }), async (cuts) => {
          const ends = [...cuts.toSorted((a, b) => a - b), wire.length];
          const body = new ReadableStream({
            start(controller) {
              let from = 0;
              for (const end of ends) {
                if (end > from) controller.enqueue(wire.subarray(from, end));
                from = end;
              }
              controller.close();
            },
          });
          const response = await completed(
            () => new Response(body, { headers: { "content-type": "text/event-stream" } }),
          );
          assert.deepEqual(response.content, content);
        }),
        { numRuns: 25 },
      );
    });

    it("counts cached and written tokens apart, and the last usage wins", async () => {
      const usage = {
        input_tokens: 5,
        cache_read_input_tokens: 1_000,
        cache_creation_input_tokens: 300,
        cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 200 },
        service_tier: "standard",
      };
      const events = answerEvents(["x"], { usage });
      const delta = {
        type: "message_delta",
        delta: { stop_reason: "end_turn" },
        usage: { input_tokens: 6, cache_read_input_tokens: null, output_tokens: 42 },
      };
      const response = await completed(() =>
        streamed([...events.slice(0, -2), delta, ...events.slice(-1)].map(sse)),
      );
      assert.deepEqual(response.usage, {
        input: 6,
        cacheRead: 1_000,
        cacheWrite5m: 100,
        cacheWrite1h: 200,
        output: 42,
      });
      assert.deepEqual(response.rawUsage, { ...usage, input_tokens: 6, output_tokens: 42 });
    });

    it("keeps a refusal's reason", async () => {
      const response = await completed(() =>
        answer([], { stopReason: "refusal", stopDetails: { category: "cyber" } }),
      );
      assert.deepEqual(
        [response.stopReason, response.stopDetails, response.content],
        ["refusal", { category: "cyber" }, []],
      );
    });
  });

  describe("a request", () => {
    it("is what was asked, and carries one key", async () => {
      const messages = [
        { role: "user", content: [text("a")] },
        {
          role: "assistant",
          content: [
            thinking("b"),
            toolUse("t", "read_file", { path: "x" }),
            { type: "odd", "weird-field": 1 },
          ],
        },
        { role: "user", content: [{ type: "tool_result", tool_use_id: "t", content: "y" }] },
      ] as unknown as ModelRequest["messages"];
      const tools = [{ name: "read_file", description: "Reads", input_schema: { type: "object" } }];
      await completed(() => answer(["ok"]), { request: { ...REQUEST, messages, tools } });
      const sent = server.requests.at(-1);
      assert.equal(`${sent?.method} ${sent?.url}`, "POST /v1/messages");
      assert.deepEqual(sent?.body, {
        model: INFO.id,
        max_tokens: 2_000,
        system: REQUEST.system,
        tools,
        messages,
        stream: true,
      });
      assert.deepEqual(
        [sent.headers.get("x-api-key"), sent.headers.get("authorization")],
        [KEY, `Bearer ${KEY}`],
      );
    });

    it("carries headers of our own", async () => {
      await completed(() => answer(["ok"]), { headers: { "x-own": "1" } });
      assert.equal(server.requests.at(-1)?.headers.get("x-own"), "1");
    });

    it("leaves out an empty system prompt and an empty list of tools", async () => {
      await completed(() => answer(["ok"]), { request: { ...REQUEST, system: [] } });
      assert.deepEqual(Object.keys(server.requests.at(-1)?.body ?? {}), [
        "model",
        "max_tokens",
        "messages",
        "stream",
      ]);
    });

    it("is not changed or led elsewhere by the person's environment", async () => {
      const plain = await completed(() => answer(["ok"]));
      assert.ok(plain);
      const before = server.requests.at(-1);
      const stray = {
        ANTHROPIC_BASE_URL: "http://127.0.0.1:9",
        ANTHROPIC_API_KEY: "stray-key",
        ANTHROPIC_AUTH_TOKEN: "stray-token",
        ANTHROPIC_CUSTOM_HEADERS:
          "X-Stray: 1\nAuthorization: Bearer stray\nanthropic-version: 2023-06-01\nanthropic-beta: stray",
        ANTHROPIC_LOG: "debug",
        OTEL_TRACES_SAMPLER: "always_on",
      };
      const kept = { ...process.env };
      Object.assign(process.env, stray);
      try {
        await completed(() => answer(["ok"]));
      } finally {
        for (const name of Object.keys(stray)) delete process.env[name];
        Object.assign(process.env, kept);
      }
      assert.deepEqual(
        Object.fromEntries(server.requests.at(-1)?.headers ?? []),
        Object.fromEntries(before?.headers ?? []),
      );
    });

    it("is sent once, however it ends", async () => {
      const count = server.requests.length;
      await failed(() =>
        apiError(529, "overloaded_error", "busy", {
          headers: { "x-should-retry": "true", "retry-after": "0" },
        }),
      );
      assert.equal(server.requests.length - count, 1);
    });
  });

  describe("an error response", () => {
    const cases: readonly (readonly [number, string, string, FailureClass, string?])[] = [
      [400, "invalid_request_error", "messages.0: bad", "invalid_request"],
      [
        400,
        "invalid_request_error",
        "prompt is too long: 210000 tokens > 200000 maximum",
        "context_overflow",
      ],
      [
        400,
        "invalid_request_error",
        "input length and `max_tokens` exceed context limit: 1 + 2 > 3",
        "context_overflow",
      ],
      [
        400,
        "invalid_request_error",
        "messages.1.content.0: Invalid `signature` in `thinking` block",
        "thinking_mismatch",
      ],
      [
        400,
        "invalid_request_error",
        "messages.1: `thinking` block is bound to a different conversation",
        "thinking_mismatch",
      ],
      [400, "invalid_request_error", "Your credit balance is too low to access the API", "spend_limit"],
      [
        400,
        "invalid_request_error",
        "You have reached your specified API usage limits: spend limit",
        "spend_limit",
      ],
      [401, "authentication_error", "invalid x-api-key", "authentication"],
      [402, "billing_error", "payment required", "spend_limit"],
      [403, "permission_error", "not allowed", "authentication"],
      [404, "not_found_error", "model: nope", "invalid_request"],
      [408, "timeout_error", "too slow", "timeout"],
      [409, "conflict_error", "conflict", "server_error"],
      [413, "request_too_large", "too large", "request_too_large"],
      [429, "rate_limit_error", "slow down", "rate_limit"],
      [429, "rate_limit_error", "limit", "spend_limit", "enforced_spend_limit_reached"],
      [429, "rate_limit_error", "limit", "spend_limit", "contract_spend_limit_reached"],
      [429, "rate_limit_error", "ramping", "rate_limit", "ramp_limit_exceeded"],
      [402, "billing_error", "cap", "budget_exceeded", "local_budget_exceeded"],
      [418, "teapot_error", "I am a teapot", "invalid_request"],
      [500, "api_error", "oops", "server_error"],
      [500, "constructor", "oops", "server_error", "toString"],
      [502, "bad_gateway", "oops", "server_error"],
      [503, "overloaded_error", "oops", "overloaded"],
      [504, "timeout_error", "oops", "timeout"],
      [529, "overloaded_error", "oops", "overloaded"],
    ];
    for (const [status, type, message, expected, code] of cases) {
      it(`${status} ${code ?? type} (${message.slice(0, 40)}) is ${expected}`, async () => {
        const error = await failed(() =>
          apiError(status, type, message, code === undefined ? {} : { details: { error_code: code } }),
        );
        assertFailed(error, expected, { stage: "refused", status, type, requestId: "req_error", code });
        assert.ok(error.message.includes(message.slice(0, 20)), error.message);
        assert.notEqual(error.advice, "");
      });
    }

    it("says how long the server asks to wait, in whichever way it does", async () => {
      assert.equal(await retryAfter({ "retry-after": "7" }), 7_000);
      assert.equal(await retryAfter({ "retry-after": "7", "retry-after-ms": "250" }), 250);
      assert.equal(
        await retryAfter({
          "retry-after": "Sun, 22 Nov 2026 12:00:30 GMT",
          date: "Sun, 22 Nov 2026 12:00:00 GMT",
        }),
        30_000,
      );
      assert.equal(
        await retryAfter({
          "retry-after": "Sun, 22 Nov 2026 11:00:00 GMT",
          date: "Sun, 22 Nov 2026 12:00:00 GMT",
        }),
        0,
      );
      assert.equal(await retryAfter({ "retry-after": "soon" }), undefined);
      assert.equal(await retryAfter({}), undefined);
    });

    it("that forbids another try is not a rate limit", async () => {
      const error = await failed(() =>
        apiError(429, "rate_limit_error", "no", { headers: { "x-should-retry": "false" } }),
      );
      assertFailed(error, "spend_limit", { shouldRetry: false });
    });

    it("without a body, or with one that is no JSON, is classified by its status", async () => {
      assertFailed(await failed(bare(503, "<html>down</html>")), "server_error", {
        status: 503,
        stage: "refused",
      });
      assertFailed(await failed(bare(401, null)), "authentication", { status: 401 });
      assertFailed(await failed(bare(429, "{}")), "rate_limit", { status: 429 });
    });
  });

  describe("a stream", () => {
    const events = answerEvents([
      thinking("hm"),
      "Hello there",
      toolUse("t", "read_file", { path: "x" }),
    ]).map(sse);

    it("with an error before its beginning cost nothing that is known", async () => {
      const error = await failed(() => streamed([errorEvent("overloaded_error")]));
      assertFailed(error, "overloaded", { stage: "unanswered", status: undefined, type: "overloaded_error" });
    });

    it("with an error after some content says what was used until then", async () => {
      const { events: seen, done } = start(() => streamed([...events.slice(0, 8), errorEvent("api_error")]));
      const error = await failure({ done });
      assertFailed(error, "server_error", {
        stage: "cut",
        usage: { input: 100, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 1 },
        outputBytes: "hmHello there".length,
      });
      assert.ok(seen.some(({ type }) => type === "text"));
    });

    it("that ends anywhere before message_stop is incomplete, whether it closes or breaks", async () => {
      for (let at = 0; at < events.length; at++) {
        const parts = events.slice(0, at);
        for (const end of [[], [cut]]) {
          const error = await failed(() => streamed([...parts, ...end]));
          assertFailed(error, "incomplete_stream", { stage: at === 0 ? "unanswered" : "cut" });
        }
      }
    });

    it("of garbage is incomplete, and a web page is not the API", async () => {
      const garbage = [
        "",
        "hello",
        "data: {\n\n",
        "event: message_start\ndata: {}\n\n",
        'event: content_block_delta\ndata: {"type":"content_block_delta"}\n\n',
      ];
      for (const body of garbage) {
        assertFailed(await failed(() => streamed([body])), "incomplete_stream", { stage: "unanswered" });
      }
      const page = await failed(
        () =>
          new Response("<html>Sign in</html>", { headers: { "content-type": "text/html; charset=utf-8" } }),
      );
      assertFailed(page, "network", { stage: "refused", status: 200 });
      assert.match(page.message, /web page/);
    });

    it("that stops is given up after the idle time, not before, and pings keep it alive", async () => {
      const pinged = new EventEmitter();
      const handler: Handler = () =>
        streamed([...events.slice(0, 6), () => once(pinged, "ping"), PING, stall]);
      // Without a real network, which takes its time, nothing but the virtual clock decides.
      const { done, clock, events: seen } = start(handler, { fetch: scriptedFetch(handler).fetch });
      let ended = false;
      done.catch(() => (ended = true));
      await until(() => seen.some(({ type }) => type === "thinking"));
      await clock.advance(IDLE_SECONDS * 1000 - 1);
      pinged.emit("ping");
      await settle(20);
      await clock.advance(IDLE_SECONDS * 1000 - 1);
      assert.ok(!ended);
      await clock.advance(1);
      const error = await failure({ done });
      assertFailed(error, "stall", { stage: "cut" });
      assert.match(error.message, /for 90 seconds/);
      assert.equal(clock.waiting, 0);
    });

    it("that never begins times out", async () => {
      const count = server.requests.length;
      const { done, clock } = start(stall);
      await until(() => server.requests.length > count);
      await clock.advance(IDLE_SECONDS * 1000);
      assertFailed(await failure({ done }), "timeout", { stage: "unanswered" });
    });
  });

  describe("a stop", () => {
    it("before anything was sent costs nothing", async () => {
      const count = server.requests.length;
      const run = start(() => answer(["x"]));
      run.abort.abort();
      assertFailed(await failure(run), "cancelled", { stage: "refused" });
      assert.equal(server.requests.length, count);
    });

    it("before the answer leaves the bill unknown", async () => {
      const count = server.requests.length;
      const run = start(stall);
      await until(() => server.requests.length > count);
      run.abort.abort();
      assertFailed(await failure(run), "cancelled", { stage: "unanswered" });
      assert.equal(run.clock.waiting, 0);
    });

    it("in the middle says what had arrived, at whatever event", async () => {
      const events = answerEvents(["Hello there, how are you?"]).map(sse);
      for (let at = 1; at < events.length; at++) {
        const run = start(() => streamed([...events.slice(0, at), stall]));
        await until(() => run.events.length >= 1);
        await settle(5);
        run.abort.abort();
        const error = await failure(run);
        assertFailed(error, "cancelled", { stage: "cut" });
        assert.equal(error.details.usage?.input, 100);
        assert.ok(!run.events.some(({ type }) => type === "completed"));
      }
    });
  });

  describe("no connection", () => {
    it("where nobody listens costs nothing and names the reason", async () => {
      const closed = createServer();
      await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
      const { port } = closed.address() as AddressInfo;
      await new Promise((resolve) => closed.close(resolve));
      const error = await unreachable(`http://127.0.0.1:${port}`);
      assertFailed(error, "network", { stage: "refused" });
      assert.match(error.message, /ECONNREFUSED/);
    });

    it("to a name that does not exist costs nothing", async () => {
      assertFailed(await unreachable("http://does-not-exist.invalid"), "network", { stage: "refused" });
    });

    it("to a server whose certificate is not trusted costs nothing", async () => {
      const tls = new URL("../../fixtures/tls/", import.meta.url);
      const [key, cert] = ["key.pem", "certificate.pem"].map((name) =>
        readFileSync(new URL(name, tls), "utf8"),
      );
      const secret = await apiServer(() => answer([]), { key: key ?? "", cert: cert ?? "" });
      const error = await unreachable(secret.url);
      await secret.close();
      assertFailed(error, "network", { stage: "refused" });
      assert.match(error.message, /certificate/);
    });

    it("that breaks before the answer leaves the bill unknown", async () => {
      const error = await failed(() => Promise.reject(new Error("close the connection")));
      assertFailed(error, "network", { stage: "unanswered" });
    });

    it("is not even tried with a key that no header can carry", async () => {
      const count = server.requests.length;
      for (const apiKey of ["line\nbreak", "spa ce", "schlüssel", ""]) {
        const { done } = start(() => answer([]), { apiKey });
        await assert.rejects(done, (error) => {
          assert.ok(error instanceof FlightdeckError && error.failure === "authentication");
          assert.ok(apiKey === "" || !error.message.includes(apiKey));
          return true;
        });
      }
      assert.equal(server.requests.length, count);
    });
  });

  describe("a cut answer", () => {
    it("is told from a whole one by the fake server of these tests", async () => {
      assertFailed(await failed(() => cutAnswer(["x"], 2)), "incomplete_stream", { stage: "cut" });
    });
  });
});
