import assert from "node:assert/strict";
import { runCli } from "../../../src/cli/runCli.ts";
import { answer, answerEvents, sse, stall, streamed } from "../../support/messagesApi.ts";
import { recordedLines, recordingPath } from "../../support/sessionFiles.ts";
import { FakeProcesses } from "../../support/platform.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { MODEL, testEngine } from "../../support/testEngine.ts";
import { until } from "../../support/virtualClock.ts";

describe("stopping all agents", () => {
  const folder = useTempFolder({ "project/notes.txt": "notes\n" });
  const processes = new FakeProcesses();

  async function cli(...argv: string[]): Promise<string> {
    let out = "";
    const code = await runCli({
      argv,
      cwd: folder().at("project"),
      env: { FLIGHTDECK_STORAGE: folder().at("home") },
      out: (text) => (out += text),
      err: (text) => assert.fail(text),
      interrupted: new AbortController().signal,
      dist: "dist",
      version: "1.2.3",
    });
    assert.equal(code, 0);
    return out;
  }

  it("from a terminal ends the turn that runs in a window, and says so in its recording", async () => {
    const [start = ""] = answerEvents(["Hello."]).map(sse);
    const engine = testEngine({ folder: folder().path, processes, api: [() => streamed([start, stall])] });
    const session = await engine.sessions.create({ model: MODEL });
    const sending = session.send("Hello?");
    await until(() => engine.requests.length === 1);
    assert.match(await cli("stop"), /All agents are stopped/);
    const { failure } = await sending;
    assert.equal(failure?.failure, "cancelled");
    const lines = await recordedLines(await recordingPath(folder().path));
    const stop = lines.find((line) => line.type === "input" && line.data.act === "stop");
    assert.ok(stop?.type === "input" && stop.data.act === "stop" && stop.data.all);
    await engine.dispose();
  });

  it("keeps every further call from leaving, until a terminal lifts it", async () => {
    const engine = testEngine({ folder: folder().path, processes, api: [() => answer(["Hello."])] });
    await cli("stop");
    const session = await engine.sessions.create({ model: MODEL });
    const { failure } = await session.send("Hello?");
    assert.equal(failure?.failure, "stopped_all");
    assert.match(failure.message, /stopped by the command line/);
    assert.equal(engine.requests.length, 0);
    assert.deepEqual(JSON.parse(await cli("stop", "--lift", "--json")), { stopped: false });
    assert.equal((await session.send("And now?")).text, "Hello.");
    await engine.dispose();
  });

  it("holds for models that cost nothing, too", async () => {
    const prices = { [MODEL.id]: "not metered" } as const;
    const engine = testEngine({
      folder: folder().path,
      processes,
      api: [() => answer(["Hello."])],
      settings: { prices },
    });
    await engine.emergencyStop.stop("a test");
    const session = await engine.sessions.create({ model: MODEL });
    assert.equal((await session.send("Hello?")).failure?.failure, "stopped_all");
    await engine.dispose();
  });
});
