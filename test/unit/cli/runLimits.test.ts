import assert from "node:assert/strict";
import { apiServer, type ApiServer } from "../../support/apiServer.ts";
import { runInProject } from "../../support/cli.ts";
import {
  answer,
  answerEvents,
  apiError,
  sse,
  stall,
  streamed,
  toolUse,
  type Json,
} from "../../support/messagesApi.ts";
import { useTempFolder } from "../../support/tempFolder.ts";

describe("run with limits", () => {
  const folder = useTempFolder({ "project/notes.txt": "the refund limit is 120\n" });
  let server: ApiServer;
  before(async () => {
    server = await apiServer(() => answer(["Hello."]));
  });
  after(() => server.close());

  /** Runs a turn; its last line, and the exit code. */
  async function run(
    argv: readonly string[],
  ): Promise<{ readonly code: number; readonly turn: Json; err: string }> {
    const all = ["run", "--json", "--prompt", "Go", "--model", "claude-sonnet-5-5", ...argv];
    const { code, err, json } = await runInProject(folder(), server, all);
    return { code, turn: json.at(-1) ?? {}, err };
  }

  it("tells each attempt, its status and class, what was waited, and which safeguards acted", async () => {
    let count = 0;
    server.handler = ({ body }) => {
      count++;
      if (body.model === "claude-haiku-4-5") return answer(["From the other."]);
      return apiError(529, "overloaded_error", "busy", { headers: { "retry-after-ms": "20" } });
    };
    const { code, turn } = await run(["--fallback", "claude-haiku-4-5"]);
    assert.deepEqual([code, turn["text"], turn["failure"], count], [0, "From the other.", undefined, 3]);
    const attempts = turn["attempts"] as Json[];
    assert.deepEqual(
      attempts.map(({ model, status, class: failure }) => [model, status, failure]),
      [
        ["claude-sonnet-5-5", 529, "overloaded"],
        ["claude-sonnet-5-5", 529, "overloaded"],
        ["claude-haiku-4-5", 200, undefined],
      ],
    );
    assert.deepEqual(
      attempts.map(({ waitedMs }) => waitedMs),
      [0, 20, 0],
    );
    assert.deepEqual(turn["safeguards"], ["retry", "fallback"]);
    assert.equal(turn["costNanoUsd"], 100 * 1_000 + 20 * 5_000);
  });

  it("asks the fallbacks in the order in which they are given", async () => {
    const asked: string[] = [];
    server.handler = ({ body }) => {
      asked.push(body.model);
      return apiError(404, "not_found_error", `model: ${body.model}`);
    };
    const { code, turn } = await run(["--fallback", "claude-opus-5-5", "--fallback", "claude-haiku-4-5"]);
    assert.deepEqual(asked, ["claude-sonnet-5-5", "claude-opus-5-5", "claude-haiku-4-5"]);
    assert.deepEqual([code, turn["failure"]], [1, "invalid_request"]);
  });

  it("does not spend more than --max-cost", async () => {
    server.handler = () => answer(["Hello."]);
    const before = server.requests.length;
    const { code, turn } = await run(["--max-cost", "0.0001"]);
    assert.deepEqual([code, turn["failure"], turn["costNanoUsd"]], [1, "budget_exceeded", 0]);
    assert.match(String(turn["message"]), /this turn's budget \(\$0\.0001\)/);
    assert.match(String(turn["advice"]), /flightdeck\.budget\.turn/);
    assert.deepEqual([turn["attempts"], turn["safeguards"]], [[], ["budget"]]);
    assert.equal(server.requests.length, before, "nothing was sent");
    assert.equal((await run(["--max-cost", "1"])).code, 0);
  });

  it("asks no more often than --max-iterations", async () => {
    let calls = 0;
    server.handler = () => answer([toolUse(`t${++calls}`, "read_file", { path: "notes.txt" })]);
    const { code, turn } = await run(["--max-iterations", "2"]);
    assert.deepEqual([code, turn["failure"], calls], [1, "tool_loop", 2]);
  });

  it("ends the turn after --timeout, keeps what there is, and says so", async () => {
    const events = answerEvents(["Half an answer"]).map(sse);
    server.handler = () => streamed([...events.slice(0, 4), stall]);
    const { code, turn } = await run(["--timeout", "0.5"]);
    assert.deepEqual([code, turn["status"], turn["failure"]], [1, "failed", "timeout"]);
    assert.equal(turn["message"], "The turn took longer than 0.5 seconds.");
    assert.equal(turn["text"], "Half an answer");
  });

  for (const argv of [
    ["--timeout", "0"],
    ["--timeout", "soon"],
    ["--max-cost", "much"],
    ["--max-cost", "-1"],
    ["--max-iterations", "0"],
    ["--max-iterations", "1.5"],
    ["--max-iterations", " "],
  ]) {
    it(`refuses ${argv.join(" ")}`, async () => {
      const { code, err } = await run(argv);
      assert.equal(code, 2);
      assert.match(err, /--help/);
    });
  }
});
