import assert from "node:assert/strict";
import type { Session } from "../../../src/agent/session.ts";
import type { RecordedLine } from "../../../src/core/lines.ts";
import { StatusFold } from "../../../src/views/sessionStatus.ts";
import { dataOf } from "../../support/lines.ts";
import { answer, apiError, thinking, toolUse, type Handler } from "../../support/messagesApi.ts";
import { recordedLines, recordingPath } from "../../support/sessionFiles.ts";
import { strict } from "../../support/strictApi.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { MODEL, testEngine, type TestEngine, type TestEngineOptions } from "../../support/testEngine.ts";

const LONG = "All work and no play. ".repeat(1_000);
const folder = useTempFolder({ "project/long.txt": LONG, "project/notes.txt": "the refund limit is 120\n" });

/** Counts four bytes as a token, as its usage does; answers prompts with `script` in turn. */
const tokensOf = (body: unknown): number => Math.ceil(JSON.stringify(body).length / 4);
const counting =
  (handler: Handler): Handler =>
  (request) => {
    const { system, tools, messages } = request.body;
    if (request.url.endsWith("/count_tokens"))
      return Response.json({ input_tokens: tokensOf([system, tools, messages]) });
    return strict(handler)(request);
  };
const isCount = ({ url }: { readonly url: string }): boolean => url.endsWith("/count_tokens");

let made = 0;
/** Reads the long file at the first request of a turn, then answers. */
const reader: Handler = ({ body }) => {
  const usage = { input_tokens: tokensOf([body.system, body.tools, body.messages]) };
  const last = body.messages.at(-1)?.content[0]?.type;
  if (last === "tool_result") return answer([thinking("fine"), "I have read it."], { usage });
  return answer([thinking("look"), toolUse(`t${made++}`, "read_file", { path: "long.txt" })], { usage });
};

const engineWith = (api: Handler, options: Partial<TestEngineOptions> = {}): TestEngine =>
  testEngine({ folder: folder().path, api: [counting(api)], ...options });

async function linesOf(session: Session): Promise<readonly RecordedLine[]> {
  await session.flush();
  return recordedLines(await recordingPath(folder().path));
}

const messagesOf = (engine: TestEngine) => engine.requests.filter((request) => !isCount(request));

const deafReader: Handler = (request) => (isCount(request) ? notFound() : strict(reader)(request));

