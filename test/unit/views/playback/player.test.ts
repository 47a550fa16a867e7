import assert from "node:assert/strict";
import { NO_COST } from "../../../../src/core/usage.ts";
import { fromUsd, nanoUsd } from "../../../../src/core/units.ts";
import { Player } from "../../../../src/views/playback/player.ts";
import { STOP } from "../../../../src/views/playback/stops.ts";
import { budgetText, formatClock } from "../../../../src/views/playback/words.ts";

/** Five lines, one a second, of which the second and the fourth are stops. */
const player = (): Player =>
  new Player({
    times: Float64Array.of(0, 1_000, 2_000, 3_000, 4_000),
    stops: { positions: Uint32Array.of(2, 4), flags: Uint8Array.of(STOP.tool, STOP.tool | STOP.error) },
  });

describe("the player", () => {
  it("lets time pass at its speed, and stops at the end", () => {
    const one = player();
    one.speed = 2;
    one.play();
    one.tick(700);
    assert.deepEqual([one.time, one.position, one.playing], [1_400, 2, true]);
    one.tick(9_000);
    assert.deepEqual([one.time, one.position, one.playing], [4_000, 5, false]);
    one.play();
    assert.equal(one.position, 1, "from the beginning");
  });

  it("jumps to stops of a kind, stays where there is none, and pauses", () => {
    const one = player();
    one.play();
    assert.equal(one.jump(1, STOP.error), true);
    assert.deepEqual([one.position, one.time, one.playing], [4, 3_000, false]);
    assert.equal(one.jump(1, STOP.error), false);
    assert.equal(one.position, 4);
    assert.equal(one.jump(-1), true);
    assert.equal(one.position, 2);
  });

  it("stays within the recording", () => {
    const one = player();
    one.seek(99);
    assert.deepEqual([one.position, one.atEnd], [5, true]);
    one.seekTime(-5);
    assert.equal(one.position, 1);
    const empty = new Player({
      times: new Float64Array(0),
      stops: { positions: new Uint32Array(0), flags: new Uint8Array(0) },
    });
    empty.play();
    assert.deepEqual([empty.playing, empty.duration], [false, 0]);
  });

  it("goes up and down its speeds", () => {
    const one = player();
    one.faster(1);
    assert.equal(one.speed, 2);
    for (let times = 0; times < 9; times++) one.faster(-1);
    assert.equal(one.speed, 0.25);
  });
});

const clocks = (whole: number, ...places: number[]): readonly string[] =>
  places.map((ms) => formatClock(ms, whole));

describe("the words of a play-back", () => {
  it("tell places on the time line as clocks do", () => {
    assert.deepEqual(clocks(3_729_000, 0, 7_400, 65_000, 3_729_000), ["00:00", "00:07", "01:05", "1:02:09"]);
    assert.deepEqual(clocks(7_400, 0, 340, 7_400), ["0.0 s", "0.3 s", "7.4 s"], "short ones in tenths");
    assert.deepEqual(clocks(840.4, 0, 840.4), ["0 ms", "840 ms"], "and what is over at once");
  });

  it("tell spending and what is set aside against the narrowest cap", () => {
    const sessionCost = { ...NO_COST, nanoUsd: fromUsd(0.31) };
    const turnCost = { ...NO_COST, nanoUsd: fromUsd(0.02) };
    const reserved = fromUsd(0.05);
    assert.equal(
      budgetText({ session: 5, reserved }, { sessionCost, turnCost })?.text,
      "$0.31 + $0.05 set aside of $5.00 a session",
    );
    assert.equal(
      budgetText({ turn: 0.5, daily: 5, reserved: nanoUsd(0) }, { sessionCost, turnCost })?.text,
      "$0.02 of $0.50 a turn",
    );
    assert.match(
      budgetText({ daily: 5, reserved: nanoUsd(0) }, { sessionCost, turnCost })?.detail ?? "",
      /other sessions/,
    );
    assert.equal(budgetText({ reserved }, { sessionCost, turnCost }), undefined);
  });
});
