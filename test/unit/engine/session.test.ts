import assert from "node:assert/strict";
import type { Session } from "../../../src/agent/session.ts";
import type { LiveEvent } from "../../../src/core/live.ts";
import type { RecordedLine } from "../../../src/core/lines.ts";
import { FlightdeckError } from "../../../src/core/failure.ts";
import { dataOf } from "../../support/lines.ts";
import {
  answer,
  answerEvents,
  apiError,
  sse,
  stall,
  streamed,
  thinking,
  toolUse,
  type Block,
  type Handler,
} from "../../support/messagesApi.ts";
import { FakeProcesses } from "../../support/platform.ts";
import { everythingIn, recordedLines, recordingPath, recordingPaths } from "../../support/sessionFiles.ts";
import { strict } from "../../support/strictApi.ts";
import { collect } from "../../support/collect.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { MODEL, testEngine, type TestEngine, type TestEngineOptions } from "../../support/testEngine.ts";
import { until, VirtualClock } from "../../support/virtualClock.ts";

const folder = useTempFolder({ "project/notes.txt": "the refund limit is 120\n" });

/** An engine whose API refuses what the real one would refuse. */
const engineWith = (api: readonly Handler[], options: Partial<TestEngineOptions> = {}): TestEngine =>
  testEngine({
    folder: folder().path,
    ...options,
    // What is sent is compared as a whole here, without the marks that move through it.
    settings: { "anthropic.promptCaching": "off", ...options.settings },
    api: api.map(strict),
  });

async function sessionWith(
  ...api: Handler[]
): Promise<{ readonly engine: TestEngine; readonly session: Session }> {
  const engine = engineWith(api);
  return { engine, session: await engine.sessions.create({ model: MODEL }) };
}

async function lines(session: Session): Promise<readonly RecordedLine[]> {
  await session.flush();
  return recordedLines(await recordingPath(folder().path));
}

const read = (id: string, path = "notes.txt"): Block => toolUse(id, "read_file", { path });
const busy =
  (seconds: number): Handler =>
  () =>
    apiError(529, "overloaded_error", "busy", { headers: { "retry-after": String(seconds) } });
const token = (n: number): string => ["gh", "p_", String(n).repeat(36)].join("");
/** The content of a request's last message. */
const lastContent = (engine: TestEngine): readonly Block[] =>
  engine.requests.at(-1)?.body.messages.at(-1)?.content ?? [];

