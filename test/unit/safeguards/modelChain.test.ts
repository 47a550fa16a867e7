import assert from "node:assert/strict";
import type { Cap } from "../../../src/core/budget.ts";
import { ModelError, type FailureClass, type ModelErrorDetails } from "../../../src/core/failure.ts";
import type { ModelEvent, ModelRequest, ModelResponse } from "../../../src/core/model.ts";
import { ms, nanoUsd } from "../../../src/core/units.ts";
import { NO_USAGE, type PromptCaching, type Usage } from "../../../src/core/usage.ts";
import { affordableOutput, costOf, pricingOf, worstCost, type Pricing } from "../../../src/models/prices.ts";
import { attempt } from "../../../src/safeguards/attempt.ts";
import { budget } from "../../../src/safeguards/budget.ts";
import { InputBound } from "../../../src/safeguards/inputBound.ts";
import { fullJitter, retry } from "../../../src/safeguards/retry.ts";
import { FileLedger } from "../../../src/store/ledger.ts";
import { fakeCall, fakeModel, INFO, REQUEST, type FakeCall } from "../../support/calls.ts";
import { MemoryStorage } from "../../support/memoryStorage.ts";
import { seededRandom } from "../../support/seededRandom.ts";
import { VirtualClock } from "../../support/virtualClock.ts";

const USED: Usage = { ...NO_USAGE, input: 100, output: 20 };
// claude-sonnet-5-5: 2,000 nano-USD per token in, 10,000 out.
const COST = 100 * 2_000 + 20 * 10_000;

const response: ModelResponse = {
  id: "msg_1",
  requestId: "req_1",
  model: INFO.id,
  content: [{ type: "text", text: "Hi" }],
  stopReason: "end_turn",
  usage: USED,
  rawUsage: { input_tokens: 100 },
  status: 200,
  rateLimit: {},
  chunks: [],
};
const success: readonly ModelEvent[] = [
  { type: "started", model: INFO.id, usage: USED },
  { type: "text", index: 0, text: "Hi" },
  { type: "completed", response },
];
const error = (failure: FailureClass, details: Partial<ModelErrorDetails> = {}): ModelError =>
  new ModelError(failure, `failed: ${failure}`, { stage: "refused", ...details });

/** What one attempt does: the events that it yields, and the error that ends it. */
type Outcome = readonly (ModelEvent | Error)[];

interface Setting {
  readonly caps?: readonly Cap[];
  readonly pricing?: Pricing;
  readonly storage?: MemoryStorage;
  readonly caching?: PromptCaching;
}

const SONNET = pricingOf(
  { provider: "anthropic", id: INFO.id },
  { at: new VirtualClock().now(), zone: "UTC", overrides: {}, local: false },
);

/** The chain as the engine builds it, over a model with these outcomes. */
function chain(
  outcomes: readonly Outcome[],
  { caps = [], pricing = SONNET, storage = new MemoryStorage(), caching = "off" }: Setting = {},
) {
  const clock = new VirtualClock();
  const ledger = new FileLedger({ storage, clock, home: "/home", kind: "metered" });
  const bound = new InputBound();
  const queue = [...outcomes];
  const door = fakeModel(async function* () {
    for (const step of queue.shift() ?? success) {
      if (step instanceof Error) throw step;
      await clock.advance(10);
      yield step;
    }
  });
  const attempted = attempt(door, { clock, bound, caching, cost: (usage) => costOf(usage, pricing) });
  const guarded = budget(attempted, {
    ledger,
    bound,
    caps: () => caps,
    worstCase: () =>
      pricing.metering === "not_metered"
        ? undefined
        : {
            cost: (input, maxTokens) => worstCost(input, maxTokens, pricing),
            affordableOutput: (amount, input) => affordableOutput(amount, input, pricing),
          },
    formatTime: () => "midnight",
  });
  return {
    model: retry(guarded, {
      jitter: fullJitter(seededRandom()),
      hasFallback: false,
      longestWait: () => ms(60_000),
    }),
    door,
    ledger,
    clock,
    bound,
    storage,
  };
}

