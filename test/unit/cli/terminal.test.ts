import assert from "node:assert/strict";
import type { ApprovalAnswer, ApprovalRequest } from "../../../src/core/approvals.ts";
import type { SessionId, ToolCallId } from "../../../src/core/ids.ts";
import { cliApprovals } from "../../../src/cli/approvals.ts";
import type { Io } from "../../../src/cli/io.ts";
import { runCli } from "../../../src/cli/runCli.ts";
import { brief, visible } from "../../../src/cli/style.ts";
import { openWindow } from "../../../src/cli/openWindow.ts";
import { WINDOW_VARIABLE, windowValue } from "../../../src/core/windowVariable.ts";
import { apiServer, type ApiServer } from "../../support/apiServer.ts";
import { answer, toolUse } from "../../support/messagesApi.ts";
import { useTempFolder } from "../../support/tempFolder.ts";

const PATCH = "@@ -1 +1 @@\n-old\n+new\n";
const request: ApprovalRequest = {
  session: "s" as SessionId,
  call: "c" as ToolCallId,
  tool: "edit_file",
  effects: "write",
  title: "src/api.py",
  preview: { kind: "diff", path: "src/api.py", patch: PATCH, before: "old\n", after: "new\n" },
  grant: "edits of this file",
};

interface Asked {
  readonly answer: ApprovalAnswer & { readonly by: string };
  /** All that the person saw. */
  readonly seen: string;
  readonly questions: readonly string[];
}

/** A terminal whose person types these lines, then ends the input. */
function person(...typed: string[]) {
  const screen = { seen: "", questions: [] as string[], busy: [] as string[] };
  const io: Io = {
    argv: [],
    env: {},
    cwd: "/",
    out: (text) => (screen.seen += text),
    err: (text) => (screen.seen += text),
    interrupted: new AbortController().signal,
    dist: "dist",
    version: "1",
    terminal: {
      colors: false,
      showsOutput: true,
      busy: (text) => screen.busy.push(text),
      idle: () => undefined,
      ask: (question) => {
        screen.questions.push(question);
        return Promise.resolve(typed.shift());
      },
    },
  };
  return { io, screen };
}

async function asked(change: Partial<ApprovalRequest>, ...typed: string[]): Promise<Asked> {
  const { io, screen } = person(...typed);
  const given = await cliApprovals(io, undefined, false).ask(
    { ...request, ...change },
    new AbortController().signal,
  );
  return { answer: given, seen: screen.seen, questions: screen.questions };
}

describe("an approval at the terminal", () => {
  it("shows the change, then takes yes, yes for the session, or no with a reason", async () => {
    const once = await asked({}, "y");
    assert.deepEqual(once.answer, { decision: "allow", scope: "once", by: "person" });
    assert.equal(once.seen, "\n? edit_file src/api.py\n  @@ -1 +1 @@\n  -old\n  +new\n");
    assert.match(
      once.questions[0] ?? "",
      /\[y\] allow once {2}\[s\] allow for this session \(edits of this file\) {2}\[n\] deny/,
    );
    assert.deepEqual((await asked({}, "S")).answer, { decision: "allow", scope: "session", by: "person" });
    assert.deepEqual((await asked({}, "n", " too risky ")).answer, {
      decision: "deny",
      reason: "too risky",
      by: "person",
    });
    assert.deepEqual((await asked({}, "no", "")).answer, { decision: "deny", by: "person" });
  });

  it("shows a command with its folder, and why it is never allowed for the session", async () => {
    const { grant: _grant, ...once } = request;
    const {
      answer: given,
      seen,
      questions,
    } = await asked(
      {
        ...once,
        grant: undefined as never,
        tool: "run_command",
        title: "npm test",
        preview: { kind: "command", command: "npm test\nnpm publish", cwd: "/p" },
        sensitive: "It runs later by itself.",
      },
      "s",
      "y",
    );
    assert.deepEqual(given, { decision: "allow", scope: "once", by: "person" });
    assert.match(seen, /! It runs later by itself\.\n {2}\$ npm test\n {2}npm publish\n {2}in \/p\n/);
    assert.ok(questions.length === 2 && !questions[0]?.includes("[s]"), "s is not offered and not taken");
  });

  it("asks again for anything else, and takes the end of the input as no", async () => {
    const { answer: given, questions } = await asked({}, "", "what?", "always");
    assert.equal(given.decision, "deny");
    assert.equal(questions.length, 4);
  });

  it("shows a long change in part, and all of it on demand", async () => {
    const patch = Array.from({ length: 500 }, (_, n) => `+line ${n}`).join("\n");
    const preview = { kind: "diff", path: "a", patch, before: "", after: "" } as const;
    const part = await asked({ preview }, "y");
    assert.ok(part.seen.includes("… 300 more lines") && !part.seen.includes("line 499"));
    assert.ok((await asked({ preview }, "v", "y")).seen.includes("+line 499"));
  });

  it("hides nothing that a terminal would obey", async () => {
    const { seen } = await asked(
      {
        title: "x\u001b[2K\rls",
        preview: { kind: "command", command: "rm -rf / #\u001b[1A\u202Etxt.sl", cwd: "/" },
      },
      "y",
    );
    assert.ok(seen.includes("$ rm -rf / #\\u{1b}[1A\\u{202e}txt.sl"));
    assert.ok(!seen.includes("\u001b") && !seen.includes("\r") && !seen.includes("\u202E"));
    assert.equal(visible("tab\t, line\n, é, 🙂 and \r\n stay"), "tab\t, line\n, é, 🙂 and \n stay");
    assert.equal(brief("\n\n  one\ntwo"), "one");
    assert.equal(brief("x".repeat(200)).length, 100);
  });

  it("is asked one after the other", async () => {
    const { io, screen } = person("y", "n", "");
    const approvals = cliApprovals(io, "ask", false);
    const { signal } = new AbortController();
    const answers = await Promise.all([approvals.ask(request, signal), approvals.ask(request, signal)]);
    assert.deepEqual(
      answers.map(({ decision }) => decision),
      ["allow", "deny"],
    );
    assert.match(screen.questions[2] ?? "", /^Why not\?/);
  });

  it("is not asked with --json, where everything but reading is denied", async () => {
    const { io, screen } = person("y");
    const given = await cliApprovals(io, undefined, true).ask(request, new AbortController().signal);
    assert.deepEqual([given, screen.questions], [{ decision: "deny", by: "policy" }, []]);
  });
});

