import assert from "node:assert/strict";
import { sep } from "node:path";
import * as fc from "fast-check";
import { FAILURES } from "../../../src/core/failureTable.ts";
import {
  explain,
  FlightdeckError,
  isFailureClass,
  ModelError,
  toFlightdeckError,
  toStorageError,
} from "../../../src/core/failure.ts";
import { Ids, isBlobId, isRecordingKey } from "../../../src/core/ids.ts";
import { isInside } from "../../../src/core/paths.ts";
import { nanoUsd } from "../../../src/core/units.ts";
import {
  addCost,
  addUsage,
  mergeCosts,
  NO_COST,
  NO_USAGE,
  totalTokens,
  type Cost,
} from "../../../src/core/usage.ts";
import { seededRandom } from "../../support/seededRandom.ts";
import { VirtualClock } from "../../support/virtualClock.ts";

const sumOf = (part: readonly Cost[]) => part.reduce(addCost, NO_COST);

describe("ids", () => {
  const clock = new VirtualClock();
  const ids = new Ids(clock, seededRandom());

  it("are unique, sort by the time at which they were made, and never become paths", async () => {
    const made: string[] = [];
    for (let n = 0; n < 200; n++) {
      made.push(ids.message());
      await clock.advance(1);
    }
    assert.deepEqual(made.toSorted(), made);
    assert.equal(new Set(made).size, 200);
    assert.ok(made.every((id) => /^[0-9a-z]{26}$/.test(id)));
  });

  it("of traces and spans are those of OpenTelemetry", () => {
    assert.match(ids.trace(), /^[0-9a-f]{32}$/);
    assert.match(ids.span(), /^[0-9a-f]{16}$/);
  });

  it("of recordings are readable, and no other name passes for one", () => {
    const key = new Ids(new VirtualClock({ start: "2026-11-22T10:15:30.999Z" }), seededRandom()).recording();
    assert.match(key, /^20261122-101530-[0-9a-f]{8}$/);
    assert.ok(isRecordingKey(key));
    for (const name of ["", "..", `${key}/..`, `../${key}`, ` ${key}`, `${key}\n`, key.toUpperCase()])
      assert.ok(!isRecordingKey(name) || name === key);
    assert.ok(isBlobId("0".repeat(64)) && !isBlobId("0".repeat(63)) && !isBlobId(`../${"0".repeat(61)}`));
  });
});

describe("failures", () => {
  it("each have a label, a sentence and an advice", () => {
    for (const [name, { label, symptom, advice }] of Object.entries(FAILURES)) {
      assert.ok(isFailureClass(name) && label.length < 30, name);
      assert.match(symptom, /^[A-Z].*\.$/);
      assert.match(advice, /^[A-Z].*\.$/);
    }
    for (const other of ["constructor", "", undefined, 5]) assert.ok(!isFailureClass(other));
  });

  it("are what was thrown, an abort a stop, and anything else a defect with its cause", () => {
    const known = new ModelError("stall", "it stopped", { stage: "cut" });
    assert.equal(toFlightdeckError(known), known);
    assert.equal(toFlightdeckError(new DOMException("x", "AbortError")).failure, "cancelled");
    const defect = new TypeError("x is undefined");
    const { failure, message, cause } = toFlightdeckError(defect);
    assert.deepEqual([failure, message, cause], ["internal", "x is undefined", defect]);
    assert.equal(toFlightdeckError("text").message, "text");
  });

  it("of our files say where and what to do", () => {
    const error = toStorageError(new Error("ENOSPC: no space left"), "/home/x");
    assert.equal(
      explain(error),
      "What happened could not be written in /home/x: ENOSPC: no space left. Free disk space or mend the folder's permissions, then try again.",
    );
    assert.equal(toStorageError(error), error);
    assert.equal(new FlightdeckError("network", undefined, { advice: "Plug it in." }).advice, "Plug it in.");
  });
});

describe("a path", () => {
  it("lies in a folder or not, by whole names", () => {
    const cases: readonly (readonly [string, string, boolean])[] = [
      ["/a/b", "/a/b", true],
      ["/a/b", "/a/b/c", true],
      ["/a/b", "/a/bc", false],
      ["/a/b", "/a", false],
      ["/", "/anything", true],
      ["/A/b", "/a/B/c", true],
    ];
    for (const [folder, path, inside] of cases) {
      assert.equal(
        isInside(folder.replaceAll("/", sep), path.replaceAll("/", sep)),
        inside,
        `${path} in ${folder}`,
      );
    }
  });
});

describe("usage and cost", () => {
  const usages = fc.record({
    input: fc.nat(1e6),
    cacheRead: fc.nat(1e6),
    cacheWrite5m: fc.nat(1e6),
    cacheWrite1h: fc.nat(1e6),
    output: fc.nat(1e6),
  });
  const costs = fc.record({
    metering: fc.constantFrom("metered", "not_metered", "simulated", "unpriced"),
    nanoUsd: fc.nat(1e9).map(nanoUsd),
  }) as fc.Arbitrary<Cost>;

  it("add up without a token lost", () => {
    fc.assert(
      fc.property(usages, usages, (a, b) => {
        assert.equal(totalTokens(addUsage(a, b)), totalTokens(a) + totalTokens(b));
        assert.deepEqual(addUsage(a, NO_USAGE), { ...a });
      }),
    );
  });

  it("keep kinds of metering apart, in whatever groups they are summed", () => {
    fc.assert(
      fc.property(fc.array(costs), fc.nat(), (all, at) => {
        const cut = at % (all.length + 1);
        assert.deepEqual(mergeCosts(sumOf(all.slice(0, cut)), sumOf(all.slice(cut))), sumOf(all));
        assert.equal(sumOf(all).unpriced, all.filter(({ metering }) => metering === "unpriced").length);
      }),
    );
  });
});
