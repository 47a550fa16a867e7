import assert from "node:assert/strict";
import type { ApprovalAnswer, ApprovalRequest, Approvals } from "../../../src/core/approvals.ts";
import type { Approvable } from "../../../src/core/settingValues.ts";
import { ToolError, type ApprovalNeed, type Tool, type ToolOutput } from "../../../src/core/tool.ts";
import { approval } from "../../../src/safeguards/approval.ts";
import { Grants } from "../../../src/safeguards/grants.ts";
import { fakeToolCall } from "../../support/calls.ts";

const NEED: ApprovalNeed = {
  preview: { kind: "command", command: "npm test", cwd: "." },
  grant: {
    key: "npm test in .",
    label: "this command in this folder",
    endsWith: (path) => path === "package.json",
  },
};

interface Setting {
  readonly answers?: readonly ApprovalAnswer[];
  readonly by?: "person" | "policy";
  readonly need?: ApprovalNeed | undefined;
  readonly alwaysAllow?: readonly Approvable[];
  readonly output?: ToolOutput;
  readonly tool?: Partial<Tool>;
  readonly distrust?: () => string | undefined;
}

/** A command tool behind its approval, and what became of it. */
function setUp({
  answers = [],
  by = "person",
  alwaysAllow = [],
  output = { text: "done" },
  tool = {},
  distrust = () => undefined,
  ...rest
}: Setting = {}) {
  const need = "need" in rest ? rest.need : NEED;
  const asked: ApprovalRequest[] = [];
  const queue = [...answers];
  const approvals: Approvals = {
    ask: (request) => {
      asked.push(request);
      const answer = queue.shift();
      return answer === undefined
        ? Promise.reject(new Error("nobody answers"))
        : Promise.resolve({ ...answer, by });
    },
  };
  const grants = new Grants();
  let runs = 0;
  const inner: Tool = {
    name: "run_command",
    description: "",
    inputSchema: {},
    effects: "execute",
    source: "builtin",
    title: (input) => String((input as { command?: string }).command),
    approval: () => Promise.resolve(need),
    run: () => {
      runs++;
      return Promise.resolve(output);
    },
    ...tool,
  };
  const guarded = approval(inner, {
    approvals,
    grants,
    alwaysAllow: () => alwaysAllow,
    redact: (text) => text,
    distrust,
  });
  const call = fakeToolCall();
  return {
    run: () => guarded.run({ command: "npm test" }, call),
    asked,
    call,
    grants,
    runs: () => runs,
    inner,
    guarded,
  };
}

const allow = (scope: "once" | "session"): ApprovalAnswer => ({ decision: "allow", scope });