/** The events of a call, and the error that ended it. */
async function run(
  model: ReturnType<typeof chain>["model"],
  call: FakeCall,
  request: ModelRequest = REQUEST,
) {
  const events: string[] = [];
  try {
    for await (const event of model.stream(request, call)) {
      events.push(event.type);
      // As the agent's loop does: it goes on as soon as it has the answer.
      if (event.type === "completed") break;
    }
    return { events, error: undefined };
  } catch (thrown) {
    return { events, error: thrown as ModelError };
  }
}

/** What a person finds in the recording, in order. */
const story = ({ recorder }: FakeCall): readonly string[] =>
  recorder.lines.map((line) => {
    if (line.type === "decision") return `${line.data.safeguard} ${line.data.verdict}`;
    if (line.type === "response") return line.data.ok ? "response" : `response ${line.data.failure}`;
    return line.type;
  });

/** Every request's bill stands once in the recording and once, with the same amount, in the ledger. */
async function assertBooksAgree(
  { ledger }: ReturnType<typeof chain>,
  { recorder, seen }: FakeCall,
): Promise<void> {
  const recorded = recorder.of("response").map(({ cost }) => cost.nanoUsd);
  assert.deepEqual(
    seen.bills.map(({ cost }) => cost.nanoUsd),
    recorded,
  );
  const { settled, reserved } = (await ledger.status()).day;
  assert.deepEqual([settled, reserved], [recorded.reduce<number>((sum, cost) => sum + cost, 0), 0]);
}

const bill = async (details: Partial<ModelErrorDetails>, seconds = 0) => {
  const [started] = success;
  assert.ok(started);
  const made = chain([[]]);
  const { door } = made;
  door.stream = async function* () {
    yield started;
    await made.clock.advance(seconds * 1_000);
    throw error("cancelled", details);
  };
  const call = fakeCall();
  await run(made.model, call);
  await assertBooksAgree(made, call);
  const { uncertain } = (await made.ledger.status()).day;
  const [only] = call.seen.bills;
  assert.ok(only);
  assert.equal(uncertain, only.uncertain ? only.cost.nanoUsd : 0);
  return only;
};
const day = (limit: number): readonly Cap[] => [{ scope: "day", limit: nanoUsd(limit) }];

describe("a model call", () => {
  it("is reserved, recorded before it leaves, answered, billed and settled", async () => {
    const made = chain([]);
    const call = fakeCall();
    const { events } = await run(made.model, call);
    assert.deepEqual(events, ["started", "text", "completed"]);
    assert.deepEqual(story(call), ["budget reserve", "request", "response"]);
    assert.ok(call.recorder.flushes > 0);
    const [request] = call.recorder.of("request");
    assert.deepEqual(
      [request?.attempt, request?.maxTokens, request?.messages, request?.model],
      [1, 2_000, ["m1"], { provider: "anthropic", id: INFO.id }],
    );
    assert.match(request?.hash ?? "", /^[0-9a-f]{64}$/);
    const [answered] = call.recorder.of("response");
    assert.ok(answered?.ok);
    assert.deepEqual(
      [answered.usage, answered.cost.nanoUsd, answered.uncertain, answered.duration],
      [USED, COST, false, 30],
    );
    assert.ok(!("content" in answered.response), "the content stands in the message line");
    await assertBooksAgree(made, call);
  });

  it("has a span for each attempt, below the chat's, with its cost and without token counts", async () => {
    const call = fakeCall();
    await run(chain([[error("overloaded", { status: 529, requestId: "req_0" })]]).model, call);
    const [chat, first, second] = call.tracer.spans;
    assert.deepEqual(
      [first?.name, second?.name, first?.ended, second?.ended],
      ["attempt 1", "attempt 2", 1, 1],
    );
    assert.equal(first?.parent, chat?.context);
    assert.deepEqual([first?.failure, second?.failure], ["overloaded", undefined]);
    assert.deepEqual(first?.attributes["flightdeck.attempt.cost_nano_usd"], 0);
    assert.deepEqual(
      [first?.attributes["http.response.status_code"], first?.attributes["flightdeck.request_id"]],
      [529, "req_0"],
    );
    assert.equal(second?.attributes["flightdeck.attempt.cost_nano_usd"], COST);
    assert.ok(
      ![first, second].some((span) =>
        Object.keys(span?.attributes ?? {}).some((name) => name.includes("usage")),
      ),
    );
  });

  it("does not leave where the recording cannot be written, and costs nothing", async () => {
    const made = chain([]);
    const call = fakeCall();
    call.recorder.flush = () => Promise.reject(error("storage"));
    assert.equal((await run(made.model, call)).error?.failure, "storage");
    assert.equal(made.door.requests.length, 0);
    await assertBooksAgree(made, call);
  });

  it("keeps its answer although the books cannot be written any more, and counts in full until they can", async () => {
    const storage = new MemoryStorage();
    const made = chain([], { storage });
    const call = fakeCall();
    storage.appendFault = (_path, bytes) =>
      Buffer.from(bytes).includes("settle") ? { written: 0, code: "ENOSPC" } : undefined;
    assert.deepEqual((await run(made.model, call)).events, ["started", "text", "completed"]);
    assert.ok((await made.ledger.status()).day.reserved > COST);
    storage.appendFault = () => undefined;
    await run(made.model, fakeCall());
    assert.deepEqual((await made.ledger.status()).day, {
      settled: 2 * COST,
      reserved: 0,
      uncertain: 0,
      calls: 2,
    });
  });
});

