import assert from "node:assert/strict";
import type { Io } from "../../../src/cli/io.ts";
import { apiServer, type ApiServer } from "../../support/apiServer.ts";
import { runInProject, type Ran } from "../../support/cli.ts";
import { FakeAnthropic, say } from "../../support/fakeAnthropic/index.ts";
import { useTempFolder } from "../../support/tempFolder.ts";

const read = (path: string) => ({ type: "tool_use", name: "read_file", input: { path } });

describe("the command line's sessions", () => {
  const folder = useTempFolder({ "project/a.txt": "one\n", "project/b.txt": "bee\n" });
  let server: ApiServer;
  let fake: FakeAnthropic;
  before(async () => {
    server = await apiServer((request) => fake.handler(request));
  });
  after(() => server.close());
  beforeEach(() => {
    fake = new FakeAnthropic();
  });

  const cli = (argv: readonly string[], io: Partial<Io> = {}): Promise<Ran> =>
    runInProject(folder(), server, argv, io);

  async function run(prompt: string, ...more: readonly string[]): Promise<string> {
    const ran = await cli(["run", "--model", "claude-sonnet-5-5", "--json", "--prompt", prompt, ...more]);
    return String(ran.json.at(-1)?.["sessionId"]);
  }

  it("are compared step by step, for people and for programs", async () => {
    fake.script(say("I look.", read("a.txt")), say("It says one."));
    const left = await run("What does it say?");
    fake.script(say("It says one."));
    const right = await run("What does it say?");
    const { code, out } = await cli(["sessions", "diff", left, right]);
    assert.equal(code, 0);
    assert.match(out, /^A {2}\S+ {2}What does it say\? {2}3 steps/);
    assert.match(out, /\n- {2}tool read_file: \{ "path": "a\.txt" \} one\n/);
    assert.match(out, /\n2 steps fewer, .* cheaper.*, succeeded as before\.\n$/i);
    const { json } = await cli(["sessions", "diff", left, right, "--json"]);
    assert.deepEqual(
      json.map(({ type, state }) => state ?? type),
      ["same", "only_left", "only_left", "same", "same", "diff"],
    );
    assert.match(String(json.at(-1)?.["summary"]), /2 steps fewer/i);
  });

  it("say which one is not there", async () => {
    const { code, err } = await cli(["sessions", "diff", "01aaa", "01bbb"]);
    assert.equal(code, 1);
    assert.match(err, /There is no session 01aaa/);
    assert.equal((await cli(["sessions", "diff", "01aaa"])).code, 2);
    assert.equal((await cli(["sessions", "compare", "01aaa", "01bbb"])).code, 2);
  });

  it("go on without a message from the last complete step, and say so where there is none", async () => {
    fake.script(say("I look.", read("a.txt")), { kind: "fault", fault: "authentication" });
    const id = await run("What does it say?");
    fake.script(say("It says one."));
    const { code, out } = await cli(["run", "--session", id]);
    assert.deepEqual([code, out], [0, "It says one.\n"]);
    assert.deepEqual(fake.rejections, []);
    const again = await cli(["run", "--session", id]);
    assert.equal(again.code, 1);
    assert.match(again.err, /There is nothing to go on with\./);
  });

  it("are exported to a file and taken in again, with a report, and never written over another file", async () => {
    fake.script(say("I look.", read("a.txt")), say("It says one."));
    const id = await run("What does it say?");
    const file = folder().at("shared.jsonl");
    const { code, err } = await cli(["sessions", "export", id, "--output", file]);
    assert.equal(code, 0);
    assert.match(err, /^Exported \d+ lines\. No secret was found in it\.\n$/);
    const again = await cli(["sessions", "export", id, "--output", file]);
    assert.equal(again.code, 1);
    assert.match(again.err, /is there already/);
    const markdown = await cli(["sessions", "export", id, "--format", "markdown"]);
    assert.match(markdown.out, /^# What does it say\?\n/);
    assert.equal(markdown.err, "Exported 1 turn. No secret was found in it.\n");
    const otlp = await cli(["sessions", "export", id, "--format", "otlp"]);
    assert.match(otlp.err, /^Exported [2-9] spans\. No secret was found in it\.\n$/);
    const imported = await cli(["sessions", "import", file]);
    assert.equal(imported.code, 0);
    assert.match(imported.err, /“What does it say\?”: .*It is untrusted/s);
    const { out } = await cli(["sessions", "diff", id, imported.out.trim()]);
    assert.match(out, /As many steps, succeeded as before\.\n$/);
    for (const wrong of [
      ["export"],
      ["export", id, "--format", "pdf"],
      ["import", "gone.jsonl"],
      ["--format", "otlp"],
    ])
      assert.notEqual((await cli(["sessions", ...wrong])).code, 0, wrong.join(" "));
  });

  it("are forked at a step, from a session or from a file, and say what is other than then", async () => {
    fake.script(say("I look.", read("a.txt")), { kind: "fault", fault: "authentication" });
    const id = await run("What does it say?");
    fake.script(say("It says one."));
    const { code, out, err } = await cli(["replay", id, "--fork-at", "2"]);
    assert.deepEqual([code, out], [0, "It says one.\n"]);
    assert.match(err, new RegExp(`^Forked ${id} into \\S+\\.\n`));
    const file = folder().at("shared.jsonl");
    await cli(["sessions", "export", id, "--output", file]);
    fake.script(say("Hello."));
    const forked = await cli(["replay", file, "--fork-at", "0", "--prompt", "Say hello", "--json"]);
    assert.equal(forked.code, 0);
    const [fork] = forked.json;
    assert.equal(fork?.["type"], "fork");
    assert.equal(forked.json.at(-1)?.["text"], "Hello.");
    assert.deepEqual(fake.rejections, []);
    const beyond = await cli(["replay", id, "--fork-at", "9"]);
    assert.deepEqual(
      [beyond.code, /There is no step 9: the session has 3 steps/.test(beyond.err)],
      [1, true],
    );
  });
});
