import assert from "node:assert/strict";
import type { SessionId } from "../../../src/core/ids.ts";
import type { Engine } from "../../../src/engine.ts";
import { collect } from "../../support/collect.ts";
import { eventfulSession } from "../../support/eventfulSession.ts";
import { MemoryStorage } from "../../support/memoryStorage.ts";
import { answer, toolUse } from "../../support/messagesApi.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { MODEL, testEngine } from "../../support/testEngine.ts";

const recordingOf = (storage: MemoryStorage): string =>
  [...storage.files.keys()].find((path) => path.endsWith("recording.jsonl")) ?? "";

async function reproduces(engine: Engine, path: string, what = ""): Promise<void> {
  const { divergence, status, lines } = await engine.replay.file(path);
  assert.equal(
    divergence?.what,
    undefined,
    `${what} ${divergence?.seq} ${divergence?.recorded.slice(0, 900)} ${divergence?.now.slice(0, 900)}`,
  );
  assert.equal(status, "reproduced", what);
  assert.equal(lines.same, lines.recorded, what);
}

const linesOf = async (engine: Engine, id: SessionId) => {
  await engine.sessions.flush(id);
  return collect(engine.sessions.lines(id));
};

describe("a whole session that runs again", () => {
  const folder = useTempFolder({ "project/notes.txt": "the refund limit is 120\n" });

  it("has every line again, whatever happened in it", async () => {
    const storage = new MemoryStorage();
    const { lines } = await eventfulSession(folder().path, storage);
    assert.ok(lines.length > 100);
    const engine = testEngine({ folder: folder().path, ports: { storage } });
    await reproduces(engine, recordingOf(storage));
    await engine.dispose();
  });

  it("has the lines of all processes, wherever the first one was killed", async () => {
    const storage = new MemoryStorage();
    const { id, lines } = await eventfulSession(folder().path, storage);
    const path = recordingOf(storage);
    const texts = (storage.files.get(path)?.toString("utf8") ?? "").trim().split(/\n+/);
    for (let length = 2; length < lines.length; length += 7) {
      const whole = texts.slice(0, length).map((text) => `\n${text}\n`);
      const torn = length % 2 === 0 ? `\n${texts[length]?.slice(0, 40)}` : "";
      const left = new MemoryStorage();
      left.files.set(path, Buffer.from(whole.join("") + torn));
      const engine = await goneOn(left, id);
      await reproduces(engine, path, `killed after line ${length}`);
      await engine.dispose();
    }
  }).timeout(60_000);

  async function goneOn(storage: MemoryStorage, id: SessionId) {
    const engine = testEngine({
      folder: folder().path,
      pid: 101,
      ports: { storage },
      api: [
        () => answer(["One look.", toolUse("t90", "read_file", { path: "notes.txt" })]),
        () => answer(["Here again."]),
      ],
    });
    const session = await engine.sessions.open(id);
    await session.send("Go on");
    await engine.sessions.close(session);
    return engine;
  }

  it("has what the person did between and during the turns", async () => {
    const storage = new MemoryStorage();
    const engine = testEngine({
      folder: folder().path,
      ports: { storage },
      approve: () => ({ decision: "allow", scope: "session" }),
      api: [
        () => answer([toolUse("t1", "write_file", { path: "new.txt", content: "x" })]),
        () => answer(["Written."]),
        () => answer(["Another answer."]),
        () => answer(["A third one."]),
        () => answer([toolUse("t2", "run_command", { command: "echo one" })]),
        () => answer([toolUse("t3", "run_command", { command: "echo one" })]),
        () => answer(["Ran."]),
        () => answer(["By another model."]),
      ],
    });
    const session = await engine.sessions.create({ model: MODEL });
    await session.send("Write a file");
    const written = (await linesOf(engine, session.id)).findLast(({ type }) => type === "tool");
    assert.ok(written?.type === "tool");
    await engine.undo.run(session, written.data.turn);
    await session.rename("Another title");
    await session.retry();
    const first = (await linesOf(engine, session.id)).find((line) => line.type === "message");
    assert.ok(first?.type === "message");
    await session.edit(first.data.id, "Say something else");
    await session.switchTo(first.data.id);
    engine.settings = { ...engine.settings, maxIterations: 7 };
    await session.send("Run it twice");
    await session.clearTaint();
    await session.switchModel({ provider: "anthropic", id: "claude-haiku-5-5" });
    await session.send("And now?");
    await engine.sessions.close(session);
    await reproduces(engine, recordingOf(storage));
    await engine.dispose();
  });
});