describe("a failed model call", () => {
  it("is tried again after a wait that the person sees, and each attempt has its own bill", async () => {
    const made = chain([[error("overloaded")], [error("server_error")]]);
    const call = fakeCall();
    const { events } = await run(made.model, call);
    assert.deepEqual(events, ["started", "text", "completed"]);
    const once = ["budget reserve", "request"];
    assert.deepEqual(story(call), [
      ...once,
      "response overloaded",
      "retry wait",
      ...once,
      "response server_error",
      "retry wait",
      ...once,
      "response",
    ]);
    assert.deepEqual(
      call.recorder.of("request").map(({ attempt: n, request }) => [n, request]),
      [
        [1, "request-1"],
        [2, "request-2"],
        [3, "request-3"],
      ],
    );
    assert.ok(call.seen.waits.every(({ duration }) => duration >= 0 && duration <= 2_000));
    assert.equal(call.seen.waits[0]?.text, "Overloaded by claude-sonnet-5-5; trying again.");
    await assertBooksAgree(made, call);
  });

  it("is given up after as many tries as its failure is worth", async () => {
    const tries: readonly (readonly [FailureClass, number])[] = [
      ["rate_limit", 2], // without a word of when it ends
      ["overloaded", 3],
      ["server_error", 3],
      ["network", 3],
      ["incomplete_stream", 3],
      ["timeout", 2],
      ["stall", 2],
      ["authentication", 1],
      ["spend_limit", 1],
      ["invalid_request", 1],
      ["context_overflow", 1],
      ["refusal", 1],
      ["budget_exceeded", 1],
      ["cancelled", 1],
    ];
    for (const [failure, count] of tries) {
      const made = chain(Array.from({ length: 9 }, () => [error(failure)]));
      const call = fakeCall();
      assert.equal((await run(made.model, call)).error?.failure, failure);
      assert.equal(made.door.requests.length, count, failure);
      const last = story(call).at(-1);
      assert.equal(last, count === 1 ? `response ${failure}` : "retry give_up");
      await assertBooksAgree(made, call);
    }
  });

  it("waits as long as the server asks, unless that is more than a minute", async () => {
    const patient = fakeCall();
    await run(
      chain([[error("rate_limit", { retryAfter: ms(60_000) })], [error("rate_limit", { retryAfter: ms(0) })]])
        .model,
      patient,
    );
    assert.deepEqual(
      patient.seen.waits.map(({ duration }) => duration),
      [60_000, 0],
    );
    const made = chain([[error("rate_limit", { retryAfter: ms(60_001) })]]);
    const call = fakeCall();
    assert.equal((await run(made.model, call)).error?.failure, "rate_limit");
    assert.deepEqual([call.seen.waits, made.door.requests.length], [[], 1]);
    const [decision] = call.recorder.of("decision").slice(-1);
    assert.ok(decision?.safeguard === "retry" && decision.verdict === "give_up");
    assert.equal(
      decision.text,
      "Rate limited by claude-sonnet-5-5; not tried again: the server asks to wait 61 seconds.",
    );
  });

  it("is not tried again where the server says that it would be in vain", async () => {
    const made = chain([[error("server_error", { shouldRetry: false })]]);
    await run(made.model, fakeCall());
    assert.equal(made.door.requests.length, 1);
  });

  it("is not tried again once a part of the answer is here; before that it is", async () => {
    const [started, text] = success;
    assert.ok(started && text);
    const shown = chain([[started, text, error("stall", { stage: "cut", usage: USED })]]);
    const call = fakeCall();
    assert.deepEqual((await run(shown.model, call)).events, ["started", "text"]);
    assert.deepEqual(story(call), ["budget reserve", "request", "response stall"]);
    const begun = chain([[started, error("stall", { stage: "cut", usage: USED })]]);
    assert.deepEqual((await run(begun.model, fakeCall())).events, [
      "started",
      "started",
      "text",
      "completed",
    ]);
  });

  it("ends with the stop where the person stops it while it waits", async () => {
    const made = chain([[error("overloaded")]]);
    const call = fakeCall({ wait: () => Promise.reject(new DOMException("stopped", "AbortError")) });
    const { error: thrown } = await run(made.model, call);
    assert.equal(thrown?.name, "AbortError");
    assert.equal(made.door.requests.length, 1);
    await assertBooksAgree(made, call);
  });
});

