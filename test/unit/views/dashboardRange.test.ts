import assert from "node:assert/strict";
import * as fc from "fast-check";
import { localDay } from "../../../src/core/days.ts";
import { epochMs } from "../../../src/core/units.ts";
import { dashboardQuery, RANGES, type RangeId } from "../../../src/views/dashboardRange.ts";

const at = (iso: string) => epochMs(Date.parse(iso));
const iso = (moment: number): string => new Date(moment).toISOString();

describe("the dashboard's range", () => {
  it("is today by the hour, compared with as much of yesterday", () => {
    const { range, before, by } = dashboardQuery("today", at("2026-11-22T15:20:00Z"), "Europe/Berlin");
    assert.equal(by, "hour");
    assert.deepEqual([range.from, range.to].map(iso), [
      "2026-11-21T23:00:00.000Z",
      "2026-11-22T23:00:00.000Z",
    ]);
    assert.deepEqual([before.from, before.to].map(iso), [
      "2026-11-20T23:00:00.000Z",
      "2026-11-21T15:20:00.000Z",
    ]);
  });

  it("is a week of local days that ends today, over the change of clocks too", () => {
    const { range, before, by } = dashboardQuery("week", at("2026-10-28T09:00:00Z"), "Europe/Berlin");
    assert.equal(by, "day");
    assert.deepEqual([range.from, range.to].map(iso), [
      "2026-10-21T22:00:00.000Z",
      "2026-10-28T23:00:00.000Z",
    ]);
    assert.deepEqual([before.from, before.to].map(iso), [
      "2026-10-14T22:00:00.000Z",
      "2026-10-21T22:00:00.000Z",
    ]);
  });

  it("begins with the first moment of a local day, in every zone and at every time", () => {
    const zones = [
      "UTC",
      "Pacific/Kiritimati",
      "Etc/GMT+12",
      "Asia/Kolkata",
      "America/St_Johns",
      "Africa/Cairo",
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom<RangeId>(...RANGES.map(({ id }) => id)),
        fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) }),
        (zone, id, now) => {
          const { range, before } = dashboardQuery(id, epochMs(now), zone);
          for (const from of [range.from, before.from]) {
            assert.notEqual(localDay(epochMs(from - 1), zone), localDay(from, zone));
          }
          assert.ok(range.from <= now && now < range.to);
          assert.ok(before.to <= range.from);
        },
      ),
    );
  });
});
