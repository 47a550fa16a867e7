import assert from "node:assert/strict";
import { readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as fc from "fast-check";
import type { Session } from "../../../src/agent/session.ts";
import type { TurnId } from "../../../src/core/ids.ts";
import type { PersonInput } from "../../../src/core/lines.ts";
import { Transcript } from "../../../src/views/transcript.ts";
import { answer, toolUse, type Block, type Handler } from "../../support/messagesApi.ts";
import { recordedLines, recordingPath } from "../../support/sessionFiles.ts";
import { TempFolder, useTempFolder } from "../../support/tempFolder.ts";
import { MODEL, testEngine, type TestEngine } from "../../support/testEngine.ts";

const allow = () => ({ decision: "allow", scope: "once" }) as const;
let ids = 0;
const use = (name: string, input: object): Block => toolUse(`t${++ids}`, name, input);
const read = (path: string): Block => use("read_file", { path });
const edit = (path: string, from: string, to: string): Block =>
  use("edit_file", { path, old_text: from, new_text: to });
const write = (path: string, content: string): Block => use("write_file", { path, content });

async function newestTurn(engine: TestEngine, session: Session): Promise<TurnId> {
  const edits = await engine.undo.edits(session.id);
  assert.ok(edits, "the turn has edits");
  return edits.turn;
}

describe("undoing a turn's edits", () => {
  const folder = useTempFolder({ "project/a.txt": "one\n", "project/b.txt": "bee\n" });
  const at = (path: string): string => folder().at("project", path);
  const textOf = (path: string): Promise<string> => readFile(at(path), "utf8");

  /** Runs one turn whose answers call these tools, one answer after the other. */
  async function turnOf(...answers: readonly (readonly Block[])[]) {
    const api: Handler[] = [...answers.map((blocks) => () => answer([...blocks])), () => answer(["Done."])];
    const engine = testEngine({ folder: folder().path, api, approve: allow });
    const session = await engine.sessions.create({ model: MODEL });
    assert.equal((await session.send("Go")).failure, undefined);
    return { engine, session, turn: await newestTurn(engine, session) };
  }

  async function undoLine(): Promise<Extract<PersonInput, { act: "undo" }> | undefined> {
    const lines = await recordedLines(await recordingPath(folder().path));
    return lines.flatMap(({ type, data }) => (type === "input" && data.act === "undo" ? [data] : [])).at(-1);
  }

  it("puts back what was edited, however often, and deletes what was made", async () => {
    const { engine, session, turn } = await turnOf(
      [read("a.txt")],
      [edit("a.txt", "one", "two")],
      [edit("a.txt", "two", "three"), write("new/c.txt", "made\n")],
    );
    assert.equal(await textOf("a.txt"), "three\n");
    const undone = await engine.undo.run(session, turn);
    assert.deepEqual(undone, [
      { path: "a.txt", outcome: "restored" },
      { path: "new/c.txt", outcome: "removed" },
    ]);
    assert.equal(await textOf("a.txt"), "one\n");
    assert.deepEqual(await readdir(at("new")), []);
    assert.deepEqual((await undoLine())?.files, undone);
    assert.equal(await engine.undo.edits(session.id), undefined, "there is nothing left to undo");
    await engine.dispose();
  });

  it("leaves a file that changed since as it is, says why and what the difference is, and undoes the others", async () => {
    const { engine, session, turn } = await turnOf(
      [read("a.txt"), read("b.txt")],
      [edit("a.txt", "one", "two"), edit("b.txt", "bee", "sea")],
    );
    await writeFile(at("a.txt"), "two, and mine\n");
    const [a, b] = await engine.undo.run(session, turn);
    assert.deepEqual(a, {
      path: "a.txt",
      outcome: "refused",
      why: "it changed since",
      diff: { now: "two, and mine\n", before: "one\n" },
    });
    assert.equal(b?.outcome, "restored");
    assert.equal(await textOf("a.txt"), "two, and mine\n");
    assert.deepEqual((await engine.undo.edits(session.id))?.paths, ["a.txt"], "it can be tried again");
    await writeFile(at("a.txt"), "two\n");
    assert.equal((await engine.undo.run(session, turn))[0]?.outcome, "restored");
    await engine.dispose();
  });

  it("does not lose what a person wrote between two edits of the agent", async () => {
    const { engine, session, turn } = await turnOf(
      [read("a.txt")],
      [edit("a.txt", "one", "two")],
      [use("run_command", { command: "echo mine >> a.txt" })],
      [read("a.txt")],
      [edit("a.txt", "two", "three")],
    );
    const [a] = await engine.undo.run(session, turn);
    assert.match(a?.why ?? "", /somebody else changed it/);
    assert.equal(await textOf("a.txt"), "three\nmine\n");
    await engine.dispose();
  });

  it("works after a restart, from what was kept beside the recording", async () => {
    const { engine, session, turn } = await turnOf([read("a.txt")], [edit("a.txt", "one", "two")]);
    await engine.dispose();
    const next = testEngine({ folder: folder().path, pid: 101 });
    const again = await next.sessions.open(session.id);
    assert.equal((await next.undo.run(again, turn))[0]?.outcome, "restored");
    assert.equal(await textOf("a.txt"), "one\n");
    await next.dispose();
  });

  it("refuses a file whose earlier text is missing or damaged", async () => {
    const { engine, session, turn } = await turnOf([read("a.txt")], [edit("a.txt", "one", "two")]);
    await rm(join(await recordingPath(folder().path), "..", "blobs"), { recursive: true });
    assert.equal((await engine.undo.run(session, turn))[0]?.why, "its earlier text was not kept");
    assert.equal(await textOf("a.txt"), "two\n");
    await engine.dispose();
  });

  it("is offered in the conversation as long as there is something to undo, and leaves a line there", async () => {
    const { engine, session, turn } = await turnOf([read("a.txt")], [edit("a.txt", "one", "two")]);
    const shown = async () => {
      const transcript = new Transcript();
      await session.flush();
      for (const line of await recordedLines(await recordingPath(folder().path))) transcript.take(line);
      return transcript.itemsOf(turn);
    };
    const end = (items: Awaited<ReturnType<typeof shown>>) => items.find(({ kind }) => kind === "end");
    assert.deepEqual(end(await shown()), { ...end(await shown()), edited: ["a.txt"] });
    await engine.undo.run(session, turn);
    const after = await shown();
    assert.ok(!("edited" in (end(after) ?? {})));
    const notice = after.find(({ kind }) => kind === "notice");
    assert.ok(notice?.kind === "notice");
    assert.equal(notice.text, "This turn's edits were undone: a.txt.");
    await engine.dispose();
  });

  it("gives back exactly the bytes from before, whatever the agent wrote", async () => {
    const word = fc.stringMatching(/^[a-zé\r\n ]{0,12}$/);
    await fc.assert(
      fc.asyncProperty(word, fc.array(word, { minLength: 1, maxLength: 4 }), async (before, writes) => {
        const own = await TempFolder.create({ "project/f.txt": before });
        const api: Handler[] = [
          () => answer([read("f.txt")]),
          ...writes.map((content) => () => answer([write("f.txt", content)])),
          () => answer(["Done."]),
        ];
        const engine = testEngine({ folder: own.path, api, approve: allow });
        const session = await engine.sessions.create({ model: MODEL });
        await session.send("Go");
        const edits = await engine.undo.edits(session.id);
        if (edits !== undefined) await engine.undo.run(session, edits.turn);
        assert.equal(await own.read("project/f.txt"), before);
        await engine.dispose();
        await own.remove();
      }),
      { numRuns: 15 },
    );
  });
});