describe("the bill of a failed model call", () => {
  const bytes = Buffer.byteLength(JSON.stringify([REQUEST.system, REQUEST.tools, REQUEST.messages]));
  const input = bytes * 4_000;

  it("that was refused is nothing", async () => {
    const { usage, uncertain } = await bill({ stage: "refused" });
    assert.deepEqual([usage, uncertain], [NO_USAGE, false]);
  });

  it("that was never answered is all that it could have cost, and uncertain", async () => {
    const { usage, uncertain } = await bill({ stage: "unanswered" });
    assert.deepEqual([usage, uncertain], [{ ...NO_USAGE, input: bytes, output: 2_000 }, true]);
  });

  it("counts input that nobody counted as written to the cache, where it may have been", async () => {
    const made = chain([[error("timeout", { stage: "unanswered" })]], {
      caching: "1h",
      caps: day(input + 20_000_000),
    });
    const call = fakeCall();
    await run(made.model, call);
    const [answered] = call.recorder.of("response");
    assert.deepEqual(answered?.usage, { ...NO_USAGE, cacheWrite1h: bytes, output: 2_000 });
    const reserved = call.recorder.of("decision").find(({ safeguard }) => safeguard === "budget");
    assert.ok(reserved?.safeguard === "budget" && reserved.verdict === "reserve");
    assert.equal(answered.cost.nanoUsd, reserved.nanoUsd, "it cost what was reserved for it, and no more");
  });

  it("that was cut off is its input and what it can have written by then", async () => {
    const cutOff = (parts: Partial<ModelErrorDetails>, seconds?: number) =>
      bill({ stage: "cut", usage: { ...USED, output: 1 }, ...parts }, seconds);
    assert.deepEqual((await cutOff({ outputBytes: 100 })).usage, { ...USED, output: 50 });
    assert.deepEqual((await cutOff({ outputBytes: 100 }, 2)).usage, { ...USED, output: 600 });
    assert.deepEqual((await cutOff({}, 60)).usage, { ...USED, output: 2_000 });
    assert.equal((await cutOff({})).uncertain, true);
    assert.equal((await cutOff({ usage: NO_USAGE })).usage.input, bytes, "a server that told nothing yet");
  });
});