describe("an approval", () => {
  it("is not needed for reading", () => {
    const { inner } = setUp({ tool: { effects: "read" } });
    const approvals = { ask: () => assert.fail("nobody is asked") };
    assert.equal(
      approval(inner, {
        approvals,
        grants: new Grants(),
        alwaysAllow: () => [],
        redact: (text) => text,
        distrust: () => undefined,
      }),
      inner,
    );
  });

  it("is asked for with all that the person has to know, and recorded with who answered", async () => {
    const { run, asked, call, runs } = setUp({ answers: [allow("once")] });
    await run();
    assert.deepEqual(asked, [
      {
        session: "session",
        call: "call",
        tool: "run_command",
        effects: "execute",
        title: "npm test",
        preview: NEED.preview,
        grant: "this command in this folder",
      },
    ]);
    const decisions = call.recorder.of("decision");
    assert.deepEqual(
      decisions.map((decision) => decision.verdict),
      ["ask", "allow"],
    );
    assert.deepEqual(decisions[1], {
      turn: "turn",
      span: call.span.context,
      safeguard: "approval",
      call: "call",
      verdict: "allow",
      by: "person",
      scope: "once",
    });
    assert.deepEqual(call.span.events, ["flightdeck.approval.asked", "flightdeck.approval.allow"]);
    assert.equal(runs(), 1);
  });

  it("that is denied keeps the tool from running and tells the agent the reason", async () => {
    const cases: readonly (readonly [ApprovalAnswer, "person" | "policy", RegExp])[] = [
      [{ decision: "deny", reason: "use pytest" }, "person", /did not allow this: use pytest/],
      [{ decision: "deny" }, "person", /did not allow this\. Do not try it again/],
      [{ decision: "deny" }, "policy", /nobody can be asked/],
    ];
    for (const [answer, by, message] of cases) {
      const { run, runs, call } = setUp({ answers: [answer], by });
      await assert.rejects(
        run(),
        (error) =>
          error instanceof ToolError && error.failure === "approval_denied" && message.test(error.message),
      );
      assert.equal(runs(), 0);
      const denied = call.recorder.of("decision")[1];
      assert.ok(denied?.safeguard === "approval" && denied.verdict === "deny" && denied.by === by);
    }
  });

  it("for once covers nothing more", async () => {
    const { run, asked } = setUp({ answers: [allow("once"), allow("once")] });
    await run();
    await run();
    assert.equal(asked.length, 2);
  });

  it("for the session covers the same action until the agent changes a file that it runs", async () => {
    const { run, asked, call, grants } = setUp({ answers: [allow("session"), allow("once")] });
    await run();
    await run();
    assert.equal(asked.length, 1);
    const standing = call.recorder.of("decision").at(-1);
    assert.ok(standing?.safeguard === "approval" && standing.verdict === "allow" && standing.by === "grant");
    grants.fileChanged("README.md");
    await run();
    assert.equal(asked.length, 1);
    grants.fileChanged("package.json");
    await run();
    assert.equal(asked.length, 2);
  });

  it("for the session ends with a change that the approved tool itself makes", async () => {
    const changes = [{ path: "package.json", after: "hash" }];
    const { run, asked } = setUp({
      answers: [allow("session"), allow("session")],
      output: { text: "", changes },
    });
    await run();
    await run();
    assert.equal(asked.length, 2);
  });

  it("is given by the person's settings for the effects that they name, and for no others", async () => {
    const allowed = setUp({ alwaysAllow: ["execute"] });
    await allowed.run();
    assert.deepEqual([allowed.asked.length, allowed.runs()], [0, 1]);
    const [decision] = allowed.call.recorder.of("decision");
    assert.ok(
      decision?.safeguard === "approval" && decision.verdict === "allow" && decision.by === "setting",
    );
    const other = setUp({ alwaysAllow: ["write"], answers: [allow("once")] });
    await other.run();
    assert.equal(other.asked.length, 1);
  });

  it("for something sensitive is asked each time: neither setting nor grant covers it, and none is offered", async () => {
    const need = { ...NEED, sensitive: "runs later by itself" };
    const { run, asked, grants, call } = setUp({
      need,
      alwaysAllow: ["execute"],
      answers: [allow("session"), allow("once")],
    });
    assert.ok(NEED.grant);
    grants.allow(NEED.grant);
    await run();
    await run();
    assert.deepEqual(
      asked.map(({ grant, sensitive }) => [grant, sensitive]),
      [
        [undefined, "runs later by itself"],
        [undefined, "runs later by itself"],
      ],
    );
    const [, first] = call.recorder.of("decision");
    assert.ok(first?.safeguard === "approval" && first.verdict === "allow" && first.scope === "once");
  });

  it("that is sensitive leaves no grant behind, even if the answer says so", async () => {
    const { run, grants } = setUp({ need: { ...NEED, sensitive: "why" }, answers: [allow("session")] });
    await run();
    assert.ok(NEED.grant && !grants.covers(NEED.grant));
  });

  it("shows the call itself where the tool says nothing of what it is going to do", async () => {
    const silent = setUp({ need: undefined, answers: [allow("session")], tool: { source: "mcp:files" } });
    await silent.run();
    const preview = {
      kind: "call",
      source: "mcp:files",
      description: "",
      input: '{\n  "command": "npm test"\n}',
    };
    assert.deepEqual(
      silent.asked.map((request) => [request.preview, request.grant]),
      [[preview, "every call of run_command"]],
    );
    await silent.run();
    assert.deepEqual([silent.asked.length, silent.runs()], [1, 2]);
  });

  it("is needed unless all that the tool may do is always allowed", async () => {
    const tool = { effects: "execute+network" } as const;
    const half = setUp({ tool, alwaysAllow: ["network", "write"], answers: [{ decision: "deny" }] });
    await assert.rejects(half.run(), ToolError);
    assert.deepEqual([half.asked.length, half.runs()], [1, 0]);
    const both = setUp({ tool, alwaysAllow: ["network", "execute"] });
    await both.run();
    assert.deepEqual([both.asked.length, both.runs()], [0, 1]);
  });

  it("is not asked for where the call cannot succeed anyway", async () => {
    const vain = setUp({ tool: { approval: () => Promise.reject(new ToolError("no such file")) } });
    await assert.rejects(vain.run(), /no such file/);
    assert.deepEqual([vain.asked.length, vain.runs()], [0, 0]);
  });

  it("ends with the stop where the run is stopped while it waits", async () => {
    const { run, runs, call } = setUp();
    await assert.rejects(run(), /nobody answers/);
    assert.deepEqual([runs(), call.recorder.of("decision").map(({ verdict }) => verdict)], [0, ["ask"]]);
  });

  it("is recorded with the patch, not with the two whole texts, and with a part of a huge patch", async () => {
    const preview = {
      kind: "diff",
      path: "a.py",
      patch: "p".repeat(30_000),
      before: "old",
      after: "new",
    } as const;
    const { run, call, asked } = setUp({ need: { preview }, answers: [allow("once")] });
    await run();
    assert.equal(asked[0]?.preview, preview);
    const [decision] = call.recorder.of("decision");
    assert.ok(
      decision?.safeguard === "approval" &&
        decision.verdict === "ask" &&
        decision.request.preview?.kind === "diff",
    );
    assert.deepEqual(Object.keys(decision.request.preview), ["kind", "path", "patch"]);
    assert.match(decision.request.preview.patch, /^p{20000}\n… 10000 more characters$/);
    assert.ok(!("session" in decision.request));
  });
});
