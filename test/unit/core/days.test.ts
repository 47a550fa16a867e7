import assert from "node:assert/strict";
import * as fc from "fast-check";
import { localDay, localMonth, monthsBetween, nextDay, nextMonth } from "../../../src/core/days.ts";
import { epochMs, type EpochMs } from "../../../src/core/units.ts";

const at = (iso: string): EpochMs => epochMs(Date.parse(iso));
const iso = (moment: EpochMs): string => new Date(moment).toISOString();

const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/Santiago", // clocks change at midnight, so some days begin at one
  "Asia/Kolkata",
  "Australia/Lord_Howe", // half an hour of summer time
  "Pacific/Apia",
  "Pacific/Chatham",
];
const moments = fc
  .integer({ min: Date.parse("2024-01-01"), max: Date.parse("2028-01-01") })
  .map((ms) => epochMs(ms + 0.25));

describe("local days", () => {
  it("are those of the zone", () => {
    assert.equal(localDay(at("2026-11-22T23:30:00Z"), "Europe/Berlin"), "2026-11-23");
    assert.equal(localDay(at("2026-11-22T03:30:00Z"), "America/New_York"), "2026-11-21");
    assert.equal(localMonth(at("2026-11-30T23:30:00Z"), "Asia/Tokyo"), "2026-12");
  });

  it("end at midnight of the zone, on days of 23 and 25 hours too", () => {
    const ends = (moment: string, zone: string): string => iso(nextDay(at(moment), zone));
    assert.equal(ends("2026-03-29T00:30:00Z", "Europe/Berlin"), "2026-03-29T22:00:00.000Z");
    assert.equal(ends("2026-10-25T00:30:00Z", "Europe/Berlin"), "2026-10-25T23:00:00.000Z");
    assert.equal(ends("2026-11-22T12:00:00Z", "Asia/Kolkata"), "2026-11-22T18:30:00.000Z");
    assert.equal(ends("2026-09-05T12:00:00Z", "America/Santiago"), "2026-09-06T04:00:00.000Z");
    assert.equal(iso(nextMonth(at("2026-02-10T00:00:00Z"), "Europe/Berlin")), "2026-02-28T23:00:00.000Z");
  });

  it("give way to the next at the very moment that is named, in every zone", () => {
    fc.assert(
      fc.property(moments, fc.constantFrom(...ZONES), (moment, zone) => {
        const next = nextDay(moment, zone);
        assert.ok(next > moment && next - moment <= 25 * 3_600_000);
        assert.equal(localDay(epochMs(next - 1), zone), localDay(moment, zone));
        assert.notEqual(localDay(next, zone), localDay(moment, zone));
      }),
    );
  });

  it("lie in months that can be counted from one moment to another", () => {
    const from = at("2026-11-30T23:30:00Z");
    assert.deepEqual(monthsBetween(from, from, "UTC"), ["2026-11"]);
    assert.deepEqual(monthsBetween(from, at("2027-02-01T00:00:00Z"), "UTC"), [
      "2026-11",
      "2026-12",
      "2027-01",
      "2027-02",
    ]);
    assert.deepEqual(monthsBetween(from, at("2026-12-31T22:00:00Z"), "Europe/Berlin"), ["2026-12"]);
    assert.deepEqual(
      monthsBetween(from, at("2026-10-01T00:00:00Z"), "UTC"),
      ["2026-11"],
      "a clock that was set back",
    );
  });
});