describe("the hard budget", () => {
  const bytes = Buffer.byteLength(JSON.stringify([REQUEST.system, REQUEST.tools, REQUEST.messages]));
  const input = bytes * 4_000; // an input token costs at most what it costs to write it to the cache

  it("lowers the output to what the cap leaves, and says so", async () => {
    const made = chain([], { caps: day(input + 1_500 * 10_000 + 9_999) });
    const call = fakeCall();
    await run(made.model, call);
    assert.deepEqual(
      made.door.requests.map(({ maxTokens }) => maxTokens),
      [1_500],
    );
    assert.deepEqual(story(call).slice(0, 3), ["budget lower", "budget reserve", "request"]);
    const [lowered] = call.recorder.of("decision");
    assert.ok(
      lowered?.safeguard === "budget" && lowered.text?.includes("1,500 output tokens instead of 2,000"),
    );
    await assertBooksAgree(made, call);
  });

  it("does not send what could exceed the cap even with little output, and says what to do", async () => {
    const made = chain([], { caps: day(input + 1_023 * 10_000) });
    const call = fakeCall();
    const { error: thrown } = await run(made.model, call);
    assert.deepEqual([thrown?.failure, made.door.requests.length], ["budget_exceeded", 0]);
    assert.match(
      thrown?.message ?? "",
      /could cost up to \$0\.01\d.*today's budget \(\$0\.01\d\).*It was not sent/,
    );
    assert.equal(
      thrown?.advice,
      "Raise the cap (flightdeck.budget.daily) or wait until it resets (midnight).",
    );
    assert.deepEqual(story(call), ["budget deny"]);
    assert.deepEqual((await made.ledger.status()).day, { settled: 0, reserved: 0, uncertain: 0, calls: 0 });
  });

  it("asks no more output than was wanted, however little that is", async () => {
    const made = chain([], { caps: day(input + 500 * 10_000) });
    await run(made.model, fakeCall(), { ...REQUEST, maxTokens: 500 });
    assert.deepEqual(
      made.door.requests.map(({ maxTokens }) => maxTokens),
      [500],
    );
  });

  it("denies the attempt after a failed one where that has used up the cap, without another try", async () => {
    const made = chain([[error("timeout", { stage: "unanswered" })]], { caps: day(input + 2_000 * 10_000) });
    const call = fakeCall();
    const { error: thrown } = await run(made.model, call);
    assert.equal(thrown?.failure, "budget_exceeded");
    assert.deepEqual(story(call), [
      "budget reserve",
      "request",
      "response timeout",
      "retry wait",
      "budget deny",
    ]);
    await assertBooksAgree(made, call);
  });

  it("lets a model that costs nothing through without a book", async () => {
    const made = chain([], { caps: day(0), pricing: { metering: "not_metered" } });
    const call = fakeCall();
    await run(made.model, call);
    assert.deepEqual(story(call), ["request", "response"]);
    assert.equal(call.seen.bills[0]?.cost.metering, "not_metered");
    assert.deepEqual([...made.storage.files.keys()], []);
  });

  it("refuses a model without a price under a cap, and lets it through without one", async () => {
    const capped = chain([], { caps: day(1e9), pricing: { metering: "unpriced" } });
    const { error: thrown } = await run(capped.model, fakeCall());
    assert.equal(thrown?.failure, "budget_exceeded");
    assert.match(
      `${thrown?.message} ${thrown?.advice}`,
      /price of claude-sonnet-5-5 is not known.*flightdeck\.prices/,
    );
    const free = chain([], { pricing: { metering: "unpriced" } });
    const call = fakeCall();
    await run(free.model, call);
    assert.equal(call.seen.bills[0]?.cost.metering, "unpriced");
  });

  it("needs not guess again what the server has counted already", async () => {
    const made = chain([]);
    await run(made.model, fakeCall());
    const messages = [
      ...REQUEST.messages,
      { role: "assistant" as const, content: [{ type: "text" as const, text: "x".repeat(50) }] },
    ];
    const next = { ...REQUEST, messages };
    const added = Buffer.byteLength(JSON.stringify(messages.slice(1)));
    assert.equal(made.bound.of(next, ["m1", "m2"] as never[], INFO.id), 100 + added);
    const whole = Buffer.byteLength(JSON.stringify([next.system, next.tools, next.messages]));
    assert.equal(made.bound.of(next, ["other", "m2"] as never[], INFO.id), whole, "another branch");
    assert.equal(made.bound.of(next, ["m1", "m2"] as never[], "another-model"), whole);
  });
});