describe("a turn", () => {
  it("asks the model, runs its tools for real, and ends with its answer", async () => {
    const { engine, session } = await sessionWith(
      () => answer([thinking("where?"), "I look.", read("t1")]),
      () => answer(["It is 120."]),
    );
    const result = await session.send("What is the refund limit?");
    assert.deepEqual([result.text, result.failure, result.steps], ["It is 120.", undefined, 3]);
    assert.equal(result.cost.nanoUsd, 2 * (100 * 2_000 + 20 * 10_000));
    assert.deepEqual(lastContent(engine), [
      { type: "tool_result", tool_use_id: "t1", content: "the refund limit is 120\n" },
    ]);
    const [first, second] = engine.requests.map(({ body }) => body);
    assert.deepEqual([second?.system, second?.tools], [first?.system, first?.tools], "the prefix is frozen");
    assert.deepEqual(second?.messages.slice(0, 1), first?.messages);
    assert.equal(first?.max_tokens, 16_000);
    await engine.dispose();
  });

  it("is recorded from beginning to end, in order, with one span tree", async () => {
    const { engine, session } = await sessionWith(
      () => answer([read("t1")]),
      () => answer(["Done."]),
    );
    await session.send("Look at the notes\nand tell me");
    const all = await lines(session);
    const story = all.map((line) => {
      if (line.type === "span")
        return `${line.data.phase}${line.data.phase === "started" ? ` ${line.data.name}` : ""}`;
      return line.type === "message" ? line.data.role : line.type;
    });
    const asked = [
      "started chat claude-sonnet-5-5",
      "decision",
      "started attempt 1",
      "request",
      "response",
      "ended",
      "ended",
      "assistant",
    ];
    assert.deepEqual(story, [
      "session",
      "input",
      "user",
      "started invoke_agent assistant",
      ...asked,
      "started execute_tool read_file",
      "ended",
      "tool",
      "user",
      ...asked,
      "ended",
    ]);
    assert.deepEqual(
      all.map(({ seq }) => seq),
      all.map((_, n) => n),
    );
    const spans = dataOf(all, "span");
    assert.equal(new Set(spans.map(({ traceId }) => traceId)).size, 1);
    const [header] = dataOf(all, "session");
    assert.deepEqual(
      [header?.title, header?.model, header?.agent.name],
      ["Look at the notes", MODEL, "assistant"],
    );
    const root = spans[0];
    assert.ok(root?.phase === "started");
    const { "session.id": id, "input.length": length, "input.preview": preview } = root.attributes;
    assert.deepEqual([id, length, preview], [session.id, 29, "Look at the notes\nand tell me"]);
    await engine.dispose();
  });

  it("shows what happens while it happens", async () => {
    const { engine, session } = await sessionWith(
      () => answer([thinking("hm"), "Let me see.", read("t1")]),
      () => answer(["Done."]),
    );
    const live: LiveEvent[] = [];
    session.subscribe((event) => "live" in event && live.push(event.live));
    await session.send("Go");
    assert.deepEqual(
      live.map(({ type }) => type).filter((type, n, all) => type !== all[n - 1]),
      [
        "answer_started",
        "thinking",
        "text",
        "tool_use",
        "tool_input",
        "tool_started",
        "answer_started",
        "text",
      ],
    );
    await engine.dispose();
  });

  it("ends at the limit of model calls, and the next one goes on", async () => {
    let n = 0;
    const engine = engineWith([() => answer([read(`t${n++}`)])], { settings: { maxIterations: 3 } });
    const session = await engine.sessions.create({ model: MODEL });
    const { failure } = await session.send("Loop");
    assert.deepEqual([failure?.failure, engine.requests.length], ["tool_loop", 3]);
    const loop = dataOf(await lines(session), "decision").find(
      (decision) => decision.safeguard === "loop" && decision.verdict === "stop",
    );
    assert.ok(loop?.safeguard === "loop");
    assert.deepEqual([loop.guard, loop.figures], ["iterations", { calls: 3, limit: 3 }]);
    assert.equal((await session.send("go on")).failure?.failure, "tool_loop");
    assert.equal(engine.requests.length, 6);
    await engine.dispose();
  });

  it("never runs a tool call that the limit of output tokens cut, and goes on without it", async () => {
    const { engine, session } = await sessionWith(
      () =>
        answer([thinking("hm"), "I write.", toolUse("t1", "read_file", '{"path": "no')], {
          stopReason: "max_tokens",
        }),
      () => answer(["Done."]),
    );
    const { failure, text, steps } = await session.send("Go");
    assert.deepEqual([failure, text, steps], [undefined, "I write.Done.", 2]);
    assert.equal(dataOf(await lines(session), "tool").length, 0);
    const [, cut, asked] = engine.requests.at(-1)?.body.messages ?? [];
    assert.deepEqual(cut?.content, [{ type: "text", text: "I write." }]);
    assert.match(String(asked?.content[0]?.["text"]), /tool call reached the limit.*was not run/);
    const decisions = dataOf(await lines(session), "decision");
    const continued = decisions.find(({ safeguard }) => safeguard === "continuation");
    assert.match(String(continued && "text" in continued && continued.text), /goes on with it once/);
    await engine.dispose();
  });

  it("fails with a refusal, and the next one works", async () => {
    const { engine, session } = await sessionWith(
      () => answer([], { stopReason: "refusal", stopDetails: { category: "cyber" } }),
      () => answer(["Fine."]),
    );
    const { failure } = await session.send("Bad");
    assert.deepEqual(
      [failure?.failure, failure?.message],
      ["refusal", "The model refused the request (category: cyber)."],
    );
    assert.equal((await session.send("Good")).text, "Fine.");
    await engine.dispose();
  });

  it("fails where the context window is full", async () => {
    const { engine, session } = await sessionWith(() =>
      answer(["x"], { stopReason: "model_context_window_exceeded" }),
    );
    assert.equal((await session.send("Go")).failure?.failure, "context_overflow");
    await engine.dispose();
  });

  it("goes on where the API pauses it", async () => {
    const { engine, session } = await sessionWith(
      () => answer(["Half."], { stopReason: "pause_turn" }),
      () => answer(["Whole."]),
    );
    assert.equal((await session.send("Go")).text, "Whole.");
    assert.deepEqual(
      engine.requests.at(-1)?.body.messages.map(({ role }) => role),
      ["user", "assistant"],
    );
    await engine.dispose();
  });

  it("tells the model of arguments that are no JSON, of tools that there are not, and of those that fail", async () => {
    const { engine, session } = await sessionWith(
      () =>
        answer([
          toolUse("t1", "read_file", '{"path": '),
          toolUse("t2", "fly", {}),
          read("t3", "missing.txt"),
        ]),
      () => answer(["I see."]),
    );
    assert.equal((await session.send("Go")).text, "I see.");
    const failed = lastContent(engine).map((block) => block["is_error"]);
    assert.deepEqual(failed, [true, true, true]);
    const failures = dataOf(await lines(session), "tool").map(({ failure: found }) => found);
    assert.deepEqual(failures, ["invalid_tool_arguments", "invalid_tool_arguments", "tool_error"]);
    await engine.dispose();
  });

  it("does not send back blocks without text, which the API gives but does not take", async () => {
    const { engine, session } = await sessionWith(
      () => answer(["", "\n\n", read("t1")]),
      () => answer([]),
      () => answer(["Done."]),
    );
    assert.equal((await session.send("Go")).failure, undefined);
    assert.equal((await session.send("And?")).text, "Done.");
    await engine.dispose();
  });

  it("waits as the server asks and tries again; a person may skip the wait", async () => {
    const engine = engineWith([busy(40), () => answer(["Here."])]);
    const session = await engine.sessions.create({ model: MODEL });
    assert.equal((await session.send("Go")).text, "Here.");
    assert.deepEqual(engine.clock.sleeps, [40_000]);
    await engine.dispose();
  });
});

