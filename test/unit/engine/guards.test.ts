import assert from "node:assert/strict";
import type { Session } from "../../../src/agent/session.ts";
import type { RecordedLine } from "../../../src/core/lines.ts";
import type { Settings } from "../../../src/core/settings.ts";
import { Transcript } from "../../../src/views/transcript.ts";
import { dataOf } from "../../support/lines.ts";
import { answer, stall, streamed, toolUse } from "../../support/messagesApi.ts";
import { recordedLines, recordingPath } from "../../support/sessionFiles.ts";
import { strict } from "../../support/strictApi.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { MODEL, testEngine, type TestEngine } from "../../support/testEngine.ts";
import { settle, until, VirtualClock } from "../../support/virtualClock.ts";

const folder = useTempFolder({ "project/notes.txt": "the refund limit is 120\n" });
const SIMULATED = { provider: "simulated", id: "simulated" } as const;

async function simulate(
  prompt: string,
  settings: Partial<Settings> = {},
): Promise<{
  engine: TestEngine;
  session: Session;
  failure: string | undefined;
  lines: readonly RecordedLine[];
}> {
  const engine = testEngine({ folder: folder().path, settings });
  const session = await engine.sessions.create({ model: SIMULATED });
  const { failure } = await session.send(prompt);
  await session.flush();
  const lines = await recordedLines(await recordingPath(folder().path));
  return { engine, session, failure: failure?.failure, lines };
}

/** `guard verdict` of each decision that is not about money. */
const story = (lines: readonly RecordedLine[]): readonly string[] =>
  dataOf(lines, "decision").flatMap((decision) => {
    if (decision.safeguard === "loop") return [`${decision.guard} ${decision.verdict}`];
    return decision.safeguard === "tool_breaker" ? [`${decision.tool} ${decision.verdict}`] : [];
  });

function notices(lines: readonly RecordedLine[]): readonly string[] {
  const transcript = new Transcript();
  for (const line of lines) transcript.take(line);
  return transcript
    .turns()
    .flatMap(({ id }) => transcript.itemsOf(id))
    .flatMap((item) =>
      item.kind === "notice" || item.kind === "user" ? [`${item.kind}: ${item.text}`] : [],
    );
}

describe("the simulated model that goes astray", () => {
  it("in a loop is told, then stopped; both can be read, and the next turn goes on", async () => {
    const { engine, session, failure, lines } = await simulate("/simulate tool_loop");
    assert.equal(failure, "tool_loop");
    assert.deepEqual(story(lines), ["repetition nudge", "repetition stop"]);
    const nudge = dataOf(lines, "decision").find(({ safeguard }) => safeguard === "loop");
    assert.ok(nudge?.safeguard === "loop");
    assert.deepEqual(nudge.figures, { period: 1, times: 3, nudgeAfter: 3, stopAfter: 5 });
    const told = dataOf(lines, "message").filter(
      ({ role, content }) => role === "user" && content.length > 1 && content.at(-1)?.type === "text",
    );
    assert.equal(told.length, 1, "the model is told once, beside its results");
    assert.deepEqual(notices(lines), [
      "user: /simulate tool_loop",
      "notice: The agent made the same call 3 times with the same result, and was told so.",
      "notice: The agent made the same call 5 times with the same result, although it was told.",
    ]);
    const events = dataOf(lines, "span").flatMap((span) => (span.phase === "event" ? [span.event.name] : []));
    assert.deepEqual(
      events.filter((name) => name.includes("repetition")),
      ["flightdeck.repetition.nudge", "flightdeck.repetition.stop"],
    );
    assert.equal((await session.send("What is the refund limit?")).failure, undefined);
    await engine.dispose();
  });

  it("in a storm of tool errors finds the tool switched off, and is stopped at ten", async () => {
    const { engine, failure, lines } = await simulate("/simulate tool_storm");
    assert.equal(failure, "tool_storm");
    assert.deepEqual(
      story(lines).filter((said) => said.endsWith("stop") || said.startsWith("read_file")),
      ["read_file open", "read_file probe", "read_file open", "tool_storm stop"],
    );
    assert.equal(dataOf(lines, "tool").length, 10);
    await engine.dispose();
  });

  it("with arguments that never fit is stopped at the limit of mistakes", async () => {
    const { engine, failure, lines } = await simulate(
      "/simulate malformed_tool_arguments 9 What is the refund limit?",
      {
        "tools.mistakes": 3,
      },
    );
    assert.equal(failure, "invalid_tool_arguments");
    assert.deepEqual(story(lines).at(-1), "mistakes stop");
    const rejected = dataOf(lines, "decision").filter(({ safeguard }) => safeguard === "tool_arguments");
    assert.equal(rejected.length, 3);
    await engine.dispose();
  });

  it("with arguments cut in the middle never has them run", async () => {
    const { engine, failure, lines } = await simulate(
      "/simulate truncated_tool_arguments What is the refund limit?",
    );
    assert.equal(failure, undefined, "it is asked to make the call again, and does");
    const inputs = dataOf(lines, "tool").map(({ input }) => typeof input);
    assert.deepEqual(new Set(inputs), new Set(["object"]));
    const calls = dataOf(lines, "message").flatMap(({ content }) =>
      content.flatMap((block) => (block.type === "tool_use" ? [block.id] : [])),
    );
    assert.equal(calls.length, inputs.length + 1, "the cut one was not run");
    await engine.dispose();
  });
});

describe("a turn that takes too long", () => {
  it("ends in the middle of the answer, says so, and keeps what was written", async () => {
    const clock = new VirtualClock();
    const engine = testEngine({
      folder: folder().path,
      api: [() => streamed([...PARTIAL, stall])],
      clock,
      settings: { turnTimeout: 60, idleTimeout: 600 },
    });
    const session = await engine.sessions.create({ model: MODEL });
    let written = false;
    session.subscribe((event) => (written ||= "live" in event && event.live.type === "text"));
    const sending = session.send("Take your time");
    await until(() => written);
    await clock.advance(61_000);
    const { failure, text } = await sending;
    assert.deepEqual([failure?.failure, text], ["timeout", "Half of"]);
    assert.equal(failure?.message, "The turn took 60 seconds, which is its limit.");
    assert.equal(session.running, false);
    await engine.dispose();
  });

  it("does not end while the person thinks about an approval", async () => {
    const clock = new VirtualClock();
    let allow: (() => void) | undefined;
    const engine = testEngine({
      folder: folder().path,
      clock,
      settings: { turnTimeout: 60 },
      api: [
        () => answer([toolUse("t1", "write_file", { path: "new.txt", content: "x" })]),
        () => answer(["Done."]),
      ].map(strict),
      approve: () => new Promise((resolve) => (allow = () => resolve({ decision: "allow", scope: "once" }))),
    });
    const session = await engine.sessions.create({ model: MODEL });
    const sending = session.send("Write it");
    await until(() => allow !== undefined);
    await clock.advance(3_600_000);
    allow?.();
    assert.deepEqual((await sending).text, "Done.");
    await settle();
    await engine.dispose();
  });
});

const PARTIAL = [
  {
    type: "message_start",
    message: {
      id: "m",
      model: MODEL.id,
      role: "assistant",
      content: [],
      usage: { input_tokens: 5, output_tokens: 1 },
    },
  },
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Half of" } },
].map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
