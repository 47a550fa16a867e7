import assert from "node:assert/strict";
import { NO_COST, addCost } from "../../../src/core/usage.ts";
import type { SessionId } from "../../../src/core/ids.ts";
import { readRecording } from "../../../src/recording/reader.ts";
import { collect } from "../../support/collect.ts";
import { eventfulSession } from "../../support/eventfulSession.ts";
import { dataOf } from "../../support/lines.ts";
import { MemoryStorage } from "../../support/memoryStorage.ts";
import { answer } from "../../support/messagesApi.ts";
import { strict } from "../../support/strictApi.ts";
import { TempFolder } from "../../support/tempFolder.ts";
import { MODEL, testEngine } from "../../support/testEngine.ts";
import { Transcript } from "../../../src/views/transcript.ts";

/** The disk as a crash may have left it. */
type Disk = ReadonlyMap<string, Buffer>;

/** A storage that keeps what a crash would leave at each line that was written, and in the middle of each. */
class CrashingStorage extends MemoryStorage {
  readonly disks: Disk[] = [];

  constructor() {
    super();
    this.appendFault = (path, bytes) => {
      const before = this.files.get(path) ?? Buffer.alloc(0);
      for (const end of cutsOf(Buffer.from(bytes))) {
        this.disks.push(new Map(this.files).set(path, Buffer.concat([before, bytes.subarray(0, end)])));
      }
      return undefined;
    };
  }
}

/** The end of each line of an append, and a place within it. */
function cutsOf(bytes: Buffer): readonly number[] {
  const cuts: number[] = [];
  let start = 0;
  for (const line of bytes.toString("utf8").split(/(?<=\}\n)/)) {
    const length = Buffer.byteLength(line);
    cuts.push(start + Math.floor(length / 2), start + length);
    start += length;
  }
  return cuts;
}

const recordingOf = (disk: Disk): string =>
  [...disk.keys()].find((path) => path.endsWith("recording.jsonl")) ?? "";

/** Opens the session on what is left, as another process, and sends one more message. */
async function goOn(folder: string, disk: Disk, id: SessionId): Promise<MemoryStorage> {
  const storage = new MemoryStorage();
  for (const [path, content] of disk) storage.files.set(path, content);
  const engine = testEngine({
    folder,
    pid: 101,
    ports: { storage },
    api: [strict(() => answer(["Here again."]))],
  });
  const session = await engine.sessions.open(id);
  const { failure, text } = await session.send("Go on");
  assert.equal(failure?.message, undefined);
  assert.equal(text, "Here again.");
  const { reserved, settled, uncertain } = (await engine.budget("metered")).day;
  await engine.dispose();
  const items = await collect(readRecording(storage, recordingOf(storage.files)));
  const lines = items.flatMap((item) => (item.kind === "line" ? [item.line] : []));
  const responses = dataOf(lines, "response");
  const recorded = responses.reduce((sum, { cost }) => addCost(sum, cost), NO_COST).nanoUsd;
  const doubtful = responses
    .filter((response) => response.uncertain)
    .reduce((sum, { cost }) => addCost(sum, cost), NO_COST);
  assert.deepEqual(
    [reserved, settled, uncertain],
    [0, recorded, doubtful.nanoUsd],
    "the books and the recording agree",
  );
  const spans = dataOf(lines, "span");
  const open = new Set(spans.filter(({ phase }) => phase === "started").map(({ spanId }) => spanId));
  for (const span of spans) if (span.phase === "ended") assert.ok(open.delete(span.spanId));
  assert.equal(open.size, 0, "every span has its end");
  const transcript = new Transcript();
  for (const line of lines) transcript.take(line);
  const shown = transcript.turns().flatMap(({ id: turn }) => transcript.itemsOf(turn));
  assert.ok(shown.every((item) => item.kind !== "tool" || item.state === "done" || item.state === "failed"));
  return storage;
}

