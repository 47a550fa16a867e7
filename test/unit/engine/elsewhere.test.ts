import assert from "node:assert/strict";
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { HeldElsewhereError } from "../../../src/engine/heldElsewhere.ts";
import type { SessionId } from "../../../src/core/ids.ts";
import type { RecordedLine } from "../../../src/core/lines.ts";
import { NodeClock } from "../../../src/node/clock.ts";
import { nodePlatform } from "../../../src/node/platform.ts";
import { answer } from "../../support/messagesApi.ts";
import { recordedLines, recordingPath } from "../../support/sessionFiles.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { testEngine, type TestEngine } from "../../support/testEngine.ts";
import { until } from "../../support/virtualClock.ts";

/** What `sessionWriter.ts` says of itself. */
interface Started {
  readonly session: SessionId;
}

/** Ends a process, if it still runs, and waits for its end. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

describe("a session that another process writes", () => {
  const children: ChildProcess[] = [];
  const engines: TestEngine[] = [];
  // Before the folder goes: what still runs would write into it while it is removed.
  afterEach(async () => {
    await Promise.all(children.splice(0).map(end));
    await Promise.all(engines.splice(0).map((engine) => engine.dispose()));
  });
  const folder = useTempFolder({ "project/notes.txt": "notes\n" });

  /** Another process in the middle of a turn: it has written its prompt and waits for the model. */
  async function writer(): Promise<{ readonly child: ChildProcess; readonly session: SessionId }> {
    const child = fork(fileURLToPath(new URL("sessionWriter.ts", import.meta.url)), [folder().path]);
    children.push(child);
    const [{ session }] = (await once(child, "message")) as [Started];
    return { child, session };
  }

  /** This process, as it really is. */
  function here(): TestEngine {
    const engine = testEngine({
      folder: folder().path,
      api: [() => answer(["Hello from here."])],
      ports: { clock: new NodeClock(), platform: nodePlatform("0.0.0") },
    });
    engines.push(engine);
    return engine;
  }

  it("cannot be opened, and it is said which process has it", async () => {
    const { child, session } = await writer();
    const engine = here();
    await assert.rejects(engine.sessions.open(session), (error: unknown) => {
      assert.ok(error instanceof HeldElsewhereError);
      assert.equal(error.owner.pid, child.pid);
      assert.match(error.message, /open in a test's writer \(process \d+\)/);
      return true;
    });
  });

  it("is followed line by line as it grows, and nothing comes twice", async () => {
    const { child, session } = await writer();
    const engine = here();
    const seqs: number[] = [];
    const following = await engine.sessions.follow(session, ({ seq }) => seqs.push(seq));
    const before = seqs.length;
    assert.ok(before > 0, "what stood there came at once");
    child.send("rename");
    await until(() => seqs.length > before);
    assert.deepEqual(
      seqs,
      seqs.map((_, i) => i),
    );
    following.dispose();
  });

  it("stops there when it is asked to, lets go, and can be gone on with here", async () => {
    const { child, session } = await writer();
    const engine = here();
    const stopped = once(child, "message");
    await engine.sessions.handOver.ask(session);
    assert.deepEqual((await stopped)[0], { failure: "cancelled" });
    const opened = await engine.sessions.open(session);
    assert.equal((await opened.send("And now?")).text, "Hello from here.");
    const lines = await recordedLines(await recordingPath(folder().path));
    assert.ok(lines.some((line) => line.type === "input" && line.data.act === "stop"));
    assert.deepEqual(
      lines.map(({ seq }) => seq),
      lines.map((_, i) => i),
      "two writers, one after the other, leave one recording without gaps",
    );
  });

  it("is free soon after its process was killed, and is told to be", async () => {
    const { child, session } = await writer();
    const engine = here();
    let free = 0;
    const following = await engine.sessions.follow(
      session,
      () => undefined,
      () => free++,
    );
    assert.equal(free, 0);
    child.kill("SIGKILL");
    await until(() => free > 0);
    following.dispose();
    assert.equal((await (await engine.sessions.open(session)).send("Go on")).failure, undefined);
  });

  it("keeps its lease while its process sleeps, and stops when it wakes", async function () {
    if (process.platform === "win32") return;
    this.timeout(60_000);
    const { child, session } = await writer();
    const engine = here();
    child.kill("SIGSTOP");
    await assert.rejects(engine.sessions.handOver.ask(session), /does not answer/);
    assert.equal(await engine.sessions.writer(session), "elsewhere");
    const stopped = once(child, "message");
    child.kill("SIGCONT");
    assert.deepEqual((await stopped)[0], { failure: "cancelled" });
  });

  it("of another machine is left alone until the person says that the machine is gone", async () => {
    const { child, session } = await writer();
    child.kill("SIGKILL");
    await once(child, "exit");
    const lease = join(dirname(await recordingPath(folder().path)), "lease-2");
    await writeFile(lease, JSON.stringify({ pid: 7, host: "laptop-of-old", program: "a VS Code window" }));
    const engine = here();
    const held: unknown = await engine.sessions.open(session).catch((error: unknown) => error);
    assert.ok(held instanceof HeldElsewhereError);
    assert.ok(!held.isLocal);
    assert.match(held.message, /process 7 on laptop-of-old/);
    const opened = await engine.sessions.open(session, held.owner);
    assert.equal((await opened.send("Go on")).text, "Hello from here.");
  });

  it("hands every line over that it had written", async () => {
    const { session } = await writer();
    const engine = here();
    const followed: RecordedLine[] = [];
    const following = await engine.sessions.follow(session, (line) => followed.push(line));
    await engine.sessions.handOver.ask(session);
    const { length } = await recordedLines(await recordingPath(folder().path));
    await until(() => followed.length === length);
    following.dispose();
  });
});
