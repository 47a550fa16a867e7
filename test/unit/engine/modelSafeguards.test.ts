import assert from "node:assert/strict";
import type { RecordedLine } from "../../../src/core/lines.ts";
import { alertOf } from "../../../src/views/alerts.ts";
import { dataOf } from "../../support/lines.ts";
import {
  answer,
  answerEvents,
  apiError,
  cut,
  sse,
  streamed,
  text,
  thinking,
  type Handler,
} from "../../support/messagesApi.ts";
import { strict } from "../../support/strictApi.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { MODEL, testEngine, type TestEngineOptions } from "../../support/testEngine.ts";

const folder = useTempFolder({ "project/notes.txt": "the refund limit is 120\n" });
const HAIKU = "claude-haiku-4-5";

/** A session whose API refuses what the real one would refuse, with all that it records. */
async function sessionWith(api: readonly Handler[], options: Partial<TestEngineOptions> = {}) {
  const engine = testEngine({ folder: folder().path, ...options, api: api.map(strict) });
  const session = await engine.sessions.create({ model: MODEL });
  const lines: RecordedLine[] = [];
  session.subscribe((event) => void ("line" in event && lines.push(event.line)));
  return { engine, session, lines };
}

const busy: Handler = () => apiError(529, "overloaded_error", "busy", { headers: { "retry-after-ms": "5" } });
const limited: Handler = () =>
  apiError(429, "rate_limit_error", "slow down", { headers: { "retry-after": "50" } });
/** Rejects whatever thinking it is sent. */
const bound: Handler = ({ body }) =>
  body.messages.some(({ content }) => content.some(({ type }) => type === "thinking"))
    ? apiError(
        400,
        "invalid_request_error",
        "messages.1.content.0: Invalid `signature` in `thinking` block: the block is bound to a different conversation",
      )
    : answer(["Fine."]);
/** An answer that reaches the limit of output tokens. */
const half =
  (said: string): Handler =>
  () =>
    answer([said], { stopReason: "max_tokens" });
const decisions = (lines: readonly RecordedLine[]): readonly string[] =>
  dataOf(lines, "decision")
    .map(({ safeguard, verdict }) => `${safeguard} ${verdict}`)
    .filter((decision) => decision !== "budget reserve");
const alerts = (lines: readonly RecordedLine[]) => lines.flatMap((line) => alertOf(line) ?? []);

