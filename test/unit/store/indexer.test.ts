import assert from "node:assert/strict";
import * as fc from "fast-check";
import { linesPath, recordingFolder } from "../../../src/recording/layout.ts";
import type { UsageRecord } from "../../../src/store/rows.ts";
import { NodeStorage } from "../../../src/node/storage.ts";
import { MemoryStorage } from "../../support/memoryStorage.ts";
import { seededRandom } from "../../support/seededRandom.ts";
import { answers, sessionOf, usageOf } from "../../support/store/answers.ts";
import { indexOf } from "../../support/store/indexOf.ts";
import {
  SessionScripts,
  type ScriptedSession,
  type SessionOptions,
} from "../../support/store/sessionScript.ts";
import { fakePlatform, StoreFolder } from "../../support/store/storeFolder.ts";
import { useTempFolder } from "../../support/tempFolder.ts";

const ROOT = "/store";
const START = Date.parse("2026-11-20T22:00:00Z");

const script = (seed: number, options: Partial<SessionOptions> = {}): ScriptedSession =>
  new SessionScripts(seededRandom(seed)).session({
    start: START + seed * 1_000,
    model: { provider: "anthropic", id: "claude-sonnet-5-5" },
    agent: "assistant",
    title: `Session ${seed}`,
    turns: 2,
    steps: 3,
    failing: 0.4,
    ...options,
  });

const fileOf = ({ key }: ScriptedSession): string => linesPath(recordingFolder(ROOT, key));

/** The bytes of each session's recording. */
async function recorded(
  sessions: readonly ScriptedSession[],
): Promise<readonly (readonly [string, Buffer])[]> {
  const storage = new MemoryStorage();
  const folder = new StoreFolder(storage, ROOT);
  for (const session of sessions) await folder.record(session);
  return sessions.map((session) => [fileOf(session), storage.files.get(fileOf(session)) ?? Buffer.alloc(0)]);
}

async function memoryStore(...sessions: readonly ScriptedSession[]): Promise<MemoryStorage> {
  const storage = new MemoryStorage();
  for (const [path, bytes] of await recorded(sessions)) storage.files.set(path, bytes);
  return storage;
}

const synced = async (storage: MemoryStorage, rowLimit = 1_000) => {
  const index = await indexOf({ storage, root: ROOT, rowLimit });
  await index.answer("sync", {});
  return index;
};

/** What the script says about each request, without the index. */
function expectedUsage({ lines }: ScriptedSession) {
  const responses = lines.flatMap(({ body }) => (body.type === "response" ? [body.data] : []));
  return responses.map(({ request, usage, cost, uncertain }) => ({ request, usage, cost, uncertain }));
}

const brief = ({ request, usage, cost, uncertain }: UsageRecord) => ({ request, usage, cost, uncertain });

describe("the index over recordings on the disk", () => {
  const folder = useTempFolder();

  it("has exactly the usage that the recordings hold, request by request", async () => {
    const sessions = [
      script(1),
      script(2, { model: { provider: "simulated", id: "simulated" }, metering: "simulated" }),
    ];
    const store = new StoreFolder(new NodeStorage(), folder().path);
    for (const session of sessions) await store.record(session);
    const index = await indexOf({ storage: store.storage, root: store.root });
    await index.answer("sync", {});
    assert.deepEqual((await usageOf(index)).map(brief), sessions.flatMap(expectedUsage));
  });

  it("follows a session while it is written", async () => {
    const session = script(1);
    const store = new StoreFolder(new NodeStorage(), folder().path);
    const index = await indexOf({ storage: store.storage, root: store.root });
    for (let written = 0; written < session.lines.length; written += 5) {
      await store.write(session, 5);
      const { changed } = await index.answer("sync", { only: [session.key] });
      assert.equal(changed, true);
      assert.equal(
        (await sessionOf(index, session.id)).updated,
        session.lines[Math.min(written + 4, session.lines.length - 1)]?.at,
      );
    }
    assert.deepEqual((await usageOf(index)).map(brief), expectedUsage(session));
    assert.equal((await index.answer("sync", {})).changed, false);
    await store.close(session);
  });
});