describe("a conversation that grows beyond the limit", () => {
  const settings = { "context.maxTokens": 20_000 };

  it("goes on with a shorter view, re-sent unchanged until the next cut, while the history stays whole", async () => {
    const engine = engineWith(reader, { settings });
    const session = await engine.sessions.create({ model: MODEL });
    for (let n = 0; n < 12; n++) assert.equal((await session.send(`Question ${n}`)).failure, undefined);
    const lines = await linesOf(session);
    const requests = dataOf(lines, "request");
    const cuts = dataOf(lines, "decision").filter(
      (decision) => decision.safeguard === "context" && decision.verdict === "cut",
    );
    assert.ok(cuts.length >= 2, `${cuts.length} cuts`);
    for (const { body } of messagesOf(engine)) {
      assert.ok(tokensOf([body.system, body.tools, body.messages]) <= 20_000);
      assert.deepEqual(withoutMarks(body.messages[0]?.content[0]), { type: "text", text: "Question 0" });
    }
    const views = requests.map(({ view }) => view?.head ?? "");
    assert.deepEqual(new Set(views).size, cuts.length + 1);
    for (const [n, { body }] of messagesOf(engine).entries()) {
      const next = messagesOf(engine)[n + 1]?.body;
      if (next === undefined || views[n] !== views[n + 1]) continue;
      assert.deepEqual(
        withoutMarks(next.messages.slice(0, body.messages.length)),
        withoutMarks(body.messages),
      );
    }
    const results = dataOf(lines, "message").flatMap(({ content }) =>
      content.filter((block) => block.type === "tool_result"),
    );
    assert.ok(
      results.every(({ content }) => content === LONG),
      "the recording holds every result whole",
    );
    await engine.dispose();
  });

  it("says what was left out, with the figures, in the recording and beside the meter", async () => {
    const engine = engineWith(reader, { settings });
    const session = await engine.sessions.create({ model: MODEL });
    for (let n = 0; n < 4; n++) await session.send(`Question ${n}`);
    const lines = await linesOf(session);
    const cut = dataOf(lines, "decision").find(
      (decision) => decision.safeguard === "context" && decision.verdict === "cut",
    );
    assert.ok(cut?.safeguard === "context");
    assert.match(
      cut.text,
      /^From here on the model no longer gets \d+ older messages? \([\d,]+ to about [\d,]+ tokens\)\. You still see all of it\.$/,
    );
    const { tokensBefore = 0, tokensAfter = 0, limit = 0 } = cut.figures;
    assert.ok(tokensBefore > limit && limit === 20_000 && tokensAfter < limit);
    const fold = new StatusFold({ title: "", agent: "a", model: MODEL, contextWindow: 1_000_000 });
    for (const line of lines) fold.take(line);
    assert.ok((fold.status.left?.messages ?? 0) > 0);
    await engine.dispose();
  });

  it("has the server count before anything is left out, and is not cut where that shows that it fits", async () => {
    const engine = engineWith(reader, { settings: { "context.maxTokens": 9_000 } });
    const session = await engine.sessions.create({ model: MODEL });
    await session.send("Read it");
    const counts = dataOf(await linesOf(session), "decision").filter(
      ({ safeguard }) => safeguard === "context",
    );
    assert.deepEqual(
      counts.map((decision) => decision.safeguard === "context" && decision.verdict),
      ["count"],
    );
    assert.equal(engine.requests.filter(isCount).length, 1);
    await engine.dispose();
  });

  it("is cut by the estimate where the server does not count", async () => {
    const deaf = testEngine({ folder: folder().path, api: [deafReader], settings });
    const session = await deaf.sessions.create({ model: MODEL });
    for (let n = 0; n < 5; n++) assert.equal((await session.send(`Question ${n}`)).failure, undefined);
    const verdicts = dataOf(await linesOf(session), "decision").flatMap((decision) =>
      decision.safeguard === "context" ? [decision.verdict] : [],
    );
    assert.deepEqual(new Set(verdicts), new Set(["cut"]));
    await deaf.dispose();
  });

  it("goes on with the same view after a restart", async () => {
    const first = engineWith(reader, { settings });
    const session = await first.sessions.create({ model: MODEL });
    for (let n = 0; n < 4; n++) await session.send(`Question ${n}`);
    const view = dataOf(await linesOf(session), "request").at(-1)?.view;
    await first.dispose();
    const second = engineWith(() => answer(["Yes."]), { settings, pid: 101 });
    const resumed = await second.sessions.open(session.id);
    await resumed.send("Still there?");
    const sent = messagesOf(second)[0]?.body.messages ?? [];
    const before = messagesOf(first).at(-1)?.body.messages ?? [];
    assert.ok(view !== undefined);
    assert.deepEqual(withoutMarks(sent.slice(0, before.length)), withoutMarks(before));
    await second.dispose();
  });

  it("is accepted by a server that binds thinking to every byte before it, cut after cut", async () => {
    const engine = testEngine({ folder: folder().path, settings: { "context.maxTokens": 16_000 } });
    const session = await engine.sessions.create({ model: { provider: "simulated", id: "simulated" } });
    for (let n = 0; n < 8; n++)
      assert.equal((await session.send("/simulate thinking Read long.txt")).failure, undefined);
    const lines = await linesOf(session);
    const verdicts = dataOf(lines, "decision").flatMap((decision) =>
      decision.safeguard === "context" ? [decision.verdict] : [],
    );
    assert.ok(verdicts.filter((verdict) => verdict === "cut").length >= 2, verdicts.join());
    assert.ok(dataOf(lines, "response").every(({ ok }) => ok));
    const thoughts = dataOf(lines, "message").filter(({ content }) =>
      content.some(({ type }) => type === "thinking"),
    );
    assert.ok(thoughts.length >= 8, "the model did think");
    await engine.dispose();
  });

  it("has a summary of what went, where the person wants one, and pays for it like any call", async () => {
    let summaries = 0;
    const summing: Handler = (request) => {
      if (!JSON.stringify(request.body.system).includes("write down what an AI agent"))
        return reader(request);
      summaries++;
      return answer(["The person asked questions; long.txt was read."], { usage: { input_tokens: 900 } });
    };
    const engine = engineWith(summing, { settings: { "context.maxTokens": 8_500, "context.summary": true } });
    const session = await engine.sessions.create({ model: MODEL });
    for (let n = 0; n < 8; n++)
      assert.equal((await session.send(`${n}. ${"word ".repeat(1_000)}`)).failure, undefined);
    const lines = await linesOf(session);
    const view = dataOf(lines, "request").findLast((request) => request.view?.summary !== undefined)?.view;
    assert.equal(view?.summary, "The person asked questions; long.txt was read.");
    assert.ok(summaries > 0);
    assert.ok(JSON.stringify(messagesOf(engine).at(-1)?.body.messages).includes("long.txt was read."));
    const asked = dataOf(lines, "request").filter(({ messages }) => messages.length === 0);
    assert.equal(asked.length, summaries, "each has a request line, and so a reservation and a bill");
    await engine.dispose();
  });
});

