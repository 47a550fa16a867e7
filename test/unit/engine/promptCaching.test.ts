import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { BUILTIN_AGENT } from "../../../src/agent/builtinAgent.ts";
import { ATTR } from "../../../src/core/attributes.ts";
import type { EditorTool } from "../../../src/core/editor.ts";
import type { SessionId } from "../../../src/core/ids.ts";
import { ms } from "../../../src/core/units.ts";
import { promptTokens, type Usage } from "../../../src/core/usage.ts";
import { say, startFakeAnthropic, type RunningFake, type Step } from "../../support/fakeAnthropic/index.ts";
import type { Block, Json } from "../../support/messagesApi.ts";
import { dataOf } from "../../support/lines.ts";
import { EVERYTHING, onceThereIs } from "../../support/mcpServers.ts";
import { recordedLines, recordingPath } from "../../support/sessionFiles.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { MODEL, testEngine } from "../../support/testEngine.ts";

const folder = useTempFolder(
  Object.fromEntries([
    ["project/AGENTS.md", "Prefer small functions.\n".repeat(200)],
    ...Array.from({ length: 20 }, (_, i) => [`project/src/part${i}.py`, `def part${i}():\n`.repeat(60)]),
  ]),
);

const readPart = (part: number): Step =>
  say(`Now part ${part}.`, { type: "tool_use", name: "read_file", input: { path: `src/part${part}.py` } });

/** A dozen calls at once. */
const readMany = (step: number): Step =>
  say(
    ...Array.from({ length: 12 }, (_, i) => ({
      type: "tool_use",
      name: "read_file",
      input: { path: `src/part${i}.py`, start_line: step + 1, end_line: step + 2 },
    })),
  );

const weather = (city: string): EditorTool => ({
  name: `weather_in_${city}`,
  description: `The weather of ${city}`,
});

/** An engine over real HTTP, in which extensions register tools as they like. */
function engineOn(fake: RunningFake, tools: readonly EditorTool[]) {
  return testEngine({
    folder: folder().path,
    env: { ANTHROPIC_API_KEY: "test-key", ANTHROPIC_BASE_URL: fake.url },
    ports: { fetch, editorTools: { list: () => tools, invoke: () => Promise.resolve("sunny") } },
  });
}

