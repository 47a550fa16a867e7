import assert from "node:assert/strict";
import { FlightdeckError, type FailureClass } from "../../../src/core/failure.ts";
import type { Provider } from "../../../src/core/model.ts";
import { ms } from "../../../src/core/units.ts";
import { fallback } from "../../../src/safeguards/fallback.ts";
import { fullJitter, retry } from "../../../src/safeguards/retry.ts";
import { fakeCall, REQUEST } from "../../support/calls.ts";
import {
  answered,
  ask,
  decisions,
  failed,
  refused,
  scriptedModel,
  texts,
} from "../../support/scriptedModel.ts";
import { seededRandom } from "../../support/seededRandom.ts";

const OTHER = { id: "claude-haiku-4-5", maxOutput: 1_000 };

const limited = () => [failed("rate_limit", { retryAfter: ms(40_000) })];
const askedAgain = (failure: FailureClass) => [failed(failure, { shouldRetry: true })];

/** Whether a model of this provider is asked after the failure of one of Anthropic's. */
async function goesOn(failure: FailureClass, provider: Provider): Promise<boolean> {
  const second = scriptedModel([], { ...OTHER, provider });
  await ask(fallback(scriptedModel([[failed(failure)]]), second), REQUEST, fakeCall());
  return second.requests.length === 1;
}

describe("a chain of models", () => {
  it("asks the next one where one cannot answer, and says why", async () => {
    const first = scriptedModel([[failed("overloaded")], [failed("overloaded")]]);
    const retried = retry(first, {
      jitter: fullJitter(seededRandom()),
      hasFallback: true,
      longestWait: () => ms(60_000),
    });
    const call = fakeCall();
    const { text } = await ask(fallback(retried, scriptedModel([], OTHER)), REQUEST, call);
    assert.equal(text, "Hi");
    assert.deepEqual(decisions(call), ["retry wait", "retry give_up", "fallback switch"]);
    assert.equal(
      texts(call).at(-1),
      "Fell back from claude-sonnet-5-5 to claude-haiku-4-5: overloaded twice.",
    );
    assert.ok(call.span.events.includes("flightdeck.fallback.switch"));
  });

  it("makes each attempt a new one, with as much output as the next model can write", async () => {
    const [first, second] = [scriptedModel([[failed("server_error")]]), scriptedModel([], OTHER)];
    await ask(fallback(first, second), REQUEST, fakeCall());
    assert.deepEqual([first.requests[0]?.maxTokens, second.requests[0]?.maxTokens], [2_000, 1_000]);
    assert.deepEqual([first.calls[0]?.attempt.number, second.calls[0]?.attempt.number], [1, 2]);
  });

  const CASES: readonly (readonly [FailureClass, boolean, boolean])[] = [
    ["rate_limit", true, true],
    ["overloaded", true, true],
    ["server_error", true, true],
    ["network", true, true],
    ["timeout", true, true],
    ["stall", true, true],
    ["incomplete_stream", true, true],
    ["refusal", true, true],
    ["authentication", false, true],
    ["spend_limit", false, true],
    ["budget_exceeded", false, false],
    ["stopped_all", false, false],
    ["cancelled", false, false],
    ["invalid_request", false, false],
    ["request_too_large", false, false],
    ["thinking_mismatch", false, false],
    ["storage", false, false],
    ["internal", false, false],
  ];
  for (const [failure, sameProvider, otherProvider] of CASES) {
    it(`${sameProvider ? "goes on" : otherProvider ? "goes on with another provider" : "ends"} after ${failure}`, async () => {
      assert.deepEqual(
        [await goesOn(failure, "anthropic"), await goesOn(failure, "simulated")],
        [sameProvider, otherProvider],
      );
    });
  }

  it("goes on where the server does not know the model", async () => {
    const second = scriptedModel([], OTHER);
    await ask(
      fallback(scriptedModel([[failed("invalid_request", { status: 404 })]]), second),
      REQUEST,
      fakeCall(),
    );
    assert.equal(second.requests.length, 1);
  });

  it("goes on after a refusal, and shows the last one where all refuse", async () => {
    const call = fakeCall();
    const { text } = await ask(
      fallback(scriptedModel([refused("cyber")]), scriptedModel([], OTHER)),
      REQUEST,
      call,
    );
    assert.equal(text, "Hi");
    assert.match(texts(call)[0] ?? "", /refused\.$/);
    const both = fallback(scriptedModel([refused("cyber")]), scriptedModel([refused("bio")], OTHER));
    const { response } = await ask(both, REQUEST, fakeCall());
    assert.deepEqual([response?.stopReason, response?.stopDetails], ["refusal", { category: "bio" }]);
  });

  it("never goes on once a part of the answer is here", async () => {
    const second = scriptedModel([], OTHER);
    const broken = scriptedModel([[...answered(["Half"]).slice(0, 2), failed("incomplete_stream")]]);
    const { text, error } = await ask(fallback(broken, second), REQUEST, fakeCall());
    assert.deepEqual([text, error?.failure, second.requests.length], ["Half", "incomplete_stream", 0]);
  });

  it("goes strictly forward, to each model once", async () => {
    const first = scriptedModel([[failed("network")]]);
    const again = scriptedModel([]);
    const last = scriptedModel([[failed("overloaded")]], OTHER);
    const { error } = await ask(fallback(first, again, last), REQUEST, fakeCall());
    assert.deepEqual([error?.failure, again.requests.length], ["overloaded", 0]);
  });

  it("ends where the step has no attempt left, with what went wrong", async () => {
    const second = scriptedModel([], OTHER);
    const { error } = await ask(
      fallback(scriptedModel([[failed("stall")]]), second),
      REQUEST,
      fakeCall({ attempts: 1 }),
    );
    assert.deepEqual([error?.failure, second.requests.length], ["stall", 0]);
  });

  it("is not left by a defect of ours", async () => {
    const second = scriptedModel([], OTHER);
    await ask(fallback(scriptedModel([[new TypeError("oops")]]), second), REQUEST, fakeCall());
    await ask(
      fallback(scriptedModel([[new FlightdeckError("budget_exceeded")]]), second),
      REQUEST,
      fakeCall(),
    );
    assert.equal(second.requests.length, 0);
  });
});

describe("the allowance of a step", () => {
  const options = { jitter: fullJitter(seededRandom()), hasFallback: false, longestWait: () => ms(60_000) };
  it("ends retries where no attempt is left, and says so", async () => {
    const call = fakeCall({ attempts: 2 });
    const { error } = await ask(retry(scriptedModel([limited(), limited()]), options), REQUEST, call);
    assert.equal(error?.failure, "rate_limit");
    assert.deepEqual([decisions(call), call.seen.waits.length], [["retry wait", "retry give_up"], 1]);
    assert.match(texts(call).at(-1) ?? "", /not tried again: the step has no attempt left\./);
  });

  it("does not begin a wait that it has no time for", async () => {
    const call = fakeCall({ waitLeft: 39_999 });
    await ask(retry(scriptedModel([limited()]), options), REQUEST, call);
    assert.deepEqual([decisions(call), call.seen.waits], [["retry give_up"], []]);
    assert.match(texts(call)[0] ?? "", /waited long enough/);
  });

  it("lets a server ask for one more try of what we would not repeat", async () => {
    const repeated = scriptedModel([askedAgain("invalid_request")]);
    assert.equal((await ask(retry(repeated, options), REQUEST, fakeCall())).text, "Hi");
    const spent = scriptedModel([askedAgain("spend_limit")]);
    assert.equal((await ask(retry(spent, options), REQUEST, fakeCall())).error?.failure, "spend_limit");
  });
});
