import assert from "node:assert/strict";
import * as fc from "fast-check";
import { readLines, sealLine, unsealLine } from "../../../src/core/lineFile.ts";
import { MemoryStorage } from "../../support/memoryStorage.ts";

const PATH = "/lines";

/** What a reader gets out of these bytes: whole lines by their `n`, everything else as a problem. */
async function read(bytes: Uint8Array, from = 0): Promise<{ readonly whole: unknown[]; problems: number }> {
  const storage = new MemoryStorage();
  storage.files.set(PATH, Buffer.from(bytes));
  const whole: unknown[] = [];
  let problems = 0;
  for await (const { text } of readLines(storage, PATH, from)) {
    const line = unsealLine(text);
    if (line.ok) whole.push(line.value["n"]);
    else problems++;
  }
  return { whole, problems };
}

const texts = fc.array(fc.string({ unit: "binary", maxLength: 12 }), { minLength: 1, maxLength: 6 });
const seal = (values: readonly string[]): Buffer[] =>
  values.map((text, n) => Buffer.from(sealLine({ n, text })));
const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
const without = (count: number, lost: number): number[] => numbers(count).filter((n) => n !== lost);
/** Which of the lines a byte position lies in. */
function lineAt(lines: readonly Buffer[], position: number): number {
  let end = 0;
  return lines.findIndex((line) => (end += line.length) > position);
}

describe("a line file", () => {
  it("gives back what was written, whatever characters it holds", async () => {
    const awkward = [
      "\n",
      "a\r\nb",
      "🙂",
      "\ud800 alone",
      "\u2028",
      '","c":"00000000"}',
      "\0",
      "x".repeat(2e6),
    ];
    for (const text of awkward) {
      const line = sealLine({ text });
      assert.equal(line.trim().split("\n").length, 1);
      assert.deepEqual(unsealLine(line.trim()), { ok: true, value: { text, c: line.slice(-11, -3) } });
    }
  });

  it("loses nothing but the unfinished line, wherever the file is cut", async () => {
    await fc.assert(
      fc.asyncProperty(texts, fc.nat(), async (values, at) => {
        const lines = seal(values);
        const bytes = Buffer.concat(lines);
        const cut = at % (bytes.length + 1);
        const { whole, problems } = await read(bytes.subarray(0, cut));
        const lost = lineAt(lines, cut);
        const complete = lost === -1 ? values.length : lost;
        // All but its closing newline is there: the line is whole.
        const closed = lost !== -1 && cut === Buffer.concat(lines.slice(0, lost + 1)).length - 1;
        assert.deepEqual(whole, numbers(closed ? complete + 1 : complete));
        assert.ok(problems <= 1);
      }),
    );
  });

  it("loses nothing but the line in which a byte was changed, and says so", async () => {
    await fc.assert(
      fc.asyncProperty(texts, fc.nat(), fc.integer({ min: 1, max: 255 }), async (values, at, flip) => {
        const lines = seal(values);
        const bytes = Buffer.concat(lines);
        const position = at % bytes.length;
        bytes.writeUInt8(bytes.readUInt8(position) ^ flip, position);
        const { whole, problems } = await read(bytes);
        const hit = lineAt(lines, position);
        if (problems === 0)
          assert.deepEqual(whole, numbers(values.length), "only a newline can change unseen");
        else
          assert.deepEqual(
            whole.filter((n) => n !== hit),
            without(values.length, hit),
          );
      }),
      { numRuns: 300 },
    );
  });

  it("reads every line although garbage stands between them", async () => {
    const garbage = fc.uint8Array({ minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(texts, fc.nat(), garbage, async (values, at, bytes) => {
        const lines = seal(values);
        const place = at % (lines.length + 1);
        const file = Buffer.concat([...lines.slice(0, place), bytes, ...lines.slice(place)]);
        const { whole, problems } = await read(file);
        assert.deepEqual(whole, numbers(values.length));
        assert.ok(problems > 0 || bytes.every((byte) => byte === 0x0a));
      }),
    );
  });

  it("can be read on from the end of any line", async () => {
    await fc.assert(
      fc.asyncProperty(texts, async (values) => {
        const storage = new MemoryStorage();
        storage.files.set(PATH, Buffer.concat(seal(values)));
        let n = 0;
        for await (const { end } of readLines(storage, PATH)) {
          n++;
          const rest = await read(storage.files.get(PATH) ?? Buffer.alloc(0), end);
          assert.deepEqual(rest, { whole: numbers(values.length).slice(n), problems: 0 });
        }
        assert.equal(n, values.length);
      }),
    );
  });

  it("reads lines that are longer than what it takes from the disk at once", async () => {
    const long = ["é".repeat(1.2e6), "short", "z".repeat(3e6), "end"];
    assert.deepEqual(await read(Buffer.concat(seal(long))), { whole: [0, 1, 2, 3], problems: 0 });
  });
});
