import assert from "node:assert/strict";
import { FlightdeckError } from "../../../src/core/failure.ts";
import { NO_COST } from "../../../src/core/usage.ts";
import { CallMemory } from "../../../src/engine/modelGuards.ts";
import { Redactor } from "../../../src/recording/redaction.ts";
import { FakeEditor, GPT } from "../../support/fakeEditor.ts";
import { dataOf } from "../../support/lines.ts";
import { answer, thinking } from "../../support/messagesApi.ts";
import { recordedLines, recordingPath } from "../../support/sessionFiles.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { MODEL, testEngine, type TestEngine, type TestEngineOptions } from "../../support/testEngine.ts";
import { until } from "../../support/virtualClock.ts";

const folder = useTempFolder({ "project/a.txt": "a" });
const engineWith = (options: Partial<TestEngineOptions> = {}): TestEngine =>
  testEngine({ folder: folder().path, ...options });
const NO_KEY = { env: {} };
const LOCAL = { settings: { "anthropic.baseUrl": "http://localhost:11434" }, env: {} } as const;

const chosen = async (options: Partial<TestEngineOptions>, names?: readonly string[]): Promise<string> => {
  const { provider, id } = await engineWith(options).models.choose(names);
  return `${provider} ${id}`;
};
const setting = (model: string) => ({ settings: { model } });
const ask = async (engine: TestEngine, id: string = MODEL.id) => {
  const session = await engine.sessions.create({ model: { provider: "anthropic", id } });
  const { failure } = await session.send("Hello");
  await engine.dispose();
  const [request] = engine.requests;
  return { failure, url: request?.url, key: request?.headers.get("x-api-key") };
};

describe("the choice of a model", () => {
  it("is what the agent names first that is known, by id or family, else what the person's setting says", async () => {
    assert.equal(await chosen({}, ["GPT-5 (copilot)", "opus", "haiku"]), "anthropic claude-opus-5-5");
    assert.equal(await chosen({}, ["claude-haiku-4-5-20251001"]), "anthropic claude-haiku-4-5-20251001");
    assert.equal(await chosen(setting("haiku"), ["GPT-5 (copilot)"]), "anthropic claude-haiku-5-5");
    assert.equal(await chosen({}, ["constructor", "__proto__"]), "anthropic claude-sonnet-5-5");
  });

  it("is the simulated model without a key, and Claude with one", async () => {
    assert.equal(await chosen({}), "anthropic claude-sonnet-5-5");
    assert.equal(await chosen(NO_KEY), "simulated simulated");
    assert.equal(await chosen(NO_KEY, ["opus"]), "simulated simulated");
    assert.equal(await chosen(setting("simulated-small")), "simulated simulated-small");
  });

  it("may be any model of a server of one's own", async () => {
    assert.equal(
      await chosen({ ...LOCAL, settings: { ...LOCAL.settings, model: "qwen3:8b" } }),
      "anthropic qwen3:8b",
    );
  });
});

describe("a model that can be chosen", () => {
  it("is listed with what it can do, simulated ones last", async () => {
    const models = await engineWith().models.list();
    assert.ok(models.length > 10);
    assert.equal(models.at(-1)?.provider, "simulated");
    const first = models.findIndex(({ provider }) => provider === "simulated");
    assert.ok(models.slice(first).every(({ provider }) => provider === "simulated"));
    const sonnet = models.find(({ id }) => id === "claude-sonnet-5-5");
    assert.deepEqual([sonnet?.contextWindow, sonnet?.maxOutput], [1_000_000, 128_000]);
  });

  it("has cautious limits where the table does not know it", () => {
    const { contextWindow, maxOutput } = engineWith().models.info({ provider: "anthropic", id: "qwen3:8b" });
    assert.deepEqual([contextWindow, maxOutput], [200_000, 32_000]);
  });

  it("needs an id", () => {
    assert.throws(
      () =>
        engineWith().models.chain(
          { provider: "anthropic", id: "" },
          { memory: new CallMemory(), caching: "off", redactor: new Redactor() },
        ),
      FlightdeckError,
    );
  });
});

const around = (editor: FakeEditor, env = {}) => engineWith({ env, ports: { editorModels: editor } });
const says = (text: string) => [{ type: "text", text }] as const;

