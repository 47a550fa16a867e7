import assert from "node:assert/strict";
import { fork, type ChildProcess } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { fileURLToPath } from "node:url";
import { nodePlatform } from "../../../src/node/platform.ts";
import { NodeStorage } from "../../../src/node/storage.ts";
import { Leases, type Lease } from "../../../src/recording/lease.ts";
import { MemoryStorage } from "../../support/memoryStorage.ts";
import { FakeProcesses } from "../../support/platform.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { settle } from "../../support/virtualClock.ts";

const FOLDER = "/recording";

function setUp() {
  const storage = new MemoryStorage();
  const processes = new FakeProcesses();
  const leases = (pid: number, options?: Parameters<FakeProcesses["start"]>[1]): Leases =>
    new Leases(storage, processes.start(pid, options));
  return { storage, processes, leases };
}

async function acquired(leases: Leases, folder = FOLDER): Promise<Lease> {
  const lease = await leases.acquire(folder);
  assert.ok(!("heldBy" in lease), "somebody else holds it");
  return lease;
}

describe("the lease of a recording", () => {
  it("is free at first, then held by one, then free again", async () => {
    const { leases } = setUp();
    const [mine, other] = [leases(1), leases(2)];
    assert.deepEqual(await other.state(FOLDER), { state: "free" });
    const lease = await acquired(mine);
    const by = { pid: 1, start: "start-1", host: "desk" };
    assert.deepEqual(await other.acquire(FOLDER), { heldBy: by });
    assert.deepEqual(await other.state(FOLDER), { state: "held", by });
    await lease.release();
    assert.deepEqual(await other.state(FOLDER), { state: "free" });
    await acquired(other);
    assert.deepEqual(await mine.state(FOLDER), {
      state: "held",
      by: { pid: 2, start: "start-2", host: "desk" },
    });
  });

  it("is held against its own process too: one writer, not one process", async () => {
    const mine = setUp().leases(1);
    await acquired(mine);
    assert.ok("heldBy" in (await mine.acquire(FOLDER)));
  });

  it("of a process that died can be taken over", async () => {
    const { leases, processes } = setUp();
    await acquired(leases(1));
    processes.end(1);
    const other = leases(2);
    assert.equal((await other.state(FOLDER)).state, "dead");
    await acquired(other);
  });

  it("of a dead process whose number another one got meanwhile can be taken over", async () => {
    const { leases } = setUp();
    await acquired(leases(1, { start: "before the restart" }));
    leases(1, { start: "after it" });
    assert.equal((await leases(2).state(FOLDER)).state, "dead");
  });

  it("is not taken from a process that cannot be looked up", async () => {
    const { leases, storage, processes } = setUp();
    await acquired(leases(1, { hostname: "another machine" }));
    processes.end(1);
    assert.equal((await leases(2).state(FOLDER)).state, "held");
    const hidden = { ...processes.start(3), processStart: () => Promise.resolve(undefined) };
    await acquired(leases(3), "/b");
    assert.equal((await new Leases(storage, hidden).state("/b")).state, "held");
  });

  it("that is spoilt counts as left behind", async () => {
    const { leases, storage } = setUp();
    storage.files.set(`${FOLDER}/lease-4`, Buffer.from('{"pid":'));
    assert.equal((await leases(1).state(FOLDER)).state, "dead");
    await acquired(leases(1));
  });

  it("goes to exactly one of twenty who want to take it over at once", async () => {
    const { leases, processes } = setUp();
    await acquired(leases(1));
    processes.end(1);
    const contenders = Array.from({ length: 20 }, (_, n) => leases(n + 2));
    const outcomes = await Promise.all(contenders.map((contender) => contender.acquire(FOLDER)));
    assert.equal(outcomes.filter((outcome) => !("heldBy" in outcome)).length, 1);
  });

  it("goes to exactly one of many on a file system without links, where files appear before their content", async () => {
    const { storage, leases } = setUp();
    const createNow = storage.createExclusive.bind(storage);
    storage.createExclusive = async (path, content) => {
      if (!(await createNow(path, Buffer.alloc(0)))) return false;
      await settle();
      // Whoever cleared it away meanwhile cleared away what nobody can see any more.
      if (storage.files.has(path)) storage.files.set(path, Buffer.from(content));
      return true;
    };
    for (let round = 0; round < 20; round++) {
      const contenders = Array.from({ length: 4 }, (_, n) => leases(10 * round + n + 1));
      const outcomes = await Promise.all(contenders.map((contender) => contender.acquire(FOLDER)));
      const won = outcomes.flatMap((outcome) => ("heldBy" in outcome ? [] : [outcome]));
      assert.equal(won.length, 1);
      await won[0]?.release();
    }
  });

  it("is not held twice where one hesitates between looking and taking", async () => {
    const { storage, leases } = setUp();
    const [slow, quick, third] = [leases(1), leases(2), leases(3)];
    const createNow = storage.createExclusive.bind(storage);
    const gate = new EventEmitter();
    storage.createExclusive = async (path, content) => {
      storage.createExclusive = createNow;
      await once(gate, "open");
      return createNow(path, content);
    };
    const slowly = slow.acquire(FOLDER);
    await settle();
    await (await acquired(quick)).release();
    await acquired(third);
    gate.emit("open");
    assert.deepEqual(await slowly, { heldBy: { pid: 3, start: "start-3", host: "desk" } });
    assert.equal(storage.in(FOLDER).length, 1, "old leases are cleared away");
  });

  it("is given free although the disk is full", async () => {
    const { leases, storage } = setUp();
    const lease = await acquired(leases(1));
    storage.fault = (operation) => (operation === "replace" ? "ENOSPC" : undefined);
    await lease.release();
    assert.equal((await leases(2).state(FOLDER)).state, "free");
  });
});

describe("the lease between real processes", () => {
  const folder = useTempFolder();
  const children: ChildProcess[] = [];

  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
  });

  async function holder(): Promise<{ readonly child: ChildProcess; readonly answer: string }> {
    const child = fork(fileURLToPath(new URL("./leaseHolder.ts", import.meta.url)), [folder().path]);
    children.push(child);
    const [answer] = (await once(child, "message")) as [string];
    return { child, answer };
  }

  it("is held while its process lives and can be taken over when it was killed", async () => {
    const mine = new Leases(new NodeStorage(), nodePlatform("0.0.0"));
    const { child, answer } = await holder();
    assert.equal(answer, "acquired");
    const refused = await mine.acquire(folder().path);
    assert.ok("heldBy" in refused);
    assert.equal(refused.heldBy.pid, child.pid);
    assert.equal((await holder()).answer, "held");
    child.kill("SIGKILL");
    await once(child, "exit");
    assert.equal((await mine.state(folder().path)).state, "dead");
    await acquired(mine, folder().path);
  });
});
