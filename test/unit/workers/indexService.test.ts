import assert from "node:assert/strict";
import * as fc from "fast-check";
import initSqlJs from "sql.js";
import { Database } from "../../../src/store/database.ts";
import { saveDatabase, snapshotPath } from "../../../src/store/snapshot.ts";
import type { IndexNews } from "../../../src/store/indexMessages.ts";
import { MemoryStorage } from "../../support/memoryStorage.ts";
import { seededRandom } from "../../support/seededRandom.ts";
import { answers } from "../../support/store/answers.ts";
import { indexOf } from "../../support/store/indexOf.ts";
import { SessionScripts, type ScriptedSession } from "../../support/store/sessionScript.ts";
import { StoreFolder } from "../../support/store/storeFolder.ts";
import { VirtualClock } from "../../support/virtualClock.ts";

const ROOT = "/store";
const SNAPSHOT = snapshotPath(ROOT);

const scripts = new SessionScripts(seededRandom(3));
const session = (number: number): ScriptedSession =>
  scripts.session({
    start: Date.parse("2026-11-20T10:00:00Z") + number * 3_600_000,
    model: { provider: "anthropic", id: "claude-sonnet-5-5" },
    agent: "assistant",
    title: `Session ${number}`,
    turns: 2,
    steps: 3,
    failing: 0.3,
  });

async function filledStore(): Promise<StoreFolder> {
  const folder = new StoreFolder(new MemoryStorage(), ROOT);
  for (const number of [0, 1, 2]) await folder.record(session(number));
  return folder;
}

const storageOf = (folder: StoreFolder): MemoryStorage => folder.storage as MemoryStorage;

async function synced(folder: StoreFolder, zone = "UTC") {
  const index = await indexOf({ storage: folder.storage, root: ROOT, zone });
  await index.answer("sync", {});
  return index;
}

/** What an index says that read everything itself. */
async function fresh(folder: StoreFolder, zone = "UTC") {
  const kept = storageOf(folder).files.get(SNAPSHOT);
  storageOf(folder).files.delete(SNAPSHOT);
  const result = await answers(await synced(folder, zone));
  if (kept !== undefined) storageOf(folder).files.set(SNAPSHOT, kept);
  return result;
}

describe("the index's snapshot", () => {
  it("spares a new process the reading, and knows what has been recorded since", async () => {
    const folder = await filledStore();
    await (await synced(folder)).answer("save", undefined);
    const opened = await indexOf({ storage: folder.storage, root: ROOT });
    assert.deepEqual(await answers(opened), await fresh(folder), "without a sync");
    await folder.record(session(3));
    await opened.answer("sync", {});
    assert.deepEqual(await answers(opened), await fresh(folder));
  });

  it("changes no answer when it is damaged, cut off or gone", async () => {
    const folder = await filledStore();
    await (await synced(folder)).answer("save", undefined);
    const files = storageOf(folder).files;
    const whole = files.get(SNAPSHOT) ?? Buffer.alloc(0);
    const expected = await fresh(folder);
    const damage = fc.record({
      at: fc.nat(whole.length - 1),
      byte: fc.integer({ min: 1, max: 255 }),
      cut: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ at, byte, cut }) => {
        const damaged = Buffer.from(cut ? whole.subarray(0, at) : whole);
        if (!cut) damaged[at] = (damaged[at] ?? 0) ^ byte;
        files.set(SNAPSHOT, damaged);
        assert.deepEqual(await answers(await synced(folder)), expected);
      }),
      { numRuns: 25 },
    );
  });

  it("of another version of the schema is not used", async () => {
    const folder = await filledStore();
    await (await synced(folder)).answer("save", undefined);
    const db = new Database(await initSqlJs(), storageOf(folder).files.get(SNAPSHOT));
    db.script("PRAGMA user_version = 99; DROP TABLE sessions");
    await saveDatabase(db, folder.storage, ROOT);
    assert.deepEqual(await answers(await synced(folder)), await fresh(folder));
  });

  it("that may not be read costs nothing but time", async () => {
    const folder = await filledStore();
    const expected = await fresh(folder);
    storageOf(folder).fault = (operation, path) =>
      operation === "read" && path === SNAPSHOT ? "EACCES" : undefined;
    assert.deepEqual(await answers(await synced(folder)), expected);
  });

  it("is used in another zone, where days begin at another hour", async () => {
    const folder = await filledStore();
    await (await synced(folder, "UTC")).answer("save", undefined);
    for (const zone of ["America/New_York", "Asia/Kolkata"]) {
      assert.deepEqual(await answers(await synced(folder, zone)), await fresh(folder, zone));
    }
  });
});

describe("the index at work", () => {
  it("writes its snapshot when it has been idle, and not again within a minute", async () => {
    const folder = await filledStore();
    const clock = new VirtualClock();
    const index = await indexOf({ storage: folder.storage, root: ROOT, clock });
    const written = (): number | undefined => storageOf(folder).files.get(SNAPSHOT)?.length;
    await index.answer("sync", {});
    await clock.advance(4_999);
    assert.equal(written(), undefined);
    await clock.advance(1);
    const first = written();
    assert.ok(first !== undefined);
    for (const number of [3, 4, 5, 6, 7, 8]) await folder.record(session(number));
    await index.answer("sync", {});
    await clock.advance(54_999);
    assert.equal(written(), first);
    await clock.advance(5_001);
    assert.notEqual(written(), first);
    assert.equal(clock.waiting, 0);
  });

  it("goes on where its snapshot cannot be written, and says so once", async () => {
    const folder = await filledStore();
    const messages: IndexNews[] = [];
    storageOf(folder).fault = (operation) => (operation === "replace" ? "ENOSPC" : undefined);
    const index = await indexOf({
      storage: folder.storage,
      root: ROOT,
      post: (message) => messages.push(message),
    });
    await index.answer("sync", {});
    await index.answer("save", undefined);
    assert.deepEqual(
      messages.map(({ type }) => type),
      ["changed", "warning"],
    );
    assert.equal((await index.answer("sessions", { limit: 1 })).total, 3);
  });

  it("does the work of requests that wait for the same sync once", async () => {
    const folder = await filledStore();
    const messages: IndexNews[] = [];
    const index = await indexOf({
      storage: folder.storage,
      root: ROOT,
      post: (message) => messages.push(message),
    });
    const results = await Promise.all([0, 1, 2, 3].map(() => index.answer("sync", {})));
    assert.deepEqual(
      messages.map(({ type }) => type),
      ["changed"],
    );
    assert.ok(results.every((result) => result === results[0]));
  });

  it("tells how far a long reading has come", async () => {
    const folder = await filledStore();
    const clock = new VirtualClock();
    const messages: IndexNews[] = [];
    const storage = storageOf(folder);
    storage.fault = (operation) => {
      // Every look at the disk takes its time.
      if (operation === "read") void clock.advance(200);
      return undefined;
    };
    const index = await indexOf({ storage, root: ROOT, clock, post: (message) => messages.push(message) });
    await index.answer("sync", {});
    const progress = messages.flatMap((message) => (message.type === "progress" ? [message.progress] : []));
    const last = progress.at(-1);
    assert.ok(last !== undefined && last.done === last.total, JSON.stringify(progress));
    assert.deepEqual(
      progress.map(({ done }) => done),
      progress.map(({ done }) => done).toSorted((a, b) => a - b),
    );
  });
});
