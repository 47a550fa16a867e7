import assert from "node:assert/strict";
import { ms } from "../../../src/core/units.ts";
import { breaker } from "../../../src/safeguards/breaker.ts";
import { Circuit } from "../../../src/safeguards/circuit.ts";
import { fullJitter, retry } from "../../../src/safeguards/retry.ts";
import { fakeCall, REQUEST } from "../../support/calls.ts";
import {
  answered,
  ask,
  decisions,
  failed,
  scriptedModel,
  texts,
  type Outcome,
} from "../../support/scriptedModel.ts";
import { seededRandom } from "../../support/seededRandom.ts";
import { VirtualClock } from "../../support/virtualClock.ts";

const down = (count: number): readonly Outcome[] =>
  Array.from({ length: count }, () => [failed("overloaded")]);

function made(outcomes: readonly Outcome[]) {
  const clock = new VirtualClock();
  const circuit = new Circuit(clock);
  const door = scriptedModel(outcomes);
  const model = breaker(door, circuit);
  const call = async () => {
    const context = fakeCall();
    const result = await ask(model, REQUEST, context);
    return { ...result, decisions: decisions(context), texts: texts(context) };
  };
  return { clock, circuit, door, model, call };
}

describe("a circuit breaker", () => {
  it("leaves a model alone after five failures in a row, and says so", async () => {
    const { call, door, circuit } = made(down(5));
    for (let i = 0; i < 4; i++) assert.deepEqual((await call()).decisions, []);
    const fifth = await call();
    assert.deepEqual(fifth.decisions, ["breaker open"]);
    assert.match(fifth.texts[0] ?? "", /failed again and again \(overloaded\); it is left alone for 30 s/);
    const { error } = await call();
    assert.deepEqual(
      [error?.failure, error?.details.retryAfter, door.requests.length],
      ["overloaded", 30_000, 5],
    );
    assert.equal(circuit.resting?.left, 30_000);
  });

  it("opens where half of at least ten calls within 30 seconds failed", async () => {
    const mixed = Array.from({ length: 5 }, () => [answered(["ok"]), [failed("network")]]).flat();
    const { call, circuit } = made(mixed);
    for (let i = 0; i < 9; i++) await call();
    assert.equal(circuit.resting, undefined);
    assert.deepEqual((await call()).decisions, ["breaker open"]);
  });

  it("forgets what is older than its window", async () => {
    const mixed = Array.from({ length: 8 }, () => [answered(["ok"]), [failed("network")]]).flat();
    const { call, circuit, clock } = made(mixed);
    for (let i = 0; i < 16; i++) {
      await call();
      await clock.advance(4_000);
    }
    assert.equal(circuit.resting, undefined);
  });

  it("tries with one call when the time is over, and twice as long a rest after each failed try", async () => {
    const { call, clock, circuit, door } = made(down(7));
    for (let i = 0; i < 5; i++) await call();
    await clock.advance(30_000);
    assert.deepEqual((await call()).decisions, ["breaker probe", "breaker open"]);
    assert.equal(circuit.resting?.left, 60_000);
    await clock.advance(60_000);
    await call();
    assert.equal(circuit.resting?.left, 120_000);
    await clock.advance(120_000);
    assert.deepEqual((await call()).decisions, ["breaker probe", "breaker close"]);
    assert.deepEqual([circuit.resting, door.requests.length], [undefined, 8]);
  });

  it("never rests longer than five minutes", async () => {
    const { call, clock, circuit } = made(down(30));
    for (let i = 0; i < 5; i++) await call();
    for (let i = 0; i < 8; i++) {
      await clock.advance(300_000);
      await call();
    }
    assert.equal(circuit.resting?.left, 300_000);
  });

  it("lets others wait while one call finds out, and frees the way where that is stopped", async () => {
    const { circuit, clock } = made([]);
    for (let i = 0; i < 5; i++) circuit.failed("network");
    await clock.advance(30_000);
    assert.equal(circuit.admit(false).kind, "probe");
    assert.deepEqual(circuit.admit(false), { kind: "rest", left: 2_000, failure: "network" });
    circuit.abandoned();
    assert.equal(circuit.admit(false).kind, "probe");
  });

  it("counts only what the server or the way to it did wrong", async () => {
    const ours = ["budget_exceeded", "cancelled", "authentication", "invalid_request", "rate_limit"] as const;
    const { call, circuit } = made(ours.flatMap((failure) => [[failed(failure)], [failed(failure)]]));
    for (let i = 0; i < 10; i++) await call();
    assert.equal(circuit.resting, undefined);
  });

  it("is waited for where nothing else can answer; the person may skip that, and then it is tried", async () => {
    const { model, circuit, door } = made([]);
    for (let i = 0; i < 5; i++) circuit.failed("overloaded");
    const options = { jitter: fullJitter(seededRandom()), longestWait: () => ms(60_000) };
    const context = fakeCall();
    assert.equal((await ask(retry(model, { ...options, hasFallback: false }), REQUEST, context)).text, "Hi");
    assert.deepEqual(decisions(context), ["retry wait", "breaker probe", "breaker close"]);
    assert.deepEqual([context.seen.waits[0]?.duration, door.requests.length], [30_000, 1]);
    for (let i = 0; i < 5; i++) circuit.failed("overloaded");
    const chained = fakeCall();
    await ask(retry(model, { ...options, hasFallback: true }), REQUEST, chained);
    assert.deepEqual([decisions(chained), chained.seen.waits], [["retry give_up"], []]);
    assert.match(texts(chained)[0] ?? "", /not tried again: another model can answer/);
  });
});
