import assert from "node:assert/strict";
import { appendFile } from "node:fs/promises";
import type { Clock } from "../../../src/core/ports.ts";
import { ms } from "../../../src/core/units.ts";
import { METER_DELAY, Refreshing } from "../../../src/host/refreshing.ts";
import { startPolling } from "../../../src/node/watch.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { until, VirtualClock } from "../../support/virtualClock.ts";

describe("the budget meter of a window", () => {
  const folder = useTempFolder({ "ledger/2026-11.jsonl": "{}\n" });

  it("shows within a second what another process wrote, even where the system tells nothing", async () => {
    const clock = new VirtualClock();
    let timers = 0;
    const timer: Clock["timer"] = (delay, action) => {
      timers++;
      return clock.timer(delay, action);
    };
    const shown: number[] = [];
    const meter = new Refreshing({ timer }, METER_DELAY, () => Promise.resolve(void shown.push(clock.now())));
    const watching = startPolling(
      folder().at("ledger"),
      () => meter.changed(),
      (after, action) => timer(ms(after), action),
    );
    await until(() => timers === 1);
    await appendFile(folder().at("ledger/2026-11.jsonl"), "{}\n");
    const written = clock.now();
    // The folder is looked at, what was found arms the meter, and the next look is armed.
    await clock.advance(ms(500));
    await until(() => timers === 3);
    await clock.advance(METER_DELAY);
    watching.dispose();
    meter.dispose();
    assert.equal(shown.length, 1);
    assert.ok((shown[0] ?? Infinity) - written < 1_000);
  });

  it("shows many changes once, none later than the first of them allows, and none too few", async () => {
    const clock = new VirtualClock();
    let state = 0;
    const shown: [number, number][] = [];
    const meter = new Refreshing(clock, METER_DELAY, () =>
      Promise.resolve(void shown.push([clock.monotonic(), state])),
    );
    for (let i = 0; i < 30; i++) {
      state++;
      meter.changed();
      await clock.advance(ms(10));
    }
    await clock.advance(METER_DELAY);
    assert.ok(shown.length <= 3, `${shown.length} times`);
    assert.equal(shown[0]?.[0], METER_DELAY);
    assert.equal(shown.at(-1)?.[1], 30, "the last state is shown");
    meter.dispose();
  });

  it("never lets an older state come after a newer one", async () => {
    const clock = new VirtualClock();
    const reads: (() => void)[] = [];
    const shown: number[] = [];
    let state = 1;
    const meter = new Refreshing(clock, METER_DELAY, async () => {
      const read = state;
      await new Promise<void>((done) => reads.push(done));
      shown.push(read);
    });
    meter.changed();
    await clock.advance(METER_DELAY);
    state = 2;
    meter.changed();
    await clock.advance(ms(10_000));
    assert.equal(reads.length, 1, "the slow look goes first");
    reads[0]?.();
    await until(() => shown.length === 1);
    await clock.advance(METER_DELAY);
    await until(() => reads.length === 2);
    reads[1]?.();
    await until(() => shown.length === 2);
    assert.deepEqual(shown, [1, 2]);
  });
});
