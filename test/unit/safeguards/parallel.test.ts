import assert from "node:assert/strict";
import type { ModelEvent } from "../../../src/core/model.ts";
import { ms } from "../../../src/core/units.ts";
import { Lane } from "../../../src/safeguards/lane.ts";
import { limitParallel } from "../../../src/safeguards/parallel.ts";
import { fullJitter, retry } from "../../../src/safeguards/retry.ts";
import { fakeCall, fakeModel, REQUEST } from "../../support/calls.ts";
import { answered, ask, decisions, failed, scriptedModel, texts } from "../../support/scriptedModel.ts";
import { seededRandom } from "../../support/seededRandom.ts";
import { until, VirtualClock } from "../../support/virtualClock.ts";

/** A model whose calls end when a test says so. */
function held(lane: Lane) {
  const running: (() => void)[] = [];
  const door = fakeModel(async function* (): AsyncGenerator<ModelEvent> {
    await new Promise<void>((resolve) => running.push(resolve));
    for (const event of answered(["Hi"])) if (!(event instanceof Error)) yield event;
  });
  return { model: limitParallel(door, lane), running };
}

const insisting = () => ({ ...fakeCall(), hasWaited: true }) as const;
const limited = (seconds: number) => [failed("rate_limit", { retryAfter: ms(seconds * 1_000) })];

describe("calls of one model at once", () => {
  it("are as many as the limit allows; further ones wait their turn, in order", async () => {
    const lane = new Lane(new VirtualClock(), () => 2);
    const { model, running } = held(lane);
    const calls = Array.from({ length: 4 }, () => fakeCall());
    const results = calls.map((call) => ask(model, REQUEST, call));
    await until(() => running.length === 2);
    assert.deepEqual([lane.running, lane.waiting], [2, 2]);
    assert.deepEqual(calls.map(decisions), [[], [], ["parallel queue"], ["parallel queue"]]);
    assert.match(texts(calls[2] as never)[0] ?? "", /^2 calls of claude-sonnet-5-5 already run/);
    running[0]?.();
    await until(() => running.length === 3);
    assert.deepEqual([lane.running, lane.waiting], [2, 1]);
    for (let i = 1; i < 4; i++) {
      await until(() => running.length > i);
      running[i]?.();
    }
    await Promise.all(results);
    assert.deepEqual([lane.running, lane.waiting], [0, 0]);
  });

  it("give their place free where they fail or are stopped, waiting ones too", async () => {
    const lane = new Lane(new VirtualClock(), () => 1);
    await ask(limitParallel(scriptedModel([[failed("network")]]), lane), REQUEST, fakeCall());
    assert.equal(lane.running, 0);
    const { model, running } = held(lane);
    const first = ask(model, REQUEST, fakeCall());
    await until(() => running.length === 1);
    const stop = new AbortController();
    const second = ask(model, REQUEST, fakeCall({ signal: stop.signal }));
    await until(() => lane.waiting === 1);
    stop.abort();
    assert.equal((await second).error?.name, "AbortError");
    running[0]?.();
    await first;
    assert.deepEqual([lane.running, lane.waiting], [0, 0]);
  });
});

describe("a rate limit that one session met", () => {
  it("keeps the others away for as long as the server asked, without another request", async () => {
    const clock = new VirtualClock();
    const lane = new Lane(clock, () => 4);
    const door = scriptedModel([limited(20)]);
    const model = limitParallel(door, lane);
    await ask(model, REQUEST, fakeCall());
    await clock.advance(5_000);
    const other = fakeCall();
    const retried = retry(model, {
      jitter: fullJitter(seededRandom()),
      hasFallback: false,
      longestWait: () => ms(60_000),
    });
    assert.equal((await ask(retried, REQUEST, other)).text, "Hi");
    assert.deepEqual([other.seen.waits[0]?.duration, door.requests.length], [15_000, 2]);
    await clock.advance(15_000);
    assert.equal(lane.closedFor, 0);
  });

  it("keeps nobody away any more once a call that left all the same got through", async () => {
    const lane = new Lane(new VirtualClock(), () => 4);
    const model = limitParallel(scriptedModel([limited(20), limited(20)]), lane);
    await ask(model, REQUEST, fakeCall());
    // Somebody skips the wait, first in vain.
    await ask(model, REQUEST, insisting());
    assert.equal(lane.closedFor, 20_000);
    assert.equal((await ask(model, REQUEST, insisting())).text, "Hi");
    assert.equal(lane.closedFor, 0);
  });

  it("is no attempt for those who wait for it, and does not count as a try", async () => {
    const lane = new Lane(new VirtualClock(), () => 4);
    lane.closeFor(ms(20_000));
    const door = scriptedModel([[failed("overloaded")]]);
    const options = { jitter: fullJitter(seededRandom()), hasFallback: true, longestWait: () => ms(60_000) };
    const call = fakeCall();
    assert.equal((await ask(retry(limitParallel(door, lane), options), REQUEST, call)).text, "Hi");
    assert.deepEqual(
      door.calls.map(({ attempt }) => attempt.number),
      [1, 2],
    );
    assert.equal(texts(call)[0], "The rate limit of claude-sonnet-5-5 still holds; trying again.");
  });

  it("keeps nobody away longer than a minute", async () => {
    const lane = new Lane(new VirtualClock(), () => 4);
    await ask(limitParallel(scriptedModel([limited(3_600)]), lane), REQUEST, fakeCall());
    assert.equal(lane.closedFor, 60_000);
  });
});
