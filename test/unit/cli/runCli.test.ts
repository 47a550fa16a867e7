import assert from "node:assert/strict";
import type { Io } from "../../../src/cli/io.ts";
import { COMMAND_NAMES } from "../../../src/cli/runCli.ts";
import { apiServer, type ApiServer } from "../../support/apiServer.ts";
import { runInProject, type Ran } from "../../support/cli.ts";
import {
  answer,
  apiError,
  stall,
  streamed,
  answerEvents,
  sse,
  toolUse,
  type Json,
} from "../../support/messagesApi.ts";
import { recordingPaths } from "../../support/sessionFiles.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { until } from "../../support/virtualClock.ts";

describe("the command line", () => {
  const folder = useTempFolder({ "project/notes.txt": "the refund limit is 120\n" });
  let server: ApiServer;
  before(async () => {
    server = await apiServer(() => answer(["Hello."]));
  });
  after(() => server.close());

  const cli = (argv: readonly string[], io: Partial<Io> = {}): Promise<Ran> =>
    runInProject(folder(), server, argv, io);
  const run = (...argv: string[]): Promise<Ran> => cli(["run", "--model", "claude-sonnet-5-5", ...argv]);

  it("runs a turn: the answer on standard output, the rest on standard error", async () => {
    server.handler = ({ body }) =>
      body.messages.length === 1
        ? answer(["I look.", toolUse("t1", "read_file", { path: "notes.txt" })])
        : answer(["It is 120."]);
    const { code, out, err } = await run("--prompt", "What is the refund limit?");
    assert.deepEqual([code, out], [0, "I look.\nIt is 120.\n"]);
    assert.match(
      err,
      /^✓ read_file notes\.txt · [\d.]+ (?:µs|ms) · the refund limit is 120\ndone · 3 steps · \$0\.0008\n$/,
    );
  });

  it("prints one JSON object per line with --json, the turn last", async () => {
    const { code, json, out } = await run("--json", "--prompt", "What is the refund limit?");
    assert.equal(code, 0);
    assert.equal(out.trim().split("\n").length, json.length);
    assert.deepEqual(new Set(json.map(({ type }) => type)), new Set(["text", "tool", "turn"]));
    const tool = json.find(({ type }) => type === "tool");
    assert.deepEqual(
      [tool?.["name"], tool?.["result"], tool?.["isError"]],
      ["read_file", "the refund limit is 120\n", false],
    );
    const { sessionId, traceId, attempts, ...turn } = json.at(-1) ?? {};
    assert.deepEqual(turn, {
      type: "turn",
      status: "done",
      text: "It is 120.",
      model: "claude-sonnet-5-5",
      usage: { input: 200, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 40 },
      costNanoUsd: 800_000,
      simulated: false,
      unpriced: 0,
      steps: 3,
      safeguards: [],
    });
    const attempt = { model: "claude-sonnet-5-5", status: 200, waitedMs: 0 };
    assert.deepEqual(attempts, [attempt, attempt]);
    assert.match(String(sessionId), /^[0-9a-z]{26}$/);
    assert.match(String(traceId), /^[0-9a-f]{32}$/);
  });

  it("goes on with a session", async () => {
    server.handler = () => answer(["Hello."]);
    const first = await run("--json", "--prompt", "one");
    const id = String(first.json.at(-1)?.["sessionId"]);
    const second = await run("--json", "--prompt", "two", "--session", id, "--model", "claude-haiku-4-5");
    assert.deepEqual(
      [second.json.at(-1)?.["sessionId"], second.json.at(-1)?.["model"]],
      [id, "claude-haiku-4-5"],
    );
    assert.equal(server.requests.at(-1)?.body.messages.length, 3);
    assert.equal((await recordingPaths(folder().at("home"))).length, 1);
  });

  it("works without a key, with the simulated model", async () => {
    const { code, json } = await cli(
      ["run", "--json", "--prompt", "What is the refund limit?", "--model", "simulated"],
      { env: { ANTHROPIC_API_KEY: "" } },
    );
    const turn = json.at(-1);
    assert.deepEqual([code, turn?.["status"], turn?.["simulated"]], [0, "done", true]);
    assert.match(String(turn?.["text"]), /120/);
    assert.ok(Number(turn?.["costNanoUsd"]) > 0);
  });

  it("ends with 1 where the turn fails, with the class and what to do", async () => {
    server.handler = () => apiError(401, "authentication_error", "invalid x-api-key");
    const plain = await run("--prompt", "x");
    assert.equal(plain.code, 1);
    assert.match(
      plain.err,
      /^failed .*\nThe API did not accept the key: invalid x-api-key\. Set a valid key/,
    );
    const json = await run("--prompt", "x", "--json");
    assert.deepEqual(
      [json.code, json.json.at(-1)?.["status"], json.json.at(-1)?.["failure"]],
      [1, "failed", "authentication"],
    );
  });

  it("ends with 1 and a last line of JSON where the turn cannot even begin", async () => {
    for (const argv of [
      ["--session", "unknown"],
      ["--agent", "nobody"],
    ]) {
      const plain = await run("--prompt", "x", ...argv);
      assert.deepEqual([plain.code, plain.out], [1, ""]);
      assert.match(plain.err, /There is no (session unknown|agent named nobody)/);
      const { code, json } = await run("--prompt", "x", "--json", ...argv);
      assert.deepEqual([code, json.length, json[0]?.["type"], json[0]?.["status"]], [1, 1, "turn", "failed"]);
      assert.match(String(json[0]?.["message"]), /There is no/);
    }
  });

  it("allows only reading unless it is told otherwise", async () => {
    server.handler = ({ body }) =>
      body.messages.length === 1
        ? answer([toolUse("t1", "write_file", { path: "new.txt", content: "hi" })])
        : answer(["Done."]);
    const careful = await run("--json", "--prompt", "Write");
    const denied = careful.json.find(({ type, verdict }) => type === "decision" && verdict === "deny");
    assert.deepEqual(
      [denied?.["by"], careful.json.find(({ type }) => type === "tool")?.["failure"]],
      ["policy", "approval_denied"],
    );
    await assert.rejects(folder().read("project/new.txt"));
    await run("--prompt", "Write", "--approve", "all");
    assert.equal(await folder().read("project/new.txt"), "hi");
  });

  it("is stopped by an interrupt, at whatever moment, and keeps what there is", async () => {
    const events = answerEvents(["Half an answer"]).map(sse);
    server.handler = () => streamed([...events.slice(0, 4), stall]);
    const interrupt = new AbortController();
    let seen = "";
    const running = cli(["run", "--json", "--prompt", "x", "--model", "claude-sonnet-5-5"], {
      interrupted: interrupt.signal,
      out: (text) => (seen += text),
    });
    await until(() => seen.includes("Half"));
    interrupt.abort();
    assert.equal((await running).code, 1);
    assert.deepEqual(
      [seen.includes('"status":"stopped"'), seen.includes('"text":"Half an answer"')],
      [true, true],
    );
    const count = server.requests.length;
    const early = await cli(["run", "--json", "--prompt", "x", "--model", "claude-sonnet-5-5"], {
      interrupted: interrupt.signal,
    });
    assert.deepEqual(
      [early.code, early.json.at(-1)?.["status"], server.requests.length],
      [1, "stopped", count],
    );
  });

  it("says what was spent of which cap", async () => {
    server.handler = () => answer(["Hello."]);
    await run("--prompt", "x");
    await cli(["run", "--prompt", "hello", "--model", "simulated"]);
    const { code, json } = await cli(["budget", "--json"]);
    assert.equal(code, 0);
    const [{ spentNanoUsd, capNanoUsd, calls, month, models, simulated } = {}] = json;
    assert.deepEqual([spentNanoUsd, capNanoUsd, calls], [400_000, 5_000_000_000, 1]);
    assert.equal((month as Json)["capNanoUsd"], 50_000_000_000);
    assert.deepEqual(models, [{ model: "anthropic/claude-sonnet-5-5", spentNanoUsd: 400_000, calls: 1 }]);
    assert.ok(Number((simulated as Json)["calls"]) >= 1);
    const plain = await cli(["budget"]);
    assert.match(
      plain.out,
      /^today {6}\$0\.0004 of \$5\.00, 1 calls\nthis month \$0\.0004 of \$50\.00, 1 calls\nsimulated /,
    );
  });

  it("keeps to the caps of its environment or of the home's settings", async () => {
    server.handler = () => answer(["Hello."]);
    const capped = await cli(["run", "--json", "--prompt", "x", "--model", "claude-sonnet-5-5"], {
      env: { FLIGHTDECK_BUDGET_DAILY: "0.0001" },
    });
    assert.deepEqual([capped.code, capped.json.at(-1)?.["failure"]], [1, "budget_exceeded"]);
    const cap = async (env: Record<string, string>): Promise<unknown> =>
      (await cli(["budget", "--json"], { env })).json[0]?.["capNanoUsd"];
    assert.equal(await cap({ FLIGHTDECK_BUDGET_DAILY: "none" }), null);
    await folder().write("home/settings.json", '{"flightdeck.budget.daily": 7}');
    assert.equal(await cap({}), 7_000_000_000);
    assert.equal(await cap({ FLIGHTDECK_BUDGET_DAILY: "2" }), 2_000_000_000);
  });

  it("explains itself and each of its commands, and says its version", async () => {
    for (const argv of [[], ["help"], ["--help"], ["-h"], ["help", "constructor"]]) {
      const { code, out } = await cli(argv);
      assert.deepEqual([code, out.startsWith("agent-flightdeck: ")], [0, true]);
    }
    for (const command of COMMAND_NAMES) {
      const { code, out } = await cli([command, "--help"]);
      assert.deepEqual([code, out.startsWith(`agent-flightdeck ${command}`)], [0, true]);
      assert.equal((await cli(["help", command])).out, out);
      assert.ok((await cli([])).out.includes(`\n  ${command}`), command);
    }
    assert.equal((await cli(["--version"])).out, "1.2.3\n");
  });

  describe("called wrongly, ends with 2, says why and changes nothing:", () => {
    const wrong: readonly (readonly [string, readonly string[], RegExp, Partial<Io>?])[] = [
      ["an unknown command", ["fly"], /no command fly/],
      ["an inherited name", ["constructor"], /no command constructor/],
      ["no prompt", ["run"], /needs --prompt/],
      ["an empty prompt", ["run", "--prompt", "  "], /needs --prompt/],
      ["an unknown option", ["run", "--prompt", "x", "--fast"], /--fast/],
      ["an option without its value", ["run", "--prompt"], /prompt/],
      ["a stray word", ["budget", "now"], /now/],
      ["an unknown approval", ["run", "--prompt", "x", "--approve", "some"], /ask, read or all, not some/],
      ["a question where nobody is", ["run", "--prompt", "x", "--approve", "ask"], /needs a terminal/],
      ["a folder that does not exist", ["budget", "--workspace", "missing"], /no folder .*missing/],
      ["a file for a folder", ["budget", "--workspace", "notes.txt"], /no folder .*notes\.txt/],
      ["a cap that is none", ["budget"], /amount in USD/, { env: { FLIGHTDECK_BUDGET_DAILY: "five" } }],
      ["an empty cap", ["budget"], /amount in USD/, { env: { FLIGHTDECK_BUDGET_DAILY: " " } }],
      ["an endless cap", ["budget"], /amount in USD/, { env: { FLIGHTDECK_BUDGET_MONTHLY: "Infinity" } }],
    ];
    for (const [what, argv, message, io] of wrong) {
      it(what, async () => {
        const { code, out, err } = await cli(argv, io);
        assert.deepEqual([code, out], [2, ""]);
        assert.match(err, message);
        assert.match(err, /See agent-flightdeck --help/);
        assert.deepEqual(await recordingPaths(folder().path), []);
      });
    }

    for (const content of ["{", "null", "[]", '"x"', '{"flightdeck.budget.daily": "5"}']) {
      it(`settings that are ${content}`, async () => {
        await folder().write("home/settings.json", content);
        assert.equal((await cli(["budget"])).code, 2);
      });
    }
  });
});