describe("a run at a terminal", () => {
  const folder = useTempFolder({ "project/notes.txt": "the refund limit is 120\n" });
  let server: ApiServer;
  before(async () => {
    server = await apiServer(({ body }) =>
      body.messages.length === 1
        ? answer(["I write.", toolUse("t1", "write_file", { path: "new.txt", content: "hi\n" })])
        : answer(["Done \u001b[31mred\u001b[0m."]),
    );
  });
  after(() => server.close());

  it("says what goes on, asks, and tells the cost and how to go on at the end", async () => {
    const { io, screen } = person("y");
    const code = await runCli({
      ...io,
      argv: ["run", "--model", "claude-sonnet-5-5", "--prompt", "Write"],
      cwd: folder().at("project"),
      env: {
        PATH: process.env["PATH"],
        FLIGHTDECK_STORAGE: folder().at("home"),
        ANTHROPIC_BASE_URL: server.url,
        ANTHROPIC_API_KEY: "test-key",
      },
    });
    assert.equal(code, 0);
    assert.equal(await folder().read("project/new.txt"), "hi\n");
    assert.deepEqual(screen.busy.slice(0, 2), ["claude-sonnet-5-5 is thinking", "write_file new.txt"]);
    assert.match(screen.seen, /^I write\.\n\n\? write_file new\.txt\n[^]*\+hi\n[^]*✓ write_file new\.txt · /);
    assert.match(screen.seen, /Done \\u\{1b\}\[31mred/);
    assert.match(
      screen.seen,
      /\ndone · 3 steps · \$0\.0008\nGo on: agent-flightdeck run --session \w{26} --prompt TEXT\n$/,
    );
  });
});

describe("the workspace of a terminal in VS Code", () => {
  const workspace = { file: "/w/x.code-workspace", folders: ["/w/a", "/w/b"] };
  const env = { [WINDOW_VARIABLE]: windowValue({ workspace, trusted: false }) };

  it("is the window's, in its folders and below, with the trust that the person gave it", () => {
    for (const cwd of ["/w/a", "/w/b/deep"])
      assert.deepEqual(openWindow(env, cwd), { workspace, trusted: false });
  });

  it("is the current folder elsewhere, and where the variable says nothing that can be used", () => {
    assert.equal(openWindow(env, "/w/ab"), undefined);
    for (const text of [undefined, "", "{", "null", "[]", '{"folders":[]}', '{"folders":[7]}', '"x"'])
      assert.equal(openWindow({ [WINDOW_VARIABLE]: text }, "/w/a"), undefined, text);
  });
});
