import assert from "node:assert/strict";
import type { RecordedLine } from "../../../src/core/lines.ts";
import { sealLine } from "../../../src/core/lineFile.ts";
import { encodeLine } from "../../../src/recording/format.ts";
import { readFile, stat, writeFile } from "node:fs/promises";
import { recordedLines, recordingPath } from "../../support/sessionFiles.ts";
import { answer, toolUse } from "../../support/messagesApi.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { MODEL, testEngine, type TestEngine } from "../../support/testEngine.ts";

const encoded = (lines: readonly RecordedLine[]): string =>
  lines.map(({ seq, wall, mono, ...body }) => encodeLine(seq, wall, mono, body)).join("");

describe("a recording that is not as it was written", () => {
  const folder = useTempFolder({ "project/notes.txt": "the refund limit is 120\n" });
  let engine: TestEngine;
  let path: string;
  let lines: readonly RecordedLine[];

  beforeEach(async () => {
    engine = testEngine({
      folder: folder().path,
      approve: () => ({ decision: "allow", scope: "once" }),
      api: [
        () =>
          answer([
            "I look.",
            toolUse("t1", "read_file", { path: "notes.txt" }),
            toolUse("t2", "run_command", { command: "head -c 90000 /dev/zero | tr '\\0' 'x'" }),
          ]),
        () => answer(["It is 120."]),
      ],
    });
    const session = await engine.sessions.create({ model: MODEL });
    await session.send("What is the refund limit?");
    await engine.sessions.close(session);
    path = await recordingPath(folder().path);
    lines = await recordedLines(path);
  });
  afterEach(() => engine.dispose());

  const other = async (text: string): Promise<string> => {
    const file = folder().at("other.jsonl");
    await writeFile(file, text);
    return file;
  };

  it("says where it is torn, and comes out the same up to there", async () => {
    const text = await readFile(path, "utf8");
    const file = await other(text.slice(0, -200));
    const { status, note, lines: counted } = await engine.replay.file(file);
    assert.equal(status, "incomplete");
    assert.match(note ?? "", /^The recording is cut off after line \d+, so it was replayed up to there\.$/);
    assert.equal(counted.same, counted.recorded);
    assert.equal(await readFile(file, "utf8"), text.slice(0, -200));
  });

  it("is replayed up to lines that are out of order, or were changed without their checksum", async () => {
    const swapped = [...lines.slice(0, 6), ...lines.slice(7, 8), ...lines.slice(6, 7), ...lines.slice(8)];
    const reordered = await engine.replay.file(await other(encoded(swapped)));
    assert.match(reordered.note ?? "", /missing or out of order after line 5/);
    const edited = (await readFile(path, "utf8")).replace("It is 120.", "It is 121.");
    const changed = await engine.replay.file(await other(edited));
    assert.equal(changed.status, "incomplete");
    assert.match(changed.note ?? "", /changed without its checksum/);
  });

  it("is refused where it is of a later version, and left as it is", async () => {
    const [first] = lines;
    assert.ok(first);
    const newer = sealLine({
      v: 99,
      seq: 0,
      t: first.wall,
      m: first.mono,
      type: first.type,
      data: first.data,
    });
    const file = await other(newer);
    await assert.rejects(engine.replay.file(file), /written by a newer version/);
    assert.equal(await readFile(file, "utf8"), newer);
  });

  it("needs no side files", async () => {
    const tool = lines.find((line) => line.type === "tool" && line.data.full !== undefined);
    assert.ok(tool, "a result was cut");
    const alone = await engine.replay.file(await other(await readFile(path, "utf8")));
    assert.equal(alone.divergence?.what, undefined);
    assert.equal(alone.status, "reproduced");
  });

  it("runs with a tool that no longer exists", async () => {
    const renamed = JSON.parse(
      JSON.stringify(lines).replaceAll("run_command", "old_command"),
    ) as RecordedLine[];
    const { steps, result } = await outcomes(renamed);
    // The request holds its definition, so its checksum is another one; but it is known and run.
    assert.equal(result.divergedAt, 0);
    assert.equal(steps[0], "changed");
  });

  it("says so where its model is gone and its price with it", async () => {
    const gone = JSON.parse(JSON.stringify(lines).replaceAll(MODEL.id, "claude-gone-1")) as RecordedLine[];
    const { result } = await outcomes(gone);
    assert.equal(result.status, "diverged");
    assert.match(result.divergence?.what ?? "", /budget|request|failure|answer/);
  });

  it("is run by two at once", async () => {
    const [one, two] = await Promise.all([engine.replay.file(path), engine.replay.file(path)]);
    assert.deepEqual([one.status, two.status], ["reproduced", "reproduced"]);
    const { mtimeMs } = await stat(path);
    assert.ok(mtimeMs <= Date.now());
  });

  it("stops when it is told to", async () => {
    const stop = new AbortController();
    stop.abort();
    await assert.rejects(engine.replay.file(path, { signal: stop.signal }), { name: "AbortError" });
  });

  it("is saved as a test once, and under a plain name only", async () => {
    const { path: saved, redacted } = await engine.replay.saveAsTest(path, "limit");
    assert.deepEqual([saved, redacted], [".flightdeck/recordings/limit.jsonl", 0]);
    const { status } = await engine.replay.file(folder().at(`project/${saved}`));
    assert.equal(status, "reproduced");
    await assert.rejects(engine.replay.saveAsTest(path, "limit"), /There is a test limit\.jsonl already/);
    await engine.replay.saveAsTest(path, "limit", true);
    await assert.rejects(engine.replay.saveAsTest(path, "../elsewhere"), /cannot be the name of a test/);
  });

  async function outcomes(changed: readonly RecordedLine[]) {
    const steps: string[] = [];
    const result = await engine.replay.rerun(
      { lines: changed },
      { onStep: ({ outcome }) => void steps.push(outcome) },
    );
    return { steps, result };
  }
});
