import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { withLock } from "../../workbench/lock.ts";

const failing = () => Promise.reject(new Error("failed"));

describe("a lock between processes", () => {
  let folder: string;

  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "flightdeck-unit-"))));
  afterEach(async () => rm(folder, { recursive: true }));

  it("lets one in at a time and tells those that wait", async () => {
    const events: string[] = [];
    const enter = (name: string) =>
      withLock(
        join(folder, "lock"),
        () => events.push("waits"),
        async () => {
          events.push(`${name} in`);
          await turn();
          events.push(`${name} out`);
        },
      );
    await Promise.all([enter("one"), enter("two")]);
    assert.deepEqual(
      events.filter((event) => event !== "waits").map((event) => event.split(" ")[1]),
      ["in", "out", "in", "out"],
    );
    assert.equal(events.filter((event) => event === "waits").length, 1);
  });

  it("is free again after a failure", async () => {
    const lock = join(folder, "lock");
    await assert.rejects(
      withLock(lock, () => {}, failing),
      /failed/,
    );
    assert.equal(
      await withLock(
        lock,
        () => assert.fail("waits"),
        async () => "in",
      ),
      "in",
    );
  });

  it("is taken over from an owner that gives no sign of life", async () => {
    const lock = join(folder, "lock");
    await mkdir(lock);
    await utimes(lock, new Date(0), new Date(0));
    assert.equal(
      await withLock(
        lock,
        () => {},
        async () => "in",
      ),
      "in",
    );
  });
});
