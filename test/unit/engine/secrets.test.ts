import assert from "node:assert/strict";
import type { LiveEvent } from "../../../src/core/live.ts";
import type { RunCommand } from "../../../src/core/ports.ts";
import { FakeAnthropic, say } from "../../support/fakeAnthropic/index.ts";
import { dataOf } from "../../support/lines.ts";
import { streamed, sse, toolUse, answerEvents, type Block } from "../../support/messagesApi.ts";
import { everythingIn, recordedLines, recordingPath } from "../../support/sessionFiles.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { MODEL, testEngine, type TestEngine, type TestEngineOptions } from "../../support/testEngine.ts";

const folder = useTempFolder({ "project/notes.txt": "nothing\n" });

/** Joined here, so that no text of the shape of a key stands in this file. */
const KEY = ["sk", "ant", "api03", "Qw3rTy".repeat(14)].join("-");
const HALVES = [KEY.slice(0, 40), KEY.slice(40)] as const;

const engineWith = (fake: FakeAnthropic, options: Partial<TestEngineOptions> = {}): TestEngine =>
  testEngine({
    folder: folder().path,
    api: [fake.handler],
    env: { ANTHROPIC_API_KEY: KEY },
    approve: () => ({ decision: "allow", scope: "once" }),
    ...options,
  });

/** A command that prints the key in two chunks. */
const printing = {
  run: ({ output }: RunCommand) => {
    output(`the key is ${HALVES[0]}`);
    output(`${HALVES[1]} they say\n`);
    return Promise.resolve({ exitCode: 0, timedOut: false });
  },
};

const command = toolUse("t1", "run_command", { command: "print" });
const think = (thinking: string): Block => ({ type: "thinking", thinking });

const delta = (text: string): Block => ({
  type: "content_block_delta",
  index: 0,
  delta: { type: "text_delta", text },
});

describe("a key of ours that gets into a conversation", () => {
  it("is neither stored nor shown, and the resumed session is accepted by the strict server", async () => {
    const fake = new FakeAnthropic().script(
      say(think("I run it."), command),
      say(think("Before it."), `You asked for ${KEY}, here it is.`, think("After it.")),
      say(think("Going on."), "Fine."),
      say("Resumed."),
    );
    const engine = engineWith(fake, { ports: { processes: printing } });
    const session = await engine.sessions.create({ model: MODEL });
    const live: LiveEvent[] = [];
    session.subscribe((event) => "live" in event && live.push(event.live));
    assert.equal((await session.send("Print it")).failure, undefined);
    assert.equal((await session.send("And again")).failure, undefined);
    await engine.dispose();

    const resumed = engineWith(fake, { pid: 101 });
    const again = await resumed.sessions.open(session.id);
    assert.deepEqual((await again.send("Still there?")).text, "Resumed.");
    await resumed.dispose();

    assert.deepEqual(fake.rejections, [], "thinking stands where it was signed, or not at all");
    const shown = (type: "text" | "tool_output"): string =>
      live.flatMap((event) => (event.type === type ? [event.text] : [])).join("");
    assert.match(shown("tool_output"), /^the key is \[secret:key:1\] they say\n$/);
    assert.match(shown("text"), /^You asked for \[secret:key:1\], here it is\./);
    const stored = await everythingIn(folder().path);
    assert.ok(!stored.includes(KEY) && !stored.includes(HALVES[0]), "not even half of it");
    assert.ok(!JSON.stringify(fake.accepted.map(({ body }) => body)).includes(HALVES[0]));

    const lines = await recordedLines(await recordingPath(folder().path));
    const counted = dataOf(lines, "decision").flatMap((each) =>
      each.safeguard === "secrets" ? [`${each.count} in the ${each.where}`] : [],
    );
    assert.deepEqual(counted, ["1 in the tool result", "1 in the answer"]);
    const answers = dataOf(lines, "message").filter(({ role }) => role === "assistant");
    assert.deepEqual(
      answers[1]?.content.map((block) => (block.type === "thinking" ? block.thinking : block.type)),
      ["Before it.", "text"],
      "thinking after the changed text is bound to what is no longer there",
    );
  });

  it("is taken out although its two halves come in two deltas, and out of arguments too", async () => {
    const [start, block, ...rest] = answerEvents(["x", toolUse("t1", "read_file", { path: KEY })]);
    const after = rest.filter(({ type, index }) => !(type === "content_block_delta" && index === 0));
    const events = [start, block, delta(`The key: ${HALVES[0]}`), delta(`${HALVES[1]}!`), ...after];
    const fake = new FakeAnthropic();
    const engine = engineWith(fake, {
      api: [() => streamed(events.map((event) => sse(event as Block))), fake.handler],
    });
    const session = await engine.sessions.create({ model: MODEL });
    const live: LiveEvent[] = [];
    session.subscribe((event) => "live" in event && live.push(event.live));
    await session.send("Say it");
    await engine.dispose();
    assert.ok(!JSON.stringify(live).includes(HALVES[0].slice(0, 20)));
    assert.ok(!(await everythingIn(folder().path)).includes(HALVES[0]));
    const [answer] = fake.accepted[0]?.body.messages.filter(({ role }) => role === "assistant") ?? [];
    assert.deepEqual(
      answer?.content.map((each) => each["text"] ?? each["input"]),
      ["The key: [secret:key:1]!", { path: "[secret:key:1]" }],
    );
  });

  it("leaves thinking that holds it out instead of changing it", async () => {
    const fake = new FakeAnthropic().script(say(think(`It is ${KEY}.`), "I do not say it."), say("Nor now."));
    const engine = engineWith(fake);
    const session = await engine.sessions.create({ model: MODEL });
    await session.send("What is the key?");
    assert.equal((await session.send("Please")).failure, undefined);
    await engine.dispose();
    assert.deepEqual(fake.rejections, []);
    assert.ok(!(await everythingIn(folder().path)).includes(HALVES[0]));
    assert.deepEqual(
      fake.accepted.at(-1)?.body.messages[1]?.content.map(({ type }) => type),
      ["text"],
    );
  });

  it("is not kept in what is recorded of a question to the person, nor in the person's reason", async () => {
    await folder().write("project/config.txt", `key=${KEY}\nmode=a\n`);
    const fake = new FakeAnthropic().script(
      say(toolUse("r1", "read_file", { path: "config.txt" })),
      say(toolUse("e1", "edit_file", { path: "config.txt", old_text: "mode=a", new_text: "mode=b" })),
      say("Then not."),
    );
    const engine = engineWith(fake, { approve: () => ({ decision: "deny", reason: `not beside ${KEY}` }) });
    const session = await engine.sessions.create({ model: MODEL });
    await session.send("Change the mode");
    await engine.dispose();
    assert.equal(engine.asked.length, 1);
    assert.ok(!(await everythingIn(folder().at("home"))).includes(HALVES[0]));
  });
});
