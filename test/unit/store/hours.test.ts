import assert from "node:assert/strict";
import * as fc from "fast-check";
import { localDay } from "../../../src/core/days.ts";
import { epochMs } from "../../../src/core/units.ts";
import { Hours } from "../../../src/store/hours.ts";

const at = (iso: string) => epochMs(Date.parse(iso));

describe("the hours of the roll-ups", () => {
  it("never lie in two days, in zones with odd minutes too", () => {
    const zones = [
      "UTC",
      "Europe/Berlin",
      "America/New_York",
      "Asia/Kolkata",
      "Asia/Kathmandu",
      "America/St_Johns",
    ];
    const moments = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2030, 0) });
    fc.assert(
      fc.property(fc.constantFrom(...zones), moments, (zone, moment) => {
        const hours = new Hours(zone);
        const hour = hours.of(epochMs(moment));
        assert.equal(hours.day(hour), localDay(epochMs(moment), zone));
        assert.ok(hours.start(hour) <= moment && moment < hours.start(hour + 1));
      }),
    );
  });

  it("are those of UTC where the zone has full hours", () => {
    assert.equal(
      new Hours("Europe/Berlin").of(at("2026-11-22T10:59:59Z")),
      new Hours("UTC").of(at("2026-11-22T10:00:00Z")),
    );
  });

  it("are named by local time, also on the day that has one of them twice", () => {
    const hours = new Hours("Europe/Berlin");
    const first = hours.of(at("2026-10-25T00:00:00Z"));
    assert.deepEqual(
      [first, first + 1, first + 2].map((hour) => hours.label(hour)),
      ["2026-10-25T02:00", "2026-10-25T02:00", "2026-10-25T03:00"],
    );
  });

  it("end before the moment at which the next one begins", () => {
    const hours = new Hours("UTC");
    assert.equal(hours.last(at("2026-11-22T11:00:00Z")), hours.of(at("2026-11-22T10:00:00Z")));
    assert.equal(hours.last(at("2026-11-22T11:00:01Z")), hours.of(at("2026-11-22T11:00:00Z")));
  });
});
