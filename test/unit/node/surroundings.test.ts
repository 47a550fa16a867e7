import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { ms } from "../../../src/core/units.ts";
import { NodeClock, nodeRandom } from "../../../src/node/clock.ts";
import { homeFolder } from "../../../src/node/home.ts";
import { nodePlatform } from "../../../src/node/platform.ts";

describe("the machine's clock", () => {
  const clock = new NodeClock();

  it("says the time, finer than a millisecond, and never runs back", () => {
    assert.ok(Math.abs(clock.now() - Date.now()) < 20);
    const times = Array.from({ length: 1_000 }, () => clock.monotonic());
    assert.ok(times.every((time, n) => time >= (times[n - 1] ?? 0)));
    assert.ok(new Set(times).size > 2);
    assert.ok(Intl.supportedValuesOf("timeZone").includes(clock.zone) || clock.zone === "UTC");
  });

  it("sleeps until it is woken", async () => {
    await clock.sleep(ms(1));
    const abort = new AbortController();
    const asleep = clock.sleep(ms(1e6), abort.signal);
    abort.abort();
    await assert.rejects(asleep, { name: "AbortError" });
    await assert.rejects(clock.sleep(ms(1e6), abort.signal), { name: "AbortError" });
  });

  it("calls back after a time, unless it need not any more", async () => {
    const called: string[] = [];
    clock.timer(ms(1), () => called.push("disposed")).dispose();
    await new Promise<void>((done) => clock.timer(ms(2), done));
    assert.deepEqual(called, []);
  });
});

describe("the machine's randomness", () => {
  it("gives as many bytes as asked, and fractions", () => {
    assert.equal(nodeRandom.bytes(16).length, 16);
    assert.notDeepEqual(nodeRandom.bytes(16), nodeRandom.bytes(16));
    assert.ok(nodeRandom.next() >= 0 && nodeRandom.next() < 1);
  });
});

describe("the platform", () => {
  it("knows which processes run, and tells one from a later one of the same number by when it began", async () => {
    const platform = nodePlatform("1.2.3");
    assert.deepEqual(
      [platform.version, platform.pid, platform.isRunning(process.pid)],
      ["1.2.3", process.pid, true],
    );
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    const pid = child.pid ?? 0;
    const [mine, its] = [await platform.processStart(process.pid), await platform.processStart(pid)];
    assert.ok(mine !== undefined && its !== undefined && mine !== its);
    assert.equal(await platform.processStart(pid), its);
    child.kill("SIGKILL");
    await once(child, "exit");
    assert.equal(platform.isRunning(pid), false);
    assert.equal(await platform.processStart(pid), undefined);
  });
});

describe("the per-user home", () => {
  const state = join(homedir(), ".local", "state", "agent-flightdeck");

  it("is where the person says, as an absolute path", () => {
    assert.equal(homeFolder({ FLIGHTDECK_STORAGE: "/data" }, "linux"), "/data");
    assert.equal(homeFolder({ FLIGHTDECK_STORAGE: "data" }, "linux"), resolve("data"));
  });

  it("is else the platform's folder for state", () => {
    assert.equal(homeFolder({}, "linux"), state);
    assert.equal(homeFolder({ FLIGHTDECK_STORAGE: "", XDG_STATE_HOME: "" }, "linux"), state);
    assert.equal(homeFolder({ XDG_STATE_HOME: "relative" }, "linux"), state);
    assert.equal(homeFolder({ XDG_STATE_HOME: "/state" }, "linux"), "/state/agent-flightdeck");
    assert.equal(
      homeFolder({}, "darwin"),
      join(homedir(), "Library", "Application Support", "agent-flightdeck"),
    );
    assert.equal(homeFolder({ LOCALAPPDATA: "/local" }, "win32"), "/local/agent-flightdeck");
  });
});
