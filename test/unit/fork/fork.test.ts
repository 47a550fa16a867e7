import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import type { SessionId, ToolCallId } from "../../../src/core/ids.ts";
import type { RecordedLine } from "../../../src/core/lines.ts";
import { Transcript } from "../../../src/views/transcript.ts";
import { collect } from "../../support/collect.ts";
import { FakeAnthropic, say } from "../../support/fakeAnthropic/index.ts";
import type { Block } from "../../support/messagesApi.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { MODEL, testEngine, type TestEngine } from "../../support/testEngine.ts";

const thought = (thinking: string): Block => ({ type: "thinking", thinking });
const use = (id: string, name: string, input: object): Block => ({ type: "tool_use", id, name, input });
const allow = () => ({ decision: "allow", scope: "session" }) as const;

/** The line of the n-th request, from 1. */
const requestOf = (lines: readonly RecordedLine[], n: number): number =>
  lines.filter(({ type }) => type === "request")[n - 1]?.seq ?? -1;
const sent = (fake: FakeAnthropic): string => JSON.stringify(fake.accepted.at(-1)?.body.messages);
const linesOf = (engine: TestEngine, id: SessionId) => collect(engine.sessions.lines(id));

describe("a fork", () => {
  const folder = useTempFolder({ "project/a.txt": "one\n", "project/b.txt": "bee\n" });
  const engines: TestEngine[] = [];
  afterEach(async () => {
    for (const engine of engines.splice(0)) await engine.dispose();
  });

  /** A turn with two steps, a file written in the second, then its answer; then whatever a fork asks. */
  async function session() {
    const fake = new FakeAnthropic({ otherwise: () => say(thought("anew"), "Something else.") });
    fake.script(
      say(thought("look"), "I look.", use("t1", "read_file", { path: "a.txt" })),
      say(thought("write"), use("t2", "edit_file", { path: "a.txt", old_text: "one", new_text: "two" })),
      say(thought("done"), "It says two."),
    );
    const engine = testEngine({ folder: folder().path, api: [fake.handler], approve: allow });
    engines.push(engine);
    const opened = await engine.sessions.create({ model: MODEL });
    assert.equal((await opened.send("Change one to two")).failure, undefined);
    const lines = await collect(engine.sessions.lines(opened.id));
    return { fake, engine, id: opened.id, lines };
  }

  it("asks the model again what it was asked at that step, byte for byte, and nothing before it", async () => {
    const { fake, engine, id, lines } = await session();
    const asked = sent(fake);
    const {
      session: fork,
      prompt,
      goesOn,
      notes,
    } = await engine.forks.fork({ from: id, at: requestOf(lines, 3) });
    assert.deepEqual([prompt, goesOn], [undefined, true]);
    assert.equal(fake.accepted.length, 3, "nothing is sent by forking");
    assert.equal((await fork.goOn()).text, "Something else.");
    assert.equal(fake.accepted.length, 4);
    assert.equal(sent(fake), asked);
    assert.deepEqual(fake.rejections, []);
    assert.deepEqual(notes, []);
  });

  it("sends another message in the place of the one that it begins with", async () => {
    const { fake, engine, id, lines } = await session();
    const fork = await engine.forks.fork({
      from: id,
      at: requestOf(lines, 1),
      edit: { message: "Leave it" },
    });
    assert.equal(fork.prompt, "Leave it");
    await fork.session.send(fork.prompt);
    assert.equal(sent(fake).includes("Change one"), false);
    assert.match(sent(fake), /Leave it/);
    const header = (await linesOf(engine, fork.session.id))[0];
    assert.ok(header?.type === "session");
    assert.deepEqual(header.data.parent, { session: id, seq: requestOf(lines, 1) });
    assert.deepEqual(header.data.fork?.changed, ["message"]);
    assert.equal(header.data.title, "Fork: Leave it");
  });

  it("keeps the steps before it when their message is edited, without the thinking that was bound to it", async () => {
    const { fake, engine, id, lines } = await session();
    const edit = { message: "Change one to zwei" };
    const { session: fork, notes } = await engine.forks.fork({ from: id, at: requestOf(lines, 3), edit });
    await fork.goOn();
    assert.deepEqual(fake.rejections, []);
    assert.match(sent(fake), /zwei.*t1.*t2/s);
    assert.ok(!sent(fake).includes("thinking"));
    assert.deepEqual(notes, [
      "The thinking of 2 answers is left out, because it is bound to the text before it.",
    ]);
  });

  it("goes on with another result of a tool, and keeps only the thinking before it", async () => {
    const { fake, engine, id, lines } = await session();
    const call = "t1" as ToolCallId;
    const edit = { toolResult: { call, text: "There is nothing in it." } };
    const { session: fork } = await engine.forks.fork({ from: id, at: requestOf(lines, 3), edit });
    await fork.goOn();
    assert.deepEqual(fake.rejections, []);
    assert.match(sent(fake), /"look".*There is nothing in it\./s);
    assert.ok(!sent(fake).includes('"write"'));
  });

  for (const [what, edit] of [
    ["system prompt", { system: "Be brief." }],
    ["model", { model: { provider: "anthropic", id: "claude-opus-5-5" } }],
  ] as const)
    it(`leaves out all thinking for another ${what}, and says so`, async () => {
      const { fake, engine, id, lines } = await session();
      const { session: fork, notes } = await engine.forks.fork({ from: id, at: requestOf(lines, 3), edit });
      await fork.goOn();
      assert.deepEqual(fake.rejections, []);
      assert.ok(!sent(fake).includes("thinking"));
      assert.match(notes.join(), new RegExp(`2 answers is left out, because it is bound to the ${what}`));
      const { body } = fake.accepted.at(-1) ?? {};
      if ("system" in edit) assert.match(JSON.stringify(body?.system), /"Be brief\."/);
      else assert.equal(body?.model, edit.model.id);
    });

  it("at a tool's step has all results of that answer", async () => {
    const { fake, engine, id, lines } = await session();
    const tool = lines.find(({ type, data }) => type === "tool" && data.call === "t1");
    const { session: fork, goesOn } = await engine.forks.fork({ from: id, at: tool?.seq ?? -1 });
    assert.ok(goesOn);
    await fork.goOn();
    assert.match(sent(fake), /tool_result/);
    assert.deepEqual(fake.rejections, []);
  });

  it("repeats no side effect, and names the files that are not as they were then", async () => {
    const { engine, id, lines } = await session();
    const before = await engine.forks.fork({ from: id, at: requestOf(lines, 2) });
    assert.deepEqual(before.changedFiles, ["a.txt"], "the next step had changed it");
    assert.match(before.notes.join(), /A file is not as it was at this step: a\.txt\./);
    const after = await engine.forks.fork({ from: id, at: requestOf(lines, 3) });
    assert.deepEqual(after.changedFiles, []);
    await writeFile(folder().at("project", "a.txt"), "somebody else's\n");
    const later = await engine.forks.fork({ from: id, at: requestOf(lines, 3) });
    assert.deepEqual(later.changedFiles, ["a.txt"]);
    assert.ok(
      (await linesOf(engine, later.session.id)).every(({ type }) => type === "session" || type === "message"),
    );
  });

  it("inherits no grant: what the person allowed for the session is asked for again", async () => {
    const { fake, engine, id, lines } = await session();
    assert.equal(engine.asked.length, 1);
    fake.script(
      say(use("t8", "read_file", { path: "a.txt" })),
      say(use("t9", "edit_file", { path: "a.txt", old_text: "two", new_text: "three" })),
    );
    const { session: fork } = await engine.forks.fork({ from: id, at: requestOf(lines, 3) });
    await fork.goOn();
    assert.equal(engine.asked.length, 2);
  });

  it("stands alone: it goes on in another process after its parent is deleted", async () => {
    const { fake, engine, id, lines } = await session();
    const { session: fork } = await engine.forks.fork({ from: id, at: requestOf(lines, 3) });
    await fork.goOn();
    await engine.sessions.remove(id);
    await engine.dispose();
    const other = testEngine({ folder: folder().path, api: [fake.handler], pid: 101 });
    engines.push(other);
    const again = await other.sessions.open(fork.id);
    assert.equal((await again.send("And now?")).failure, undefined);
    assert.match(sent(fake), /Change one to two.*t1.*t2.*Something else.*And now/s);
    assert.deepEqual(fake.rejections, []);
  });

  it("has limits of its own, also when it is opened again", async () => {
    const { fake, engine, id, lines } = await session();
    const edit = { settings: { maxIterations: 1 } };
    const { session: fork } = await engine.forks.fork({ from: id, at: requestOf(lines, 3), edit });
    await engine.sessions.close(fork);
    fake.script(say(use("t8", "read_file", { path: "a.txt" })));
    const again = await engine.sessions.open(fork.id);
    assert.equal((await again.goOn()).failure?.failure, "tool_loop");
  });

  it("is refused for settings that would grant something, and for steps that are not there", async () => {
    const { engine, id, lines } = await session();
    const at = requestOf(lines, 1);
    await assert.rejects(
      engine.forks.fork({ from: id, at, edit: { settings: { "approvals.alwaysAllow": ["write"] } } }),
      /cannot change the setting approvals\.alwaysAllow/,
    );
    await assert.rejects(engine.forks.fork({ from: id, at: 9_999 }), /no line 9999/);
    const call = "nowhere" as ToolCallId;
    await assert.rejects(
      engine.forks.fork({ from: id, at, edit: { toolResult: { call, text: "" } } }),
      /no result before this step/,
    );
    const index = engine.sessions.live.map(({ id: each }) => each);
    assert.deepEqual(index, [id], "nothing was begun");
  });

  it("says in its conversation what it is", async () => {
    const { engine, id, lines } = await session();
    const edit = { system: "Be brief." };
    const { session: fork } = await engine.forks.fork({ from: id, at: requestOf(lines, 3), edit });
    const transcript = new Transcript();
    for (const line of await linesOf(engine, fork.id)) transcript.take(line);
    const items = transcript.turns().flatMap(({ id: turn }) => transcript.itemsOf(turn));
    assert.deepEqual(
      items.map((item) => (item.kind === "tool" ? `${item.name}: ${item.state}` : item.kind)),
      ["user", "notice", "answer", "read_file: done", "answer", "edit_file: done"],
    );
    const notice = items[1];
    assert.ok(notice?.kind === "notice");
    assert.match(notice.text, /fork of an earlier session, with another system prompt/);
  });

  it("takes a secret out of what the person writes", async () => {
    const { engine, id, lines } = await session();
    const secret = ["gh", "p_", "a1B2".repeat(9)].join("");
    const edit = { message: `Use ${secret}` };
    const fork = await engine.forks.fork({ from: id, at: requestOf(lines, 3), edit });
    const written = JSON.stringify(await linesOf(engine, fork.session.id));
    assert.ok(!written.includes(secret));
    assert.match(written, /\[secret:/);
  });
});