describe("a turn with a fallback", () => {
  it("is answered by it, pays for it, and the next step asks the chosen model again", async () => {
    const { engine, session, lines } = await sessionWith(
      [busy, busy, () => answer([thinking("mine"), "From haiku."]), () => answer(["From sonnet."])],
      { settings: { fallback: [HAIKU] } },
    );
    const { failure, text: said, cost } = await session.send("Go");
    assert.deepEqual([failure, said, cost.nanoUsd], [undefined, "From haiku.", 100 * 1_000 + 20 * 5_000]);
    assert.deepEqual(decisions(lines), ["retry wait", "retry give_up", "fallback switch"]);
    assert.deepEqual(
      dataOf(lines, "request").map(({ model, attempt }) => [model.id, attempt]),
      [
        [MODEL.id, 1],
        [MODEL.id, 2],
        [HAIKU, 3],
      ],
    );
    const written = dataOf(lines, "message").find(({ role }) => role === "assistant");
    assert.deepEqual(written?.model, { provider: "anthropic", id: HAIKU });
    await session.send("And now?");
    const sent = engine.requests.at(-1)?.body;
    assert.deepEqual([sent?.model, sent?.messages[1]?.content], [MODEL.id, [text("From haiku.")]]);
    assert.deepEqual(dataOf(lines, "request").at(-1)?.changes, [
      { change: "thinking_removed", from: [written?.id] },
    ]);
    await engine.dispose();
  });

  it("has its attempts as spans below one chat span, which tells of the switch", async () => {
    const { engine, session, lines } = await sessionWith([busy, busy, () => answer(["Hi"])], {
      settings: { fallback: [HAIKU] },
    });
    await session.send("Go");
    const spans = dataOf(lines, "span");
    const started = spans.flatMap((span) => (span.phase === "started" ? [span] : []));
    const chat = started.find(({ name }) => name.startsWith("chat"));
    const attempts = started.filter(({ name }) => name.startsWith("attempt"));
    assert.deepEqual(
      attempts.map(({ parentId, attributes }) => [
        parentId === chat?.spanId,
        attributes["flightdeck.attempt.model"],
      ]),
      [
        [true, MODEL.id],
        [true, MODEL.id],
        [true, HAIKU],
      ],
    );
    const failed = spans.flatMap((span) =>
      span.phase === "ended" && span.status.code === "error" ? [span.attributes["error.type"]] : [],
    );
    assert.deepEqual(failed, ["overloaded", "overloaded"], "the chat and the turn went well");
    const events = spans.flatMap((span) =>
      span.phase === "event" && span.spanId === chat?.spanId ? [span.event.name] : [],
    );
    assert.ok(events.includes("flightdeck.fallback.switch"));
    await engine.dispose();
  });

  it("never makes up a real answer, nor pays for a simulated one", async () => {
    const { engine } = await sessionWith([busy], { settings: { fallback: ["simulated-small", HAIKU] } });
    const refs = (id: string, provider: "anthropic" | "simulated") =>
      engine.models.fallbacksOf({ provider, id }, []).map((ref) => ref.id);
    assert.deepEqual(
      [refs(MODEL.id, "anthropic"), refs("simulated", "simulated")],
      [[HAIKU], ["simulated-small"]],
    );
    const agent = ["sonnet", "haiku", "no-such-model"];
    assert.deepEqual(
      engine.models.fallbacksOf(MODEL, agent).map(({ id }) => id),
      ["claude-haiku-5-5", HAIKU],
    );
    assert.deepEqual(
      engine.models.fallbacksOf({ provider: "anthropic", id: "claude-haiku-5-5" }, agent).map(({ id }) => id),
      [HAIKU],
      "strictly forward",
    );
    await engine.dispose();
  });
});

describe("one allowance of attempts", () => {
  it("is shared by all models of a step", async () => {
    const { engine, session, lines } = await sessionWith([busy], {
      settings: { fallback: [HAIKU, "claude-opus-5-5", "claude-sonnet-4-6"] },
    });
    const { failure } = await session.send("Go");
    assert.deepEqual([failure?.failure, engine.requests.length], ["overloaded", 6]);
    assert.deepEqual(
      [...new Set(engine.requests.map(({ body }) => body.model))],
      [MODEL.id, HAIKU, "claude-opus-5-5"],
    );
    assert.equal(alerts(lines)[0]?.failure, "overloaded");
    await engine.dispose();
  });

  it("of waiting ends a step that would wait longer", async () => {
    const { engine, session, lines } = await sessionWith([limited], { settings: { "retry.maxWait": 80 } });
    const { failure } = await session.send("Go");
    assert.deepEqual(
      [failure?.failure, engine.requests.length, engine.clock.sleeps],
      ["rate_limit", 2, [50_000]],
    );
    assert.deepEqual(decisions(lines), ["retry wait", "retry give_up"]);
    await engine.dispose();
  });
});

describe("a model that fails again and again", () => {
  it("rests for all sessions of the window, and is named with the time that is left", async () => {
    const { engine, session } = await sessionWith([busy, busy, busy, busy, busy, () => answer(["Hi"])], {
      settings: { "retry.longestWait": 1 },
    });
    await session.send("One");
    await session.send("Two");
    assert.equal(engine.requests.length, 5);
    const [{ model, failure: cause, left } = assert.fail("no model rests")] = engine.models.resting();
    assert.deepEqual([model, cause, left > 29_900], [MODEL, "overloaded", true]);
    const other = await engine.sessions.create({ model: MODEL });
    const { failure } = await other.send("Three");
    assert.deepEqual([failure?.failure, engine.requests.length], ["overloaded", 5]);
    assert.match(failure?.message ?? "", /left alone for 30 s/);
    await engine.clock.advance(30_000);
    assert.equal((await other.send("Four")).text, "Hi");
    assert.deepEqual(engine.models.resting(), []);
    await engine.dispose();
  });
});

