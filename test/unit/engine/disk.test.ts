import assert from "node:assert/strict";
import type { Session } from "../../../src/agent/session.ts";
import { readRecording } from "../../../src/recording/reader.ts";
import { collect } from "../../support/collect.ts";
import { MemoryStorage } from "../../support/memoryStorage.ts";
import { answer, toolUse } from "../../support/messagesApi.ts";
import { strict } from "../../support/strictApi.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { MODEL, testEngine, type TestEngine } from "../../support/testEngine.ts";

const folder = useTempFolder({ "project/a.txt": "a" });

async function setUp(): Promise<{ storage: MemoryStorage; engine: TestEngine; session: Session }> {
  const storage = new MemoryStorage();
  const handlers = [() => answer([toolUse("t1", "read_file", { path: "a.txt" })]), () => answer(["Done."])];
  const engine = testEngine({ folder: folder().path, ports: { storage }, api: handlers.map(strict) });
  return { storage, engine, session: await engine.sessions.create({ model: MODEL }) };
}

async function problems(storage: MemoryStorage): Promise<readonly string[]> {
  const path = [...storage.files.keys()].find((name) => name.endsWith("recording.jsonl")) ?? "";
  const items = await collect(readRecording(storage, path));
  return items.flatMap((item) => (item.kind === "problem" ? [item.problem] : []));
}

describe("a disk that is full", () => {
  it("at the first message says so and sends nothing; with room again the session goes on, nothing lost", async () => {
    const { storage, engine, session } = await setUp();
    storage.appendFault = () => ({ written: 20, code: "ENOSPC" });
    const { failure } = await session.send("Go");
    assert.deepEqual([failure?.failure, engine.requests.length], ["storage", 0]);
    assert.match(`${failure?.message} ${failure?.advice}`, /ENOSPC.*Free disk space/);
    storage.appendFault = () => undefined;
    assert.equal((await session.send("Again")).text, "Done.");
    await engine.dispose();
    assert.ok((await problems(storage)).every((problem) => problem === "torn"));
    const later = testEngine({
      folder: folder().path,
      pid: 101,
      ports: { storage },
      api: [strict(() => answer(["ok"]))],
    });
    const resumed = await later.sessions.open(session.id);
    assert.equal((await resumed.send("And?")).text, "ok");
    assert.deepEqual(
      later.requests[0]?.body.messages
        .filter(({ role }) => role === "user")
        .map(({ content }) => content[0]?.["text"] ?? "result"),
      ["Go", "Again", "result", "And?"],
    );
    await later.dispose();
  });

  it("in the middle of a turn ends it before anything more is spent", async () => {
    const { storage, engine, session } = await setUp();
    storage.appendFault = () => {
      if (engine.requests.length === 0) return undefined;
      return { written: 0, code: "ENOSPC" };
    };
    assert.equal((await session.send("Go")).failure?.failure, "storage");
    assert.equal(engine.requests.length, 1);
    storage.appendFault = () => undefined;
    assert.equal((await session.send("Go on")).text, "Done.");
    await engine.dispose();
    const { reserved } = (await testEngine({ folder: folder().path, ports: { storage } }).budget("metered"))
      .day;
    assert.equal(reserved, 0);
    assert.deepEqual(await problems(storage), []);
  });

  it("while the session closes says so, and gives it free all the same", async () => {
    const { storage, engine, session } = await setUp();
    await session.send("Go");
    storage.appendFault = () => ({ written: 0, code: "ENOSPC" });
    await assert.rejects(session.rename("New"), { failure: "storage" });
    await assert.rejects(engine.dispose(), { failure: "storage" });
    storage.appendFault = () => undefined;
    const later = testEngine({ folder: folder().path, pid: 101, ports: { storage } });
    assert.equal((await later.sessions.open(session.id)).title, "Go");
    await later.dispose();
  });
});

describe("a home that is read-only", () => {
  it("says so at the first message, and takes it when it can be written again", async () => {
    const { storage, engine, session } = await setUp();
    storage.fault = (operation) =>
      ["createExclusive", "appender", "replace"].includes(operation) ? "EROFS" : undefined;
    await assert.rejects(session.send("Go"), { failure: "storage", message: /EROFS/ });
    assert.equal(engine.requests.length, 0);
    storage.fault = () => undefined;
    assert.equal((await session.send("Go")).text, "Done.");
    await engine.dispose();
  });
});
