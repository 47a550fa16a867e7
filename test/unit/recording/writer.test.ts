import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import * as fc from "fast-check";
import type { RecordedLine } from "../../../src/core/lines.ts";
import { FlightdeckError } from "../../../src/core/failure.ts";
import { readRecording, type ReadItem } from "../../../src/recording/reader.ts";
import { RecordingWriter } from "../../../src/recording/writer.ts";
import { collect } from "../../support/collect.ts";
import { titled } from "../../support/lines.ts";
import { MemoryStorage } from "../../support/memoryStorage.ts";
import { settle, VirtualClock } from "../../support/virtualClock.ts";

const PATH = "/recording/recording.jsonl";

async function open(storage = new MemoryStorage(), nextSeq = 0) {
  const appender = await storage.appender(PATH);
  const clock = new VirtualClock();
  const writer = new RecordingWriter({ appender, storage, folder: "/recording", clock, nextSeq });
  const items = (): Promise<readonly ReadItem[]> => collect(readRecording(storage, PATH));
  const titles = async (): Promise<readonly string[]> =>
    (await items()).flatMap((item) =>
      item.kind === "line" && item.line.type === "input" && item.line.data.act === "rename"
        ? [item.line.data.title]
        : [],
    );
  return { storage, writer, clock, items, titles };
}

describe("a recording's writer", () => {
  it("numbers lines as they come and writes those of one moment together", async () => {
    const { writer, storage, clock, items } = await open();
    writer.record(titled("a"));
    await clock.advance(5);
    writer.record(titled("b"));
    writer.record(titled("c"));
    await writer.flush();
    const lines = (await items()).map((item) => item.kind === "line" && [item.line.seq, item.line.mono]);
    assert.deepEqual(lines, [
      [0, 0],
      [1, 5],
      [2, 5],
    ]);
    assert.equal(storage.appends.length, 2);
  });

  it("tells listeners of each line at once, before it is written", async () => {
    const { writer, storage } = await open(undefined, 7);
    const heard: RecordedLine[] = [];
    const end = writer.onLine((line) => heard.push(line));
    writer.record(titled("a"));
    assert.deepEqual(
      heard.map(({ seq, type }) => [seq, type]),
      [[7, "input"]],
    );
    assert.equal(storage.appends.length, 0);
    end();
    writer.record(titled("b"));
    assert.equal(heard.length, 1);
  });

  it("has handed everything to the system when flush ends, however much was recorded meanwhile", async () => {
    const { writer, titles } = await open();
    writer.record(titled("a"));
    const flushed = writer.flush();
    writer.record(titled("b"));
    await settle(1);
    writer.record(titled("c"));
    await flushed;
    assert.deepEqual((await titles()).slice(0, 2), ["a", "b"]);
    await writer.flush();
    assert.deepEqual(await titles(), ["a", "b", "c"]);
  });

  it("says at the next flush that the disk is full, and writes what waited when it has room again", async () => {
    const { writer, storage, titles } = await open();
    writer.record(titled("a"));
    await writer.flush();
    storage.appendFault = () => ({ written: 10, code: "ENOSPC" });
    writer.record(titled("b"));
    await assert.rejects(
      writer.flush(),
      (error) => error instanceof FlightdeckError && error.failure === "storage",
    );
    writer.record(titled("c"));
    await assert.rejects(writer.flush(), /ENOSPC/);
    storage.appendFault = () => undefined;
    writer.record(titled("d"));
    await writer.flush();
    assert.deepEqual(await titles(), ["a", "b", "c", "d"]);
  });

  it("loses no line and shows none twice, whichever writes fail and wherever", async () => {
    const faults = fc.array(fc.option(fc.nat(400), { nil: undefined, freq: 2 }), { maxLength: 8 });
    const steps = fc.array(fc.boolean(), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(faults, steps, async (plan, flushAfter) => {
        const { writer, storage, items, titles } = await open();
        const queue = [...plan];
        storage.appendFault = () => {
          const written = queue.shift();
          return written === undefined ? undefined : { written, code: "ENOSPC" };
        };
        for (const [n, flush] of flushAfter.entries()) {
          writer.record(titled(String(n)));
          if (flush) await writer.flush().catch(() => undefined);
        }
        storage.appendFault = () => undefined;
        await writer.flush().catch(() => writer.flush());
        assert.deepEqual(
          await titles(),
          flushAfter.map((_, n) => String(n)),
        );
        assert.ok((await items()).every((item) => item.kind === "line" || item.problem === "torn"));
      }),
    );
  });

  it("names a side file by the hash of its content, and writes it once", async () => {
    const { writer, storage } = await open();
    const bytes = Buffer.from("output");
    const id = await writer.blob(bytes);
    assert.equal(id, createHash("sha256").update(bytes).digest("hex"));
    assert.equal(await writer.blob(bytes), id);
    assert.deepEqual(storage.in("/recording/blobs"), [`/recording/blobs/${id}`]);
    storage.fault = () => "EROFS";
    await assert.rejects(writer.blob(Buffer.from("other")), { failure: "storage" });
  });

  it("writes what is pending when it is closed, and says where that failed", async () => {
    const whole = await open();
    whole.writer.record(titled("last"));
    await whole.writer.close();
    assert.deepEqual(await whole.titles(), ["last"]);
    const full = await open();
    full.storage.appendFault = () => ({ written: 0, code: "ENOSPC" });
    full.writer.record(titled("last"));
    await assert.rejects(full.writer.close(), { failure: "storage" });
  });
});
