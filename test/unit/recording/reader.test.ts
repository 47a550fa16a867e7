import assert from "node:assert/strict";
import { sealLine } from "../../../src/core/lineFile.ts";
import { epochMs, ms } from "../../../src/core/units.ts";
import { decodeLine, encodeLine } from "../../../src/recording/format.ts";
import { readRecording, type ReadItem } from "../../../src/recording/reader.ts";
import { collect } from "../../support/collect.ts";
import { titled } from "../../support/lines.ts";
import { MemoryStorage } from "../../support/memoryStorage.ts";

const PATH = "/recording.jsonl";
const line = (seq: number): string => encodeLine(seq, epochMs(1000.5), ms(seq), titled(`line ${seq}`));

async function read(content: string, from = 0, expectedSeq = 0): Promise<readonly ReadItem[]> {
  const storage = new MemoryStorage();
  storage.files.set(PATH, Buffer.from(content));
  return collect(readRecording(storage, PATH, from, expectedSeq));
}

/** Line numbers, and the problems between them. */
const brief = (items: readonly ReadItem[]): readonly (number | string)[] =>
  items.map((item) => (item.kind === "line" ? item.line.seq : item.problem));

describe("a recording", () => {
  it("gives its lines with number, time and content", async () => {
    const [first] = await read(line(0));
    assert.deepEqual(first?.kind === "line" && first.line, {
      ...titled("line 0"),
      seq: 0,
      wall: 1000.5,
      mono: 0,
    });
  });

  it("gives a line that stands twice once, though its first write failed half-way", async () => {
    const failed = `${line(2)}${line(3).slice(0, -9)}`;
    const again = `${line(2)}${line(3)}`;
    assert.deepEqual(brief(await read(line(0) + line(1) + failed + again)), [0, 1, 2, "torn", 3]);
  });

  it("says that lines are missing, but not for those that it set aside itself", async () => {
    const items = await read(line(0) + line(1).replace("line", "LINE") + line(2) + line(5));
    assert.deepEqual(brief(items), [0, "checksum", 2, "gap", 5]);
    const gap = items.at(-2);
    assert.ok(gap?.kind === "problem" && gap.text.includes("3 to 4"));
  });

  it("tells a newer version's line from a spoilt one, and leaves the rest alone", async () => {
    const newer = sealLine({ v: 2, seq: 1, whatever: true });
    const notALine = sealLine({ v: 1, seq: "1" });
    assert.deepEqual(brief(await read(line(0) + newer + notALine + line(3))), [0, "newer", "malformed", 3]);
  });

  it("can be read on from the end of any item, problems included", async () => {
    const content = line(0) + line(1).slice(0, 20) + line(1) + "garbage" + line(2) + line(5) + line(6);
    const items = await read(content);
    assert.deepEqual(brief(items), [0, "torn", 1, "torn", 2, "gap", 5, 6]);
    for (const [index, item] of items.entries()) {
      const expected = items.slice(0, index + 1).findLast((earlier) => earlier.kind === "line");
      const next = expected?.kind === "line" ? expected.line.seq + 1 : 0;
      const rest = await read(content, item.end, next);
      const left = brief(items.slice(index + 1)).filter((each) => each !== "gap");
      assert.deepEqual(
        brief(rest).filter((each) => each !== "gap"),
        left,
      );
    }
  });

  it("that does not exist is empty", async () => {
    assert.deepEqual(await collect(readRecording(new MemoryStorage(), PATH)), []);
  });

  it("never throws at a line, whatever stands there", () => {
    for (const text of ["", "{}", "null", '"c":"', sealLine([1]).trim(), sealLine({ v: 1 }).trim()]) {
      assert.equal(decodeLine(text).ok, false);
    }
  });
});