describe("a stop", () => {
  it("while the model writes keeps what has arrived, and the next turn goes on from it", async () => {
    const events = answerEvents([thinking("let me think"), "Half an answer", read("t1")]).map(sse);
    const { engine, session } = await sessionWith(
      () => streamed([...events.slice(0, 9), stall]),
      () => answer(["Done."]),
    );
    let shown = "";
    session.subscribe((event) => {
      if (!("live" in event) || event.live.type !== "text") return;
      shown += event.live.text;
      // The last letter may begin a secret, so it is not shown yet.
      if (shown.endsWith("answe")) session.stop();
    });
    const { failure, text } = await session.send("Go");
    assert.deepEqual([failure?.failure, text], ["cancelled", "Half an answer"]);
    const all = await lines(session);
    const stopped = dataOf(all, "message").at(-1);
    assert.equal(stopped?.incomplete, "cancelled");
    assert.deepEqual(stopped.content, [thinking("let me think"), { type: "text", text: "Half an answer" }]);
    assert.ok(dataOf(all, "input").some(({ act }) => act === "stop"));
    assert.ok(dataOf(all, "response").at(-1)?.uncertain);
    assert.equal((await session.send("Go on")).text, "Done.");
    assert.deepEqual(engine.requests.at(-1)?.body.messages[1]?.content, [
      { type: "text", text: "Half an answer" },
    ]);
    await engine.dispose();
  });

  it("while tools run gives every call its result, and the next turn is accepted", async () => {
    const engine = engineWith(
      [
        () => answer([read("t1"), toolUse("t2", "write_file", { path: "a", content: "b" }), read("t3")]),
        () => answer(["Done."]),
      ],
      {
        approve: () => {
          session.stop();
          return { decision: "allow", scope: "once" };
        },
      },
    );
    const session = await engine.sessions.create({ model: MODEL });
    assert.equal((await session.send("Go")).failure?.failure, "cancelled");
    assert.equal((await session.send("Go on")).text, "Done.");
    const results = engine.requests.at(-1)?.body.messages[2]?.content;
    assert.deepEqual(
      results?.map((block) => [block["tool_use_id"], block["is_error"]]),
      [
        ["t1", undefined],
        ["t2", true],
        ["t3", true],
      ],
    );
    await engine.dispose();
  });

  it("before anything was sent sends nothing", async () => {
    const { engine, session } = await sessionWith(() => answer(["x"]));
    const sending = session.send("Go");
    session.stop();
    assert.equal((await sending).failure?.failure, "cancelled");
    assert.equal(engine.requests.length, 0);
    assert.deepEqual(
      dataOf(await lines(session), "input").map(({ act }) => act),
      ["prompt", "stop"],
    );
    await engine.dispose();
  });

  it("ends a wait; skipping it goes on at once", async () => {
    const clock = new VirtualClock();
    const engine = engineWith([busy(50), busy(50), () => answer(["x"])], { clock });
    const session = await engine.sessions.create({ model: MODEL });
    const live: LiveEvent[] = [];
    session.subscribe((event) => "live" in event && live.push(event.live));
    const sending = session.send("Go");
    await until(() => live.some(({ type }) => type === "waiting"));
    const waiting = live.find((event) => event.type === "waiting");
    assert.equal(waiting?.until, clock.now() + 50_000);
    session.skipWait();
    await until(() => live.filter(({ type }) => type === "waiting").length === 2);
    session.stop();
    assert.equal((await sending).failure?.failure, "cancelled");
    assert.equal(engine.requests.length, 2);
    assert.deepEqual(
      dataOf(await lines(session), "input").map(({ act }) => act),
      ["prompt", "skip_wait", "stop"],
    );
    await engine.dispose();
  });
});