describe("models of VS Code", () => {
  const gpt = { provider: "vscode", id: GPT.id } as const;

  it("stand in the list between Claude and the simulated ones, which follows what there is", async () => {
    const editor = new FakeEditor();
    const engine = around(editor);
    const provided = async () => [...new Set((await engine.models.list()).map(({ provider }) => provider))];
    assert.deepEqual(await provided(), ["anthropic", "vscode", "simulated"]);
    let told = 0;
    engine.models.onChange(() => told++);
    editor.change([]);
    await until(() => told === 1);
    assert.deepEqual(await provided(), ["anthropic", "simulated"]);
  });

  it("are meant by agent files by any of their names, and by settings", async () => {
    const names = ["vscode:acme/gpt-1", "acme/gpt-1", "GPT One (acme)", "GPT One", "gpt-1", "gpt"];
    for (const name of names)
      assert.deepEqual(await around(new FakeEditor()).models.choose(["x", name]), gpt);
    const ports = { editorModels: new FakeEditor() };
    const engine = engineWith({ ports, ...setting("vscode:acme/gpt-1"), ...NO_KEY });
    assert.deepEqual(await engine.models.choose(), gpt);
  });

  it("run a turn with tools, not metered, and without touching the budget", async () => {
    const editor = new FakeEditor(
      () => [{ type: "tool_call", callId: "c1", name: "read_file", input: { path: "a.txt" } }],
      ({ messages }) => says(`It says ${JSON.stringify(messages.at(-1)?.parts[0])}`),
    );
    const engine = around(editor);
    engine.settings = { ...engine.settings, "budget.daily": 0 };
    const session = await engine.sessions.create({ model: gpt });
    const { text, usage, cost, failure } = await session.send("What does a.txt say?");
    assert.equal(failure, undefined);
    assert.match(text, /"callId":"c1","text":"a"/);
    assert.ok(usage.input > 50 && usage.output > 0);
    assert.deepEqual(cost, NO_COST);
    assert.equal((await engine.budget("metered")).day.calls, 0);
    await engine.dispose();
    const lines = await recordedLines(await recordingPath(folder().path));
    assert.ok(dataOf(lines, "response").every((response) => response.cost.metering === "not_metered"));
    assert.ok(
      dataOf(lines, "response").every((response) => response.ok && response.response.status === undefined),
    );
  });

  it("are tried again like any other where that may help, and fail in words where it does not", async () => {
    let tries = 0;
    const editor = new FakeEditor(() => {
      if (++tries === 1) throw new Error("fetch failed");
      return says("There.");
    });
    const engine = around(editor);
    const session = await engine.sessions.create({ model: gpt });
    assert.equal((await session.send("Hello")).text, "There.");
    editor.change([]);
    const { failure } = await session.send("Hello?");
    assert.match(failure?.message ?? "", /VS Code does not offer .* now/);
    assert.equal(tries, 2);
    await engine.dispose();
  });

  it("go on with a conversation that Claude began, and Claude with theirs", async () => {
    const engine = engineWith({
      api: [() => answer([thinking("hm"), "I am Claude."])],
      ports: { editorModels: new FakeEditor(() => says("I am not.")) },
    });
    const session = await engine.sessions.create({ model: MODEL });
    await session.send("Who are you?");
    await session.switchModel(gpt);
    assert.equal((await session.send("And you?")).text, "I am not.");
    await session.switchModel(MODEL);
    assert.equal((await session.send("Again?")).text, "I am Claude.");
    await engine.dispose();
  });
});