describe("a session whose process is killed", () => {
  let folder: TempFolder;
  before(async () => {
    folder = await TempFolder.create({ "project/notes.txt": "the refund limit is 120\n" });
  });
  after(() => folder.remove());

  it("goes on from wherever that was: nothing is rejected, no spending lost or invented, no span left open", async () => {
    const storage = new CrashingStorage();
    const { id, lines } = await eventfulSession(folder.path, storage);
    assert.ok(lines.length > 100);
    // Before the header is on the disk there is no session.
    const disks = storage.disks.filter(
      (disk) => (disk.get(recordingOf(disk))?.toString("utf8").split("\n{").length ?? 0) > 2,
    );
    assert.ok(disks.length > 200);
    for (const disk of disks) await goOn(folder.path, disk, id);
  }).timeout(60_000);

  it("goes on although any one of its lines is damaged", async () => {
    const storage = new MemoryStorage();
    const { id, lines } = await eventfulSession(folder.path, storage);
    const path = recordingOf(storage.files);
    const texts = (storage.files.get(path)?.toString("utf8") ?? "").trim().split(/\n+/);
    assert.equal(texts.length, lines.length);
    for (const [n, line] of lines.entries()) {
      if (line.type !== "message" && line.type !== "tool") continue;
      const damaged = texts.with(n, (texts[n] ?? "").replace(/"data":/, '"dat?":'));
      const disk = new Map(storage.files).set(
        path,
        Buffer.from(damaged.map((text) => `\n${text}\n`).join("")),
      );
      const engine = testEngine({
        folder: folder.path,
        pid: 101,
        ports: { storage: Object.assign(new MemoryStorage(), { files: disk }) },
        api: [strict(() => answer(["ok"]))],
      });
      const session = await engine.sessions.open(id);
      assert.equal((await session.send("Go on")).failure?.message, undefined, `line ${n}, a ${line.type}`);
      const sent = JSON.stringify(engine.requests[0]?.body.messages);
      for (const said of ["Look elsewhere", "Write something", "I begin to w"]) {
        assert.ok(sent.includes(said) || texts[n]?.includes(said), `line ${n} took “${said}” along`);
      }
      await engine.dispose();
    }
  });

  it("is marked as interrupted, and its tools are not repeated by themselves", async () => {
    const storage = new CrashingStorage();
    const { id } = await eventfulSession(folder.path, storage);
    const during = storage.disks.find((disk) =>
      disk.get(recordingOf(disk))?.includes('"name":"execute_tool write_file"'),
    );
    assert.ok(during);
    const after = await goOn(folder.path, during, id);
    const transcript = new Transcript();
    for await (const item of readRecording(after, recordingOf(after.files)))
      if (item.kind === "line") transcript.take(item.line);
    const items = transcript.itemsOf(transcript.turns()[0]?.id ?? ("" as never));
    const end = items.find((item) => item.kind === "end");
    assert.deepEqual([end?.state, end?.failure], ["interrupted", "cancelled"]);
    const write = items.find((item) => item.kind === "tool" && item.name === "write_file");
    assert.ok(write?.kind === "tool" && write.state === "failed");
    assert.match(write.output, /interrupted before this tool finished\. It may or may not have taken effect/);
  });

  it("cannot be opened where its beginning is gone, and is free for others all the same", async () => {
    const storage = new MemoryStorage();
    const { id } = await eventfulSession(folder.path, storage);
    const path = recordingOf(storage.files);
    const text = storage.files.get(path)?.toString("utf8") ?? "";
    storage.files.set(path, Buffer.from(text.replace('"type":"session"', '"type":"sessioN"')));
    const engine = testEngine({ folder: folder.path, pid: 101, ports: { storage } });
    await assert.rejects(engine.sessions.open(id), { failure: "storage" });
    assert.ok((await engine.sessions.create({ model: MODEL })).id);
    await engine.dispose();
  });
});