describe("a branch", () => {
  it("is made by trying again and by editing; what was said before stays", async () => {
    const { engine, session } = await sessionWith(
      () => answer(["one"]),
      () => answer(["two"]),
      () => answer(["three"]),
      () => answer(["four"]),
    );
    await session.send("first");
    await session.send("second");
    await session.retry();
    assert.deepEqual(engine.requests.at(-1)?.body.messages.length, 3);
    const [prompt] = dataOf(await lines(session), "message");
    assert.ok(prompt);
    await session.edit(prompt.id, "something else");
    assert.deepEqual(engine.requests.at(-1)?.body.messages, [
      { role: "user", content: [{ type: "text", text: "something else" }] },
    ]);
    const messages = dataOf(await lines(session), "message");
    const texts = messages.map(({ content }) =>
      content.map((block) => block.type === "text" && block.text).join(),
    );
    assert.deepEqual(texts, ["first", "one", "second", "two", "second", "three", "something else", "four"]);
    const parents = messages.map(({ parent }) => messages.findIndex(({ id }) => id === parent));
    assert.deepEqual(parents, [-1, 0, 1, 2, 1, 4, -1, 6]);
    assert.deepEqual(
      dataOf(await lines(session), "input").map(({ act }) => act),
      ["prompt", "prompt", "retry", "edit"],
    );
    await engine.dispose();
  });

  it("can be gone back to, and that is recorded", async () => {
    const { engine, session } = await sessionWith(() => answer(["yes"]));
    await session.send("first");
    const [, old] = dataOf(await lines(session), "message");
    await session.retry();
    assert.ok(old);
    await session.switchTo(old.id);
    await session.send("go on");
    const sent = engine.requests.at(-1)?.body.messages.length;
    assert.equal(sent, 3);
    assert.equal(dataOf(await lines(session), "message").at(-2)?.parent, old.id);
    await engine.dispose();
  });

  it("is made of a person's message only", async () => {
    const { engine, session } = await sessionWith(
      () => answer([read("t1")]),
      () => answer(["Done."]),
    );
    await session.send("Go");
    const messages = dataOf(await lines(session), "message");
    for (const message of messages.slice(1))
      await assert.rejects(session.edit(message.id, "x"), FlightdeckError);
    await assert.rejects(session.edit("unknown" as never, "x"), FlightdeckError);
    await assert.rejects(session.send("  \n"), { failure: "invalid_request" });
    await engine.dispose();
  });

  it("cannot be begun while a turn runs", async () => {
    const { engine, session } = await sessionWith(() => answer(["x"]));
    const sending = session.send("Go");
    await assert.rejects(session.send("And this"), /still busy/);
    await sending;
    await engine.dispose();
  });
});

