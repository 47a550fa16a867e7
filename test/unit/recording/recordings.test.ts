import assert from "node:assert/strict";
import { chmod, stat } from "node:fs/promises";
import { join } from "node:path";
import { Ids, type RecordingKey } from "../../../src/core/ids.ts";
import { NodeStorage } from "../../../src/node/storage.ts";
import { Recordings, type OpenRecording } from "../../../src/recording/recordings.ts";
import { collect } from "../../support/collect.ts";
import { titled } from "../../support/lines.ts";
import { MemoryStorage } from "../../support/memoryStorage.ts";
import { FakeProcesses } from "../../support/platform.ts";
import { seededRandom } from "../../support/seededRandom.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { VirtualClock } from "../../support/virtualClock.ts";

const clock = new VirtualClock();
const newKey = new Ids(clock, seededRandom(5)).recording;
const KEY = newKey();

function setUp(storage: MemoryStorage | NodeStorage = new MemoryStorage(), root = "/storage") {
  const processes = new FakeProcesses();
  const as = (pid: number): Recordings =>
    new Recordings({ storage, clock, platform: processes.start(pid), root });
  return { storage, processes, as };
}

async function opened(
  recordings: Recordings,
  key: RecordingKey,
  next?: () => Promise<number>,
): Promise<OpenRecording> {
  const recording = await recordings.open(key, next);
  assert.ok(!("heldBy" in recording));
  return recording;
}

const seqs = async (recordings: Recordings, key = KEY): Promise<readonly (number | string)[]> =>
  (await collect(recordings.read(key))).map((item) => (item.kind === "line" ? item.line.seq : item.problem));

describe("the recordings of a folder", () => {
  it("are listed by time, without what else lies there", async () => {
    const { as, storage } = setUp();
    const later = new Ids(new VirtualClock({ start: "2027-01-01T00:00:00Z" }), seededRandom()).recording();
    for (const key of [later, KEY]) {
      const recording = await opened(as(1), key);
      recording.writer.record(titled("a"));
      await recording.close();
    }
    (storage as MemoryStorage).files.set("/storage/sessions/notes.txt", Buffer.from("x"));
    assert.deepEqual(await as(1).list(), [KEY, later]);
  });

  it("have one writer at a time; the next goes on after the last line", async () => {
    const { as } = setUp();
    const [one, two] = [as(1), as(2)];
    const first = await opened(one, KEY);
    first.writer.record(titled("a"));
    const refused = await two.open(KEY, () => assert.fail("nothing is read while another writes"));
    assert.deepEqual(refused, { heldBy: { pid: 1, start: "start-1", host: "desk" } });
    first.writer.record(titled("b"));
    await first.close();
    const second = await opened(two, KEY, async () => (await seqs(two)).length);
    second.writer.record(titled("c"));
    await second.close();
    assert.deepEqual(await seqs(one), [0, 1, 2]);
  });

  it("are given free again where opening fails", async () => {
    const { as } = setUp();
    await assert.rejects(
      as(1).open(KEY, () => Promise.reject(new Error("unreadable"))),
      { failure: "storage" },
    );
    await (await opened(as(2), KEY)).close();
  });

  it("say where the folder cannot be written", async () => {
    const { as, storage } = setUp();
    (storage as MemoryStorage).fault = (operation) => (operation === "createExclusive" ? "EROFS" : undefined);
    await assert.rejects(as(1).open(KEY), { failure: "storage", message: /EROFS/ });
  });

  it("are known by their first line that can be read", async () => {
    const { as, storage } = setUp();
    assert.equal(await as(1).first(KEY), undefined);
    const recording = await opened(as(1), KEY);
    (storage as MemoryStorage).appendFault = () => ({ written: 12, code: "ENOSPC" });
    recording.writer.record(titled("a"));
    await assert.rejects(recording.writer.flush());
    (storage as MemoryStorage).appendFault = () => undefined;
    await recording.close();
    assert.equal((await as(1).first(KEY))?.seq, 0);
    assert.deepEqual(await seqs(as(1)), ["torn", 0]);
  });

  it("are removed with all that belongs to them, but not while somebody writes", async () => {
    const { as, storage } = setUp();
    const recording = await opened(as(1), KEY);
    await recording.writer.blob(Buffer.from("output"));
    assert.equal(await as(2).remove(KEY), false);
    await recording.close();
    assert.equal(await as(2).remove(KEY), true);
    assert.deepEqual([...(storage as MemoryStorage).files.keys()], []);
  });
});

describe("a recording on the disk", () => {
  const folder = useTempFolder();

  it("can be read by nobody but the user", async () => {
    const { as } = setUp(new NodeStorage(), folder().path);
    const recording = await opened(as(1), KEY);
    recording.writer.record(titled("a"));
    const blob = await recording.writer.blob(Buffer.from("output"));
    await recording.writer.flush();
    const at = join(folder().path, "sessions", KEY);
    for (const path of ["", "recording.jsonl", "blobs", join("blobs", blob), "lease-1"]) {
      assert.equal((await stat(join(at, path))).mode & 0o077, 0, path);
    }
    assert.equal(await as(1).blob(KEY, blob), "output");
    await recording.close();
  });

  it("is read where nothing may be written", async () => {
    const { as } = setUp(new NodeStorage(), folder().path);
    const recording = await opened(as(1), KEY);
    recording.writer.record(titled("a"));
    await recording.close();
    await chmod(join(folder().path, "sessions", KEY), 0o500);
    assert.deepEqual(await seqs(as(2)), [0]);
    await chmod(join(folder().path, "sessions", KEY), 0o700);
  });
});
