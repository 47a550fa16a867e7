import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { glob } from "tinyglobby";
import { openingNotices } from "../../../src/views/openingNotices.ts";
import { collect } from "../../support/collect.ts";
import { answer } from "../../support/messagesApi.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { MODEL, testEngine, type TestEngine } from "../../support/testEngine.ts";

const SAID = "only between the two of us";

describe("a private session", () => {
  const folder = useTempFolder({ "project/a.txt": "a" });
  let engine: TestEngine;
  beforeEach(() => {
    engine = testEngine({ folder: folder().path, api: [() => answer([SAID])] });
  });
  afterEach(() => engine.dispose());

  /** What stands in the home on the disk, all of it. */
  async function written(): Promise<string> {
    const files = await glob("**/*", { cwd: folder().at("home"), absolute: true, dot: true });
    return (await Promise.all(files.map((file) => readFile(file, "utf8")))).join("\n");
  }

  it("goes on like any other, and leaves nothing on the disk but what it cost", async () => {
    const session = await engine.sessions.create({ model: MODEL, private: true });
    await session.send("hello");
    await session.send("and again");
    assert.equal(engine.requests.at(-1)?.body.messages.length, 3, "it knows what was said");
    assert.doesNotMatch(await written(), new RegExp(`${SAID}|hello|and again`));
    assert.ok((await engine.budget("metered")).month.settled > 0);
    const lines = await collect(engine.sessions.lines(session.id));
    const first = lines.find((line) => line.type === "session");
    assert.match(
      first?.type === "session" ? (openingNotices(first.data)[0]?.text ?? "") : "",
      /private: it lives in memory, ends with this window, and cannot be resumed or replayed/,
    );
    await assert.rejects(engine.forks.fork({ from: session.id, at: lines.length - 1 }), /cannot be forked/);
  });

  it("is gone for another process, which says so", async () => {
    const { id } = await engine.sessions.create({ model: MODEL, private: true });
    const other = testEngine({ folder: folder().path, pid: 101 });
    await assert.rejects(other.sessions.open(id), /There is no session/);
    await other.dispose();
  });

  it("is what every session is where settings store none, and what it hands over to", async () => {
    engine.settings = { ...engine.settings, "sessions.store": false };
    const session = await engine.sessions.create({ model: MODEL });
    await session.send("hello");
    engine.settings = { ...engine.settings, "sessions.store": true };
    const next = await engine.sessions.create({ model: MODEL, parent: { session: session.id, seq: 1 } });
    await next.send("and on");
    assert.doesNotMatch(await written(), new RegExp(`${SAID}|and on`));
    const stored = await engine.sessions.create({ model: MODEL });
    await stored.send("for the record");
    await engine.sessions.flush(stored.id);
    assert.match(await written(), /for the record/);
  });
});