describe("a session's prefix", () => {
  it("stays as it was at the first message, whatever becomes of the files, and over a resume", async () => {
    await folder().write("project/AGENTS.md", "Use tabs.");
    await folder().write(
      "project/.claude/agents/helper.md",
      "---\nname: helper\ntools: Read\nmaxTurns: 7\n---\nYou help.",
    );
    const engine = engineWith([() => answer(["ok"])]);
    const session = await engine.sessions.create({ agent: "helper", model: MODEL });
    await session.send("one");
    await folder().write("project/AGENTS.md", "Use spaces.");
    await folder().write("project/.claude/agents/helper.md", "---\nname: helper\n---\nYou do everything.");
    await session.send("two");
    await engine.dispose();
    const later = engineWith(
      [() => answer([toolUse("t1", "run_command", { command: "true" })]), () => answer(["ok"])],
      { pid: 101 },
    );
    const resumed = await later.sessions.open(session.id);
    await resumed.send("three");
    const prefixes = [...engine.requests, ...later.requests].map(({ body }) =>
      JSON.stringify([body.system, body.tools]),
    );
    assert.equal(new Set(prefixes).size, 1);
    assert.ok(prefixes[0]?.includes("Use tabs.") && prefixes[0].includes("You help."));
    assert.deepEqual(
      later.requests[0]?.body.tools?.map(({ name }) => name),
      ["read_file"],
    );
    assert.equal(
      lastContent(later)[0]?.["content"],
      "There is no tool named run_command.",
      "it was never told of it",
    );
    await later.dispose();
  });

  it("names the session that handed over to it, and where that stood", async () => {
    const engine = engineWith([() => answer(["ok"])]);
    const first = await engine.sessions.create({ model: MODEL });
    await first.send("one");
    const parent = { session: first.id, seq: 7 };
    const second = await engine.sessions.create({ model: MODEL, parent });
    await second.send("two");
    const [header] = await collect(engine.sessions.lines(second.id));
    assert.deepEqual(header?.type === "session" && header.data.parent, parent);
    await engine.dispose();
  });

  it("is what was recorded where the agent's file is gone", async () => {
    await folder().write(
      "project/.claude/agents/helper.md",
      "---\nname: helper\ntools: Read, Grep\ndisallowedTools: Grep\n---\nYou help.",
    );
    const engine = engineWith([() => answer(["ok"])]);
    const session = await engine.sessions.create({ agent: "helper", model: MODEL });
    await session.send("one");
    await engine.dispose();
    await folder().write("project/.claude/agents/helper.md", "");
    const later = engineWith([() => answer(["ok"])], { pid: 101 });
    const resumed = await later.sessions.open(session.id);
    assert.deepEqual(
      [resumed.agent.name, resumed.agent.tools, resumed.title],
      ["helper", ["read_file", "search_text"], "one"],
    );
    await later.dispose();
  });

  it("holds no secret, and a later secret gets another number than one in it", async () => {
    await folder().write("project/AGENTS.md", `The token is ${token(1)}.`);
    const engine = engineWith([() => answer(["ok"])]);
    const session = await engine.sessions.create({ model: MODEL });
    await session.send("one");
    await engine.dispose();
    const later = engineWith([() => answer(["ok"])], { pid: 101 });
    await (await later.sessions.open(session.id)).send(`use ${token(2)}`);
    assert.ok(JSON.stringify(later.requests[0]?.body.system).includes("[secret:github-token:1]"));
    assert.deepEqual(lastContent(later), [{ type: "text", text: "use [secret:github-token:2]" }]);
    await later.dispose();
  });
});

describe("a secret", () => {
  it("in a message, a file or an error is neither sent nor written", async () => {
    const secret = ["sk-", "ant-api03-", "x1Y2z3".repeat(8)].join("");
    await folder().write("project/.env.txt", `KEY=${secret}\n`);
    const engine = engineWith(
      [() => answer([read("t1", ".env.txt"), read("t2", secret)]), () => answer(["ok"])],
      {
        env: { ANTHROPIC_API_KEY: "our-own-key-0123" },
      },
    );
    const session = await engine.sessions.create({ model: MODEL });
    await session.send(`my key is ${secret} and our-own-key-0123`);
    const sent = JSON.stringify(
      engine.requests.map(({ body }) => body.messages.filter(({ role }) => role === "user")),
    );
    assert.ok(!sent.includes(secret) && !sent.includes("our-own-key"));
    assert.ok(sent.includes("KEY=[secret:anthropic-key:"));
    await session.flush();
    const written = await everythingIn(folder().at("home"));
    // The model wrote it too, into its second call.
    assert.ok(!written.includes(secret));
    assert.ok(!written.includes("our-own-key"));
    await engine.dispose();
  });
});