describe("a failure that ends a turn", () => {
  it("is an alert on the root span, with what the person can do; a stop is none", async () => {
    const { engine, session, lines } = await sessionWith([
      () => answer([], { stopReason: "refusal", stopDetails: { category: "bio" } }),
    ]);
    await session.send("Go");
    assert.deepEqual(alerts(lines), [
      {
        failure: "refusal",
        text: "The model refused the request (category: bio).",
        advice: "Rephrase it, or allow a fallback model (flightdeck.fallback).",
      },
    ]);
    engine.settings = { ...engine.settings, "budget.session": 0.0001 };
    await session.send("Again");
    const [, alert] = alerts(lines);
    assert.equal(alert?.failure, "budget_exceeded");
    assert.match(`${alert?.text} ${alert?.advice}`, /this session's budget.*flightdeck\.budget\.session/);
    const root = dataOf(lines, "span").findLast((span) => span.phase === "ended");
    assert.equal(root?.phase === "ended" && root.attributes["error.type"], "budget_exceeded");
    const before = alerts(lines).length;
    engine.settings = { ...engine.settings, "budget.session": null };
    const stopping = session.send("Stop");
    session.stop();
    assert.equal((await stopping).failure?.failure, "cancelled");
    assert.equal(alerts(lines).length, before);
    await engine.dispose();
  });
});

describe("thinking that the server rejects", () => {
  it("is left out of the request, which then succeeds, and stays out", async () => {
    const { engine, session, lines } = await sessionWith([() => answer([thinking("hm"), "Hi"]), bound]);
    await session.send("One");
    assert.equal((await session.send("Two")).text, "Fine.");
    assert.deepEqual(decisions(lines), ["thinking strip"]);
    assert.equal((await session.send("Three")).text, "Fine.");
    assert.equal(engine.requests.length, 4, "the third turn is right at once");
    await engine.dispose();
  });
});

describe("an answer that is continued", () => {
  it("stays one turn whose text is whole, and shares the step's allowance", async () => {
    const { engine, session, lines } = await sessionWith([
      half("The first half and "),
      () => answer(["the second."]),
    ]);
    const { text: said, failure, cost } = await session.send("Write");
    assert.deepEqual([said, failure, cost.nanoUsd], ["The first half and the second.", undefined, 800_000]);
    assert.equal(dataOf(lines, "message").filter(({ by }) => by === "flightdeck").length, 1);
    assert.deepEqual(
      dataOf(lines, "request").map(({ attempt }) => attempt),
      [1, 2],
    );
    await engine.dispose();
  });

  it("is not when the limit cuts it again, and says what to do", async () => {
    const { engine, session } = await sessionWith([half("More and ")]);
    const { failure, text: said } = await session.send("Write");
    assert.deepEqual(
      [failure?.failure, said, engine.requests.length],
      ["output_truncated", "More and More and ", 2],
    );
    await engine.dispose();
  });

  it("keeps what there is where the second part breaks off", async () => {
    const second = answerEvents(["the sec"]).map(sse);
    const { engine, session, lines } = await sessionWith([
      half("First, "),
      () => streamed([...second.slice(0, 3), cut]),
    ]);
    const { failure, text: said } = await session.send("Write");
    assert.deepEqual([failure?.failure, said], ["incomplete_stream", "First, the sec"]);
    assert.equal(dataOf(lines, "request").length, 2);
    await engine.dispose();
  });
});