describe("where a call goes and with which key", () => {
  const api = [() => answer(["Hi"])];

  it("is Anthropic with the environment's key", async () => {
    assert.deepEqual(await ask(engineWith({ api })), {
      failure: undefined,
      url: "https://api.anthropic.com/v1/messages",
      key: "test-key",
    });
  });

  it("prefers the stored key, and takes the white space around a key away", async () => {
    const secrets = { "anthropic:https://api.anthropic.com": " stored-key\n" };
    assert.equal((await ask(engineWith({ api, secrets }))).key, "stored-key");
    assert.equal((await ask(engineWith({ api, env: { ANTHROPIC_API_KEY: "env-key\r" } }))).key, "env-key");
  });

  it("is nowhere without a key, and says what to do", async () => {
    const engine = engineWith({ api, ...NO_KEY });
    const { failure } = await ask(engine);
    assert.equal(failure?.failure, "authentication");
    assert.match(
      `${failure?.message} ${failure?.advice}`,
      /no API key for https:\/\/api\.anthropic\.com\. Set one with/,
    );
    assert.equal(engine.requests.length, 0);
  });

  it("never takes a key to another server than the one it was entered for", async () => {
    const settings = { "anthropic.baseUrl": "https://gateway.example/anthropic" };
    const elsewhere = engineWith({
      api,
      settings,
      secrets: { "anthropic:https://api.anthropic.com": "stored-key" },
    });
    assert.equal((await ask(elsewhere)).failure?.failure, "authentication");
    const entered = engineWith({
      api,
      settings,
      secrets: { "anthropic:https://gateway.example": "gateway-key" },
    });
    assert.deepEqual(await ask(entered), {
      failure: undefined,
      url: "https://gateway.example/anthropic/v1/messages",
      key: "gateway-key",
    });
    const both = { ANTHROPIC_API_KEY: "env-key", ANTHROPIC_BASE_URL: "https://gateway.example" };
    assert.equal((await ask(engineWith({ api, env: both }))).key, "env-key");
    assert.equal(
      (
        await ask(
          engineWith({ api, env: both, settings: { "anthropic.baseUrl": "https://api.anthropic.com" } }),
        )
      ).failure?.failure,
      "authentication",
    );
  });

  it("needs no key for a server on this machine, whose unknown models cost nothing", async () => {
    const engine = engineWith({ api, ...LOCAL });
    assert.deepEqual(await ask(engine, "qwen3"), {
      failure: undefined,
      url: "http://localhost:11434/v1/messages",
      key: "none",
    });
    assert.equal((await engine.budget("metered")).day.calls, 0);
    for (const [url, local] of [
      ["http://127.0.0.1:1", true],
      ["http://[::1]:1", true],
      ["http://127.evil.example", false],
      ["http://localhost.evil.example", false],
    ] as const) {
      assert.equal(engineWith({ settings: { "anthropic.baseUrl": url } }).credentials.isLocal(), local, url);
    }
  });

  it("does not leave to a server elsewhere whose price nobody knows, while there is a cap", async () => {
    const { failure } = await ask(
      engineWith({
        api,
        settings: { "anthropic.baseUrl": "https://gateway.example" },
        secrets: { "anthropic:https://gateway.example": "k" },
      }),
      "qwen3",
    );
    assert.deepEqual(
      [failure?.failure, failure?.advice.includes("flightdeck.prices")],
      ["budget_exceeded", true],
    );
  });

  it("is said to be wrong where the environment's base URL is none, and the simulated model works all the same", async () => {
    const env = { ANTHROPIC_API_KEY: "k", ANTHROPIC_BASE_URL: "localhost:8080" };
    const { failure } = await ask(engineWith({ api, env }));
    assert.deepEqual(
      [failure?.failure, failure?.message],
      ["invalid_request", "ANTHROPIC_BASE_URL is not an http or https URL: localhost:8080"],
    );
    const engine = engineWith({ env });
    const session = await engine.sessions.create({ model: { provider: "simulated", id: "simulated" } });
    const simulated = await session.send("Hello, who are you?");
    assert.equal(simulated.failure, undefined);
    assert.ok(simulated.cost.simulatedNanoUsd > 0 && simulated.cost.nanoUsd === 0);
    assert.deepEqual(
      [(await engine.budget("metered")).day.calls, (await engine.budget("simulated")).day.calls > 0],
      [0, true],
    );
    await engine.dispose();
  });
});

describe("the caps of the settings", () => {
  it("hold over sessions and restarts, and may be lifted while the engine runs", async () => {
    const api = [() => answer(["Hi"], { usage: { input_tokens: 1_000_000, output_tokens: 100_000 } })];
    const engine = engineWith({ api, settings: { "budget.daily": 3 } });
    const session = await engine.sessions.create({ model: MODEL });
    assert.equal((await session.send("one")).failure, undefined);
    await engine.dispose();
    const later = engineWith({ api, settings: { "budget.daily": 3 }, pid: 101 });
    const again = await later.sessions.open(session.id);
    const { failure } = await again.send("two");
    assert.deepEqual([failure?.failure, later.requests.length], ["budget_exceeded", 0]);
    assert.match(
      `${failure?.message} ${failure?.advice}`,
      /today's budget \(\$3\.00\) only \$0\.00 is left.*resets \(Mon, Nov 23/,
    );
    later.settings = { ...later.settings, "budget.daily": null };
    assert.equal((await again.send("three")).failure, undefined);
    assert.equal((await later.budget("metered")).day.settled, 6_000_000_000);
    await later.dispose();
  });
});
