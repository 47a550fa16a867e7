import assert from "node:assert/strict";
import type { LiveEvent } from "../../../src/core/live.ts";
import type { Processes, RunCommand } from "../../../src/core/ports.ts";
import type { ApprovalNeed } from "../../../src/core/tool.ts";
import { ms } from "../../../src/core/units.ts";
import { Folder, refusal, roomIn, toolCall, type Room } from "./room.ts";

/** Processes that only note what they were asked to run. */
function noting(answer: (options: RunCommand) => void = () => undefined): {
  asked: RunCommand[];
  processes: Processes;
} {
  const asked: RunCommand[] = [];
  const run: Processes["run"] = (options) => {
    asked.push(options);
    answer(options);
    return Promise.resolve({ exitCode: 0, timedOut: false });
  };
  return { asked, processes: { run } };
}

describe("run_command", () => {
  let folder: Folder;
  let room: Room;
  beforeEach(async () => {
    folder = await Folder.create({ "sub/a.txt": "text" });
    room = roomIn(folder);
  });
  afterEach(() => folder.remove());
  const run = async (command: string, cwd?: string): Promise<string> =>
    (await room.run("run_command", { command, ...(cwd && { cwd }) })).text;

  const ask = async (command: string, cwd?: string): Promise<ApprovalNeed | undefined> =>
    room.tool("run_command").approval?.({ command, ...(cwd && { cwd }) }, toolCall());

  it("gives exit code and output, standard error included", async () => {
    assert.equal(await run("echo out; echo err >&2"), "Exit code 0\nout\nerr\n");
    const failed = await room.run("run_command", { command: "echo no; exit 3" });
    assert.deepEqual(failed, { text: "Exit code 3\nno\n", isError: true });
  });

  it("runs in the first folder or in the one that is named", async () => {
    assert.equal(await run("pwd"), `Exit code 0\n${folder.path}\n`);
    assert.equal(await run("cat a.txt", "sub"), "Exit code 0\ntext");
    for (const cwd of ["..", "/", "missing", "sub/a.txt"]) await refusal(run("pwd", cwd));
  });

  it("tells the command under which span its own spans belong", async () => {
    const { asked, processes } = noting();
    await roomIn(folder, { processes }).run("run_command", { command: "x" });
    assert.equal(asked[0]?.env["TRACEPARENT"], "00-trace-span-01");
  });

  it("shows output while it runs, up to a bound", async () => {
    const live: LiveEvent[] = [];
    await room.run("run_command", { command: "echo one" }, toolCall({ live: (event) => live.push(event) }));
    assert.deepEqual(live, [{ type: "tool_output", call: "call", text: "one\n" }]);
    const { processes } = noting(({ output }) => {
      for (let i = 0; i < 100; i++) output("x".repeat(10_000));
    });
    let shown = "";
    const call = toolCall({ live: (event) => (shown += event.type === "tool_output" ? event.text : "") });
    await roomIn(folder, { processes }).run("run_command", { command: "x" }, call);
    assert.ok(shown.length < 300_000 && shown.endsWith("[More output is not shown live.]\n"));
  });

  it("keeps head and tail of 20 MB of output", async () => {
    const text = await run(
      `${process.execPath} -e 'process.stdout.write("first\\n" + "x".repeat(20e6) + "\\nlast")'`,
    );
    assert.ok(text.length < 600_000);
    assert.match(text, /^Exit code 0\nfirst\nx+\n\[… 194\d{5} characters left out …\]\nx+\nlast$/);
  });

  it("leaves colours out of what the model reads", async () => {
    assert.equal(await run(String.raw`printf '\033[31mred\033[0m'`), "Exit code 0\nred");
  });

  it("is given the time limit of the settings, and says so where it ran out", async () => {
    const { asked, processes } = noting();
    await roomIn(folder, { processes, commandTimeout: 7 }).run("run_command", { command: "x" });
    assert.equal(asked[0]?.timeout, ms(7_000));
    const late: Processes = { run: () => Promise.resolve({ signal: "SIGTERM", timedOut: true }) };
    const output = await roomIn(folder, { processes: late, commandTimeout: 7 }).run("run_command", {
      command: "x",
    });
    assert.equal(output.failure, "tool_timeout");
    assert.match(output.text, /did not end within 7 seconds/);
  });

  it("says that it was stopped, with what was printed until then", async () => {
    const stop = new AbortController();
    const live = (): void => stop.abort();
    const command = "echo begun; sleep 60";
    const error = await refusal(
      room.run("run_command", { command }, toolCall({ signal: stop.signal, live })),
    );
    assert.equal(error.failure, "cancelled");
    assert.match(error.message, /begun/);
  });

  it("is not given our keys, nor anybody's", async () => {
    const { asked, processes } = noting();
    const env = {
      PATH: "/bin",
      HOME: "/h",
      ANTHROPIC_API_KEY: "k",
      FLIGHTDECK_STORAGE: "s",
      GITHUB_TOKEN: "t",
    };
    await roomIn(folder, { processes, env }).run("run_command", { command: "x" });
    const { PATH, HOME, ANTHROPIC_API_KEY, FLIGHTDECK_STORAGE, GITHUB_TOKEN } = asked[0]?.env ?? {};
    assert.deepEqual(
      [PATH, HOME, ANTHROPIC_API_KEY, FLIGHTDECK_STORAGE, GITHUB_TOKEN],
      ["/bin", "/h", ...Array<undefined>(3)],
    );
  });

  it("asks with the exact command and folder, and offers them for the session", async () => {
    const asked = await ask("npm test", "sub");
    assert.deepEqual(asked?.preview, { kind: "command", command: "npm test", cwd: folder.at("sub") });
    assert.equal(asked.grant?.key, (await ask("npm test", "./sub"))?.grant?.key);
    assert.notEqual(asked.grant?.key, (await ask("npm test"))?.grant?.key);
    assert.notEqual(asked.grant?.key, (await ask("npm  test", "sub"))?.grant?.key);
  });

  it("refuses a command that would not look like what it does", async () => {
    for (const command of ["ls\u202e#", "ls\r rm", "a\u001b[2K", "a\0b"]) {
      const refused = refusal(ask(command));
      assert.match((await refused).message, /control characters/);
    }
  });
});