describe("a session's life", () => {
  it("leaves nothing behind before its first message, not even by a new name or model", async () => {
    const { engine, session } = await sessionWith(() => answer(["ok"]));
    await session.rename("My session");
    await session.switchModel({ provider: "anthropic", id: "claude-haiku-4-5" });
    assert.deepEqual(await recordingPaths(folder().path), []);
    await session.send("one");
    assert.equal(engine.requests[0]?.body.model, "claude-haiku-4-5");
    const [header] = dataOf(await lines(session), "session");
    assert.deepEqual([header?.title, header?.model.id], ["My session", "claude-haiku-4-5"]);
    await engine.dispose();
  });

  it("keeps name and model over a resume, whoever changed them and when", async () => {
    const { engine, session } = await sessionWith(() => answer(["ok"]));
    await session.send("one");
    await engine.dispose();
    const second = engineWith([() => answer(["ok"])], { pid: 101 });
    const resumed = await second.sessions.open(session.id);
    await resumed.rename("Renamed");
    await resumed.switchModel({ provider: "anthropic", id: "claude-haiku-4-5" });
    await second.dispose();
    const third = engineWith([() => answer(["ok"])], { pid: 102 });
    const again = await third.sessions.open(session.id);
    assert.deepEqual([again.title, again.model.id], ["Renamed", "claude-haiku-4-5"]);
    await third.dispose();
  });

  it("is open in one process at a time, and free as soon as that closes it, even if it was never used", async () => {
    const { engine, session } = await sessionWith(() => answer(["ok"]));
    await session.send("one");
    const processes = new FakeProcesses();
    processes.start(100);
    const other = engineWith([() => answer(["ok"])], { pid: 101, processes });
    await assert.rejects(other.sessions.open(session.id), {
      failure: "storage",
      message: /open in another process \(process 100\)/,
    });
    await engine.dispose();
    const opened = await other.sessions.open(session.id);
    await other.sessions.close(opened);
    assert.equal((await other.sessions.open(session.id)).title, "one");
    await other.dispose();
  });

  it("is one session, however often and at whatever moment it is opened", async () => {
    const { engine, session } = await sessionWith(() => answer(["ok"]));
    await session.send("one");
    assert.equal(await engine.sessions.open(session.id), session);
    const closing = engine.sessions.close(session);
    const [one, two] = await Promise.all([
      engine.sessions.open(session.id),
      engine.sessions.open(session.id),
    ]);
    await closing;
    assert.equal(one, two);
    assert.notEqual(one, session);
    await assert.rejects(session.send("late"), /closed/);
    assert.equal((await one.send("two")).text, "ok");
    await engine.dispose();
    await engine.dispose();
  });

  it("is stopped and complete on disk when it is closed", async () => {
    const events = answerEvents(["Half an answer"]).map(sse);
    const { engine, session } = await sessionWith(() => streamed([...events.slice(0, 4), stall]));
    const texts: string[] = [];
    session.subscribe(
      (event) => "live" in event && event.live.type === "text" && texts.push(event.live.text),
    );
    const sending = session.send("Go");
    await until(() => texts.length > 1);
    await engine.dispose();
    assert.equal((await sending).failure?.failure, "cancelled");
    const all = await recordedLines(await recordingPath(folder().path));
    const spans = dataOf(all, "span");
    assert.equal(
      spans.filter(({ phase }) => phase === "ended").length,
      spans.filter(({ phase }) => phase === "started").length,
    );
  });

  it("is unknown where it is", async () => {
    const engine = engineWith([]);
    await assert.rejects(engine.sessions.open("nope" as never), {
      failure: "storage",
      message: /no session nope/,
    });
    await assert.rejects(engine.sessions.create({ agent: "nobody" }), {
      failure: "invalid_request",
      advice: /Known agents: assistant/,
    });
    await engine.dispose();
  });
});
