import assert from "node:assert/strict";
import fc from "fast-check";
import { fraction, roomFor, ticks, within, zoom } from "../../../src/views/timeScale.ts";

const labels = (to: number, most = 5): readonly string[] =>
  ticks({ from: 0, to }, most).map(({ label }) => label);

describe("the time axis", () => {
  it("has ticks at round times in a fitting unit", () => {
    assert.deepEqual(labels(18_300), ["0 s", "5 s", "10 s", "15 s"]);
    assert.deepEqual(labels(4), ["0 ms", "1 ms", "2 ms", "3 ms", "4 ms"]);
    assert.deepEqual(labels(0.9), ["0 µs", "200 µs", "400 µs", "600 µs", "800 µs"]);
    assert.deepEqual(labels(900), ["0 ms", "200 ms", "400 ms", "600 ms", "800 ms"]);
    assert.deepEqual(labels(2_400), ["0 s", "0.5 s", "1 s", "1.5 s", "2 s"]);
    assert.deepEqual(labels(300_000), ["0 min", "1 min", "2 min", "3 min", "4 min", "5 min"]);
    assert.deepEqual(labels(4 * 3_600_000), ["0 h", "1 h", "2 h", "3 h", "4 h"]);
  });

  it("counts from the trace's beginning, before it too", () => {
    assert.deepEqual(
      ticks({ from: -100, to: 100 }, 4, 0).map(({ label }) => label),
      ["-100 ms", "-50 ms", "0 ms", "50 ms", "100 ms"],
    );
  });

  it("labels what differs differently, however far one zooms in", () => {
    const zoomed = ticks({ from: 12_345, to: 12_345.4 }, 4).map(({ label }) => label);
    assert.equal(new Set(zoomed).size, zoomed.length);
  });

  it("never has more ticks than asked for, and all within the range", () => {
    const range = fc.tuple(
      fc.double({ min: -1e6, max: 1e7, noNaN: true }),
      fc.double({ min: 1e-2, max: 1e9, noNaN: true }),
    );
    fc.assert(
      fc.property(range, fc.integer({ min: 1, max: 20 }), ([from, length], most) => {
        const found = ticks({ from, to: from + length }, most);
        assert.ok(found.length <= most + 1);
        for (const { at } of found) assert.ok(at >= from - 1e-3 && at <= from + length + 1e-3);
        assert.equal(new Set(found.map(({ label }) => label)).size, found.length);
      }),
    );
  });
});

describe("zooming", () => {
  const whole = { from: 0, to: 1000 };

  it("keeps the moment under the pointer where it is", () => {
    const zoomed = zoom(whole, 4, 300);
    assert.deepEqual(zoomed, { from: 225, to: 475 });
    assert.equal(fraction(zoomed, 300), fraction(whole, 300));
  });

  it("never leaves the trace", () => {
    assert.deepEqual(within({ from: -50, to: 50 }, whole), { from: 0, to: 100 });
    assert.deepEqual(within({ from: 950, to: 1050 }, whole), { from: 900, to: 1000 });
    assert.deepEqual(within({ from: -500, to: 5000 }, whole), whole);
  });

  it("stops before nothing is left", () => {
    const { from, to } = within({ from: 500, to: 500 }, whole);
    assert.ok(to > from);
  });
});

describe("the room for a running trace", () => {
  it("is always enough, and grows in few steps", () => {
    let steps = 0;
    let room = 0;
    for (let elapsed = 0; elapsed < 600_000; elapsed += 50) {
      const next = roomFor(elapsed);
      assert.ok(next >= elapsed);
      if (next !== room) steps++;
      room = next;
    }
    assert.ok(steps < 50, `${steps} steps in ten minutes`);
  });
});