describe("an index that grew with its recordings", () => {
  it("answers like one that was made at once, wherever the readings were cut and whatever is corrupt", async () => {
    const shape = fc.record({
      seeds: fc.uniqueArray(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 3 }),
      open: fc.boolean(),
      rowLimit: fc.constantFrom(1, 4, 1_000),
      /** Places in the files, as shares of their length. */
      damage: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3 }),
      cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(shape, async ({ seeds, open, rowLimit, damage, cuts }) => {
        const files = await recorded(seeds.map((seed) => script(seed, { open })));
        for (const [, bytes] of files)
          for (const at of damage) bytes[Math.floor(at * (bytes.length - 1))] = 0x21;
        const growing = new MemoryStorage();
        const index = await indexOf({ storage: growing, root: ROOT, rowLimit });
        for (const cut of [...cuts.toSorted((a, b) => a - b), 1]) {
          for (const [path, bytes] of files)
            growing.files.set(path, bytes.subarray(0, Math.ceil(cut * bytes.length)));
          await index.answer("sync", {});
        }
        assert.deepEqual(await answers(index), await answers(await synced(growing, rowLimit)));
      }),
      { numRuns: 60 },
    );
  });

  it("forgets a deleted recording altogether", async () => {
    const [gone, kept] = [script(1), script(2)];
    const storage = await memoryStore(gone, kept);
    const index = await synced(storage);
    await storage.remove(recordingFolder(ROOT, gone.key));
    assert.equal((await index.answer("sync", {})).changed, true);
    assert.deepEqual(await answers(index), await answers(await synced(await memoryStore(kept))));
  });

  it("forgets a deleted recording of which it does not keep all rows", async () => {
    const [gone, kept] = [script(1, { turns: 5 }), script(2)];
    const storage = await memoryStore(gone, kept);
    const index = await synced(storage, 2);
    await storage.remove(recordingFolder(ROOT, gone.key));
    await index.answer("sync", {});
    assert.deepEqual(await answers(index), await answers(await synced(await memoryStore(kept), 2)));
  });

  it("reads a recording anew that became shorter", async () => {
    const session = script(1);
    const storage = await memoryStore(session);
    const index = await synced(storage);
    const bytes = storage.files.get(fileOf(session)) ?? Buffer.alloc(0);
    storage.files.set(fileOf(session), bytes.subarray(0, bytes.length / 2));
    await index.answer("sync", {});
    assert.deepEqual(await answers(index), await answers(await synced(storage)));
  });

  it("reads a recording anew that became another one", async () => {
    const [before, after] = [script(1), script(2, { turns: 4 })];
    const storage = await memoryStore(before);
    const index = await synced(storage);
    const [[, bytes] = ["", Buffer.alloc(0)]] = await recorded([after]);
    storage.files.set(fileOf(before), bytes);
    await index.answer("sync", {});
    assert.deepEqual(await answers(index), await answers(await synced(storage)));
    assert.equal(await index.answer("session", { id: before.id }), undefined);
  });

  it("counts what it could not read, and takes a line that is still being written for what it is", async () => {
    const session = script(1);
    const storage = await memoryStore(session);
    const path = fileOf(session);
    const whole = storage.files.get(path) ?? Buffer.alloc(0);
    const damaged = Buffer.from(whole);
    damaged[Math.floor(whole.length / 2)] = 0x21;
    storage.files.set(path, damaged.subarray(0, -30));
    const index = await synced(storage);
    assert.equal((await sessionOf(index, session.id)).unreadable, 1);
    storage.files.set(path, damaged);
    await index.answer("sync", {});
    assert.equal((await sessionOf(index, session.id)).unreadable, 1);
  });

  it("lists a session whose beginning is unreadable by what is left of it", async () => {
    const session = script(1);
    const storage = await memoryStore(session);
    const bytes = storage.files.get(fileOf(session)) ?? Buffer.alloc(0);
    bytes[40] = 0x21;
    const { sessions } = await (await synced(storage)).answer("sessions", { limit: 10 });
    assert.deepEqual(
      sessions.map(({ key, id, turns }) => ({ key, id, turns })),
      [{ key: session.key, id: session.id, turns: 2 }],
    );
  });

  it("goes on with the others where one recording cannot be read", async () => {
    const [bad, good] = [script(1), script(2)];
    const storage = await memoryStore(bad, good);
    storage.fault = (operation, path) =>
      operation === "read" && path === fileOf(bad) ? "EACCES" : undefined;
    const index = await indexOf({ storage, root: ROOT });
    const { failed } = await index.answer("sync", {});
    assert.deepEqual(
      failed.map(({ key }) => key),
      [bad.key],
    );
    assert.equal((await index.answer("sessions", { limit: 10 })).total, 1);
    storage.fault = () => undefined;
    assert.deepEqual((await index.answer("sync", {})).failed, []);
    assert.equal((await index.answer("sessions", { limit: 10 })).total, 2);
  });
});

describe("the state of a session", () => {
  it("is running as long as its process lives, and interrupted when that is gone", async () => {
    const session = script(1, { open: true });
    const running = new Set([1]);
    const platform = fakePlatform(1, running);
    const store = new StoreFolder(new MemoryStorage(), ROOT, platform);
    await store.write(session);
    const index = await indexOf({ storage: store.storage, root: ROOT, platform });
    await index.answer("sync", {});
    assert.equal((await sessionOf(index, session.id)).status, "running");
    running.clear();
    await index.answer("sync", {});
    assert.equal((await sessionOf(index, session.id)).status, "interrupted");
    const [match] = await index.answer("traces", { prefix: session.id });
    assert.deepEqual(match?.traces.map(({ status }) => status).at(-1), "interrupted");
  });

  it("is that of its newest turn, with what it all came to", async () => {
    const session = script(3, { turns: 3 });
    const row = await sessionOf(await synced(await memoryStore(session)), session.id);
    const expected = expectedUsage(session);
    assert.equal(row.status, "done");
    assert.equal(row.turns, 3);
    assert.equal(row.calls, expected.length);
    assert.equal(
      row.cost.nanoUsd,
      expected.reduce((sum, { cost }) => sum + cost.nanoUsd, 0),
    );
    assert.equal(
      row.usage.output,
      expected.reduce((sum, { usage }) => sum + usage.output, 0),
    );
  });
});
