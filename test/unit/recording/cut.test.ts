import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { RecordedLine } from "../../../src/core/lines.ts";
import { readRecording, type ReadItem } from "../../../src/recording/reader.ts";
import { collect } from "../../support/collect.ts";
import { eventfulSession } from "../../support/eventfulSession.ts";
import { MemoryStorage } from "../../support/memoryStorage.ts";
import { TempFolder } from "../../support/tempFolder.ts";

const PATH = "/recording.jsonl";

async function read(bytes: Buffer): Promise<readonly ReadItem[]> {
  const storage = new MemoryStorage();
  storage.files.set(PATH, bytes);
  return collect(readRecording(storage, PATH));
}

const linesOf = (items: readonly ReadItem[]): readonly RecordedLine[] =>
  items.flatMap((item) => (item.kind === "line" ? [item.line] : []));

describe("the recording of a session in which everything happens", () => {
  let folder: TempFolder;
  let whole: Buffer;
  let items: readonly ReadItem[];
  before(async () => {
    folder = await TempFolder.create({ "project/notes.txt": "the refund limit is 120\n" });
    const storage = new MemoryStorage();
    await eventfulSession(folder.path, storage);
    const path = [...storage.files.keys()].find((name) => name.endsWith("recording.jsonl"));
    whole = storage.files.get(path ?? "") ?? Buffer.alloc(0);
    items = await read(whole);
  });
  after(() => folder.remove());

  it("keeps every line before the byte at which it is cut, and takes what is appended then", async () => {
    assert.ok(items.length > 100 && items.every(({ kind }) => kind === "line"));
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), async (cut) => {
        const before = items.filter(({ end }) => end <= cut);
        const kept = await read(whole.subarray(0, cut));
        assert.deepEqual(linesOf(kept), linesOf(before));
        assert.ok(kept.length - before.length <= 1, "one torn line at most");
        const next = items[before.length];
        if (next === undefined) return;
        const again = await read(
          Buffer.concat([whole.subarray(0, cut), whole.subarray(next.offset, next.end + 1)]),
        );
        assert.deepEqual(linesOf(again), linesOf([...before, next]));
      }),
      { numRuns: 60 },
    );
  });
});