/** Goes on with a session in a process of its own. */
async function goOnElsewhere(session: SessionId, fake: RunningFake): Promise<void> {
  const main = fileURLToPath(new URL("../../../src/cli/main.ts", import.meta.url));
  const places = ["--workspace", folder().at("project"), "--storage", folder().at("home")];
  const child = spawn(
    process.execPath,
    [main, "run", "--session", session, ...places, "--json", "--prompt", "Go on"],
    {
      env: { ...process.env, ANTHROPIC_API_KEY: "test-key", ANTHROPIC_BASE_URL: fake.url },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  child.stdout.resume();
  const [code] = (await once(child, "exit")) as [number];
  assert.equal(code, 0);
}

/** What came of the requests as the server counted them. */
const usages = (fake: RunningFake): readonly Usage[] => fake.fake.bill.items.map(({ tokens }) => tokens);

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

describe("a run of 20 steps", function () {
  this.timeout(60_000);

  it("reads nine tenths of its input from the cache, although a tool came late, AGENTS.md changed and another process went on", async () => {
    await using fake = await startFakeAnthropic();
    const tools = [weather("bern")];
    const steps = Array.from({ length: 20 }, (_, i) =>
      i === 9 || i === 19 ? say("That is all.") : readPart(i),
    );
    fake.fake.otherwise = (_request, number) => {
      if (number === 4) writeFileSync(folder().at("project/AGENTS.md"), "Use tabs everywhere.\n");
      if (number === 6) tools.unshift(weather("aarau"));
      return steps[number - 1] ?? say("Too much.");
    };
    const engine = engineOn(fake, tools);
    const session = await engine.sessions.create({ model: MODEL });
    await session.send("Read the parts one by one.");
    await engine.dispose();
    await goOnElsewhere(session.id, fake);

    assert.deepEqual([fake.fake.accepted.length, fake.fake.rejections], [20, []]);
    const read = sum(usages(fake).map(({ cacheRead }) => cacheRead));
    const rate = read / sum(usages(fake).map(promptTokens));
    assert.ok(rate >= 0.9, `only ${(rate * 100).toFixed(1)} % were read from the cache`);
    const prefixes = fake.fake.accepted.map(({ body }) => JSON.stringify([body.tools, body.system]));
    assert.equal(new Set(prefixes).size, 1);
    assert.ok(prefixes[0]?.includes("weather_in_bern") && !prefixes[0].includes("aarau"));

    const lines = await recordedLines(await recordingPath(folder().path));
    const recorded = dataOf(lines, "response").map(({ usage }) => usage);
    assert.deepEqual(recorded.map(promptTokens), usages(fake).map(promptTokens), "as the server counted");
    const rates = dataOf(lines, "span").flatMap((span) => {
      const given = span.phase === "ended" ? span.attributes[ATTR.cacheHitRate] : undefined;
      return given === undefined ? [] : [given];
    });
    assert.deepEqual(
      rates,
      recorded.map((usage) => usage.cacheRead / promptTokens(usage)),
    );
  });

  it("does so with an MCP server that gets ready only after the session began", async () => {
    const gate = folder().at("gate");
    const servers = { mcpServers: { everything: onceThereIs(gate, EVERYTHING) } };
    writeFileSync(folder().at("project/.mcp.json"), JSON.stringify(servers));
    await using fake = await startFakeAnthropic();
    const engine = engineOn(fake, []);
    const everything = async () => (await engine.mcp.view()).servers[0];
    fake.fake.otherwise = async (_request, number) => {
      if (number === 6) {
        writeFileSync(gate, "");
        while ((await everything())?.state.state !== "ready") await setTimeout(10);
      }
      return number === 10 || number === 20 ? say("That is all.") : readPart(number % 10);
    };
    const found = await everything();
    assert.ok(found);
    await engine.mcp.allow(found.config);
    const session = await engine.sessions.create({ model: MODEL });
    session.subscribe((event) => {
      const isWait = "live" in event && event.live.type === "waiting_for_servers";
      if (isWait) void engine.clock.advance(ms(engine.settings["mcp.startTimeout"] * 1_000));
    });
    await session.send("Read the parts one by one.");
    await session.send("Read them again.");
    const offered = (await engine.mcp.tools(BUILTIN_AGENT)).map(({ name }) => name);
    await engine.dispose();

    assert.ok(offered.includes("mcp__everything__echo"), "a new session would have its tools");
    assert.deepEqual([fake.fake.accepted.length, fake.fake.rejections], [20, []]);
    const read = sum(usages(fake).map(({ cacheRead }) => cacheRead));
    const rate = read / sum(usages(fake).map(promptTokens));
    assert.ok(rate >= 0.9, `only ${(rate * 100).toFixed(1)} % were read from the cache`);
    const prefixes = fake.fake.accepted.map(({ body }) => JSON.stringify([body.tools, body.system]));
    assert.equal(new Set(prefixes).size, 1);
    assert.ok(!prefixes[0]?.includes("mcp__"));
    const [header] = dataOf(await recordedLines(await recordingPath(folder().path)), "session");
    assert.deepEqual(header?.missingServers, [{ server: "everything", state: "starting" }]);
  });

  it("that calls a dozen tools at once in each step still finds what was kept", async () => {
    await using fake = await startFakeAnthropic();
    fake.fake.otherwise = (_request, number) => (number === 10 ? say("Done.") : readMany(number));
    const engine = engineOn(fake, []);
    const session = await engine.sessions.create({ model: MODEL });
    await session.send("Read all parts.");
    await engine.dispose();
    const all = usages(fake);
    for (const [index, usage] of all.slice(1).entries()) {
      const before = all[index];
      assert.ok(before && usage.cacheRead >= before.cacheRead + before.cacheWrite5m, `step ${index + 2}`);
    }
  });

  it("marks nothing where caching is off, and keeps to what its session began with", async () => {
    await using fake = await startFakeAnthropic();
    const engine = engineOn(fake, []);
    engine.settings = { ...engine.settings, "anthropic.promptCaching": "off" };
    const session = await engine.sessions.create({ model: MODEL });
    await session.send("One.");
    engine.settings = { ...engine.settings, "anthropic.promptCaching": "1h" };
    await session.send("Two.");
    const other = await engine.sessions.create({ model: MODEL });
    await other.send("Three.");
    await engine.dispose();
    const ttls = fake.fake.accepted.map(({ body }) => [...new Set(marks(body.system ?? []))]);
    assert.deepEqual(ttls, [[], [], ["1h"]]);
  });
});

const marks = (blocks: readonly Block[]): readonly unknown[] =>
  blocks.flatMap(({ cache_control: control }) => (control === undefined ? [] : [(control as Json)["ttl"]]));