const tooLong = (tokens: number, window: number) =>
  apiError(400, "invalid_request_error", `prompt is too long: ${tokens} tokens > ${window} maximum`);

const small: Handler = (request) => {
  const tokens = tokensOf([request.body.system, request.body.tools, request.body.messages]);
  return tokens > 14_000 ? tooLong(tokens, 14_000) : reader(request);
};

describe("the server's own count", () => {
  it("is never asked of another provider than the model's", async () => {
    const engine = engineWith(reader);
    const request = { system: [], tools: [], messages: [], maxTokens: 1 };
    const { signal } = new AbortController();
    const count = await engine.models.countTokens({ provider: "vscode", id: "copilot/gpt" }, request, signal);
    assert.deepEqual([count, engine.requests.length], [undefined, 0]);
    await engine.dispose();
  });
});

describe("a prompt that the server says is too long", () => {
  it("is made shorter and sent once more, in the same step", async () => {
    const engine = engineWith(small);
    const session = await engine.sessions.create({ model: MODEL });
    for (let n = 0; n < 4; n++) assert.equal((await session.send(`Question ${n}`)).failure, undefined);
    const lines = await linesOf(session);
    const recovered = dataOf(lines, "decision").filter(
      (decision) => decision.safeguard === "context" && decision.verdict === "recover",
    );
    assert.ok(recovered.length > 0);
    const second = dataOf(lines, "request").find(({ attempt }) => attempt === 2);
    assert.ok(second?.view !== undefined);
    await engine.dispose();
  });

  it("fails with an honest message where it can be made no shorter, and is not sent twice then", async () => {
    const engine = engineWith(() => tooLong(300_000, 200_000));
    const session = await engine.sessions.create({ model: MODEL });
    assert.equal((await session.send("Hi")).failure?.failure, "context_overflow");
    assert.equal(messagesOf(engine).length, 1);
    const decision = dataOf(await linesOf(session), "decision").find(
      ({ safeguard }) => safeguard === "context",
    );
    assert.ok(decision?.safeguard === "context" && decision.verdict === "give_up");
    await engine.dispose();
  });

  it("is tried once more only, whatever the server says then", async () => {
    let n = 0;
    const engine = engineWith((request) => (n++ < 4 ? reader(request) : tooLong(300_000, 200_000)));
    const session = await engine.sessions.create({ model: MODEL });
    await session.send("One");
    await session.send("Two");
    assert.equal((await session.send("Three")).failure?.failure, "context_overflow");
    assert.equal(messagesOf(engine).length, 6);
    await engine.dispose();
  });

  it("can be tried with the simulated model", async () => {
    const engine = testEngine({ folder: folder().path });
    const session = await engine.sessions.create({ model: { provider: "simulated", id: "simulated" } });
    await session.send("Read long.txt");
    await session.send("What is the refund limit?");
    assert.equal((await session.send("/simulate context_overflow")).failure, undefined);
    const verdicts = dataOf(await linesOf(session), "decision").flatMap((decision) =>
      decision.safeguard === "context" ? [decision.verdict] : [],
    );
    assert.deepEqual(verdicts, ["recover"]);
    await engine.dispose();
  });
});

const notFound = () => apiError(404, "not_found_error", "no such route");

/** Marks for the cache move; they are no part of the prompt. */
const withoutMarks = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === "cache_control" ? undefined : inner)));
