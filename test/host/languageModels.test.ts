import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as vscode from "vscode";
import type { ApprovalAnswer } from "../../src/core/approvals.ts";
import type { ModelRef } from "../../src/core/lines.ts";
import { vscodeModels } from "../../src/host/ports/editorModels.ts";
import { vscodeTools } from "../../src/host/ports/editorTools.ts";
import { VscodeFiles } from "../../src/host/ports/files.ts";
import { NodeClock } from "../../src/node/clock.ts";
import { dataOf } from "../support/lines.ts";
import { recordedLines, recordingPath } from "../support/sessionFiles.ts";
import { testEngine, type TestEngine } from "../support/testEngine.ts";
import { until } from "./until.ts";

const VENDOR = "flightdeck-tests";
const TOOL = "vscode__test_weather";
const model = (id: string): ModelRef => ({ provider: "vscode", id: `${VENDOR}/${id}` });

let folder = "";
let engine: TestEngine;

/** The engine over the models and tools that another extension has registered with this VS Code. */
function start(approve: () => ApprovalAnswer = () => ({ decision: "allow", scope: "once" })): TestEngine {
  return testEngine({
    folder,
    env: {},
    approve,
    ports: {
      editorModels: vscodeModels,
      editorTools: vscodeTools,
      files: new VscodeFiles(),
      clock: new NodeClock(),
    },
  });
}

const offered = async (): Promise<readonly string[]> =>
  (await engine.models.list()).flatMap(({ provider, id }) => (provider === "vscode" ? [id] : []));

const lines = async () => recordedLines(await recordingPath(folder));

describe("models and tools of another extension", () => {
  before(async () => {
    await until(
      "the models",
      async () => (await vscode.lm.selectChatModels({ vendor: VENDOR })).length === 4,
    );
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "flightdeck-lm-"));
    engine = start();
  });
  afterEach(async () => {
    await engine.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  it("can be picked, and the list follows what extensions offer", async () => {
    const all = ["parrot", "no-consent", "no-quota", "endless"];
    const ids = all.map((id) => `${VENDOR}/${id}`);
    assert.deepEqual((await offered()).filter((id) => id.startsWith(VENDOR)).toSorted(), ids.toSorted());
    assert.deepEqual(engine.models.refOf(`vscode:${VENDOR}/parrot`), model("parrot"));
    assert.deepEqual(await engine.models.choose(["Test parrot (flightdeck-tests)"]), model("parrot"));
    await vscode.commands.executeCommand("flightdeckTests.setModels", ["parrot"]);
    await until(
      "one model",
      async () => (await offered()).filter((id) => id.startsWith(VENDOR)).length === 1,
    );
    await vscode.commands.executeCommand("flightdeckTests.setModels", all);
    await until(
      "all models",
      async () => (await offered()).filter((id) => id.startsWith(VENDOR)).length === all.length,
    );
  });

  it("run a turn together: the model calls the tool once it is allowed, and its tokens are counted", async () => {
    const session = await engine.sessions.create({ model: model("parrot") });
    const result = await session.send("What is the weather in Bern?");
    assert.equal(result.failure, undefined);
    assert.match(result.text, /^I heard: \[Untrusted ([0-9a-f]{16}): .*\]\nIt is sunny in Bern\.\n.*\1\]$/);
    assert.deepEqual(
      engine.asked.map(({ tool, effects, preview }) => [tool, effects, preview?.kind]),
      [[TOOL, "execute+network", "call"]],
    );
    const responses = dataOf(await lines(), "response");
    assert.deepEqual(
      responses.map(({ cost }) => cost.metering),
      ["not_metered", "not_metered"],
    );
    assert.ok(responses.every(({ usage }) => usage.input > 50 && usage.output > 0));
    const words = result.text.split(/\s+/).length;
    assert.equal(responses.at(-1)?.usage.output, words, "a word is a token of this model");
  });

  it("are not needed to run the session again, here or on the command line, whose own runs again here", async () => {
    const session = await engine.sessions.create({ model: model("parrot") });
    await session.send("What is the weather in Bern?");
    await session.send("What is the weather in Nowhere?");
    await engine.sessions.close(session);
    const path = await recordingPath(folder);
    const here = await engine.replay.file(path);
    assert.deepEqual([here.divergence?.what, here.status], [undefined, "reproduced"]);

    const home = join(folder, "home-of-the-command-line");
    const { extensionPath = "" } = vscode.extensions.getExtension("agent-flightdeck.agent-flightdeck") ?? {};
    const cli = async (...args: readonly string[]): Promise<string> => {
      const all = [join(extensionPath, "dist/cli.js"), ...args, "--workspace", folder, "--storage", home];
      const env = { ...process.env, ELECTRON_RUN_AS_NODE: "1" };
      return (await promisify(execFile)(process.execPath, all, { env })).stdout;
    };
    assert.match(await cli("replay", path, "--check"), /Reproduced: /);

    await cli("run", "--model", "simulated", "--prompt", "/simulate secret");
    const there = await engine.replay.file(await recordingPath(home));
    assert.deepEqual([there.divergence?.what, there.status], [undefined, "reproduced"]);
  });

  it("are not run without leave, and the model is told", async () => {
    await engine.dispose();
    engine = start(() => ({ decision: "deny", reason: "not today" }));
    const session = await engine.sessions.create({ model: model("parrot") });
    const { text } = await session.send("What is the weather in Bern?");
    assert.match(text, /The person did not allow this: not today/);
  });

  it("fail in words: a tool to the model, a used-up quota to the person", async () => {
    const session = await engine.sessions.create({ model: model("parrot") });
    const { text } = await session.send("What is the weather in Nowhere?");
    assert.match(text, /test_weather failed: .*there is no such city/);
    await session.switchModel(model("no-quota"));
    const { failure } = await session.send("And now?");
    assert.equal(failure?.failure, "spend_limit");
    assert.match(failure.message, /The quota for Test no-quota is used up/);
    await session.switchModel(model("gone"));
    assert.match(
      (await session.send("And now?")).failure?.message ?? "",
      /VS Code does not offer .*gone now/,
    );
  });

  it("whose use the person did not allow say where to allow it, and nothing is tried again", async () => {
    const session = await engine.sessions.create({ model: model("no-consent") });
    const { failure } = await session.send("Hello?");
    assert.equal(failure?.failure, "authentication");
    assert.match(failure.message, /may not let Agent Flightdeck use Test no-consent/);
    assert.match(failure.advice, /Manage Language Model Access/);
    assert.equal(dataOf(await lines(), "response").length, 1);
  });

  it("stop when the person stops the run, in the middle of an answer and of a tool", async () => {
    const session = await engine.sessions.create({ model: model("endless") });
    const words: string[] = [];
    session.subscribe((event) => {
      if ("live" in event && event.live.type === "text") words.push(event.live.text);
    });
    const endless = session.send("Talk.");
    await until("some words", () => words.length > 3);
    session.stop();
    assert.equal((await endless).failure?.failure, "cancelled");
    await session.switchModel(model("parrot"));
    const waiting = session.send("What is the weather in Atlantis?");
    await until("the tool", () => engine.asked.length === 1);
    session.stop();
    assert.equal((await waiting).failure?.failure, "cancelled");
  });
});
