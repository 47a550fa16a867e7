import assert from "node:assert/strict";
import type { Decision } from "../../../src/core/decisions.ts";
import type { RecordedLine } from "../../../src/core/lines.ts";
import { epochMs, ms } from "../../../src/core/units.ts";
import { NO_COST, NO_USAGE, promptTokens, totalTokens } from "../../../src/core/usage.ts";
import { approvalAnswer, noticeOf } from "../../../src/views/notices.ts";
import { StatusFold } from "../../../src/views/sessionStatus.ts";
import { TurnTree } from "../../../src/views/turnTree.ts";
import { eventfulSession } from "../../support/eventfulSession.ts";
import { dataOf } from "../../support/lines.ts";
import { MemoryStorage } from "../../support/memoryStorage.ts";
import { TempFolder } from "../../support/tempFolder.ts";
import { MODEL } from "../../support/testEngine.ts";

const start = { title: "", agent: "assistant", model: MODEL, contextWindow: 1_000_000 };

const TURN = "t" as never;
const input = (data: Extract<RecordedLine, { type: "input" }>["data"]): RecordedLine => ({
  type: "input",
  data,
  seq: 1,
  wall: epochMs(0),
  mono: ms(0),
});
const notice = (decision: Exclude<Decision, { safeguard: "approval" }>) => noticeOf(decision, epochMs(1_000));
const answer = (parts: object): string =>
  approvalAnswer({
    turn: TURN,
    safeguard: "approval",
    call: "c" as never,
    verdict: "allow",
    by: "person",
    ...parts,
  } as never);

describe("a session's status", () => {
  let lines: readonly RecordedLine[];
  before(async () => {
    const folder = await TempFolder.create({ "project/notes.txt": "x" });
    lines = (await eventfulSession(folder.path, new MemoryStorage())).lines;
    await folder.remove();
  });

  it("begins with nothing spent", () => {
    const { status } = new StatusFold(start);
    assert.deepEqual(status, {
      ...start,
      running: false,
      turnCost: NO_COST,
      sessionCost: NO_COST,
      usage: NO_USAGE,
      contextTokens: 0,
    });
  });

  it("sums up what the recording says, and runs from the beginning of a turn to its end", () => {
    const fold = new StatusFold(start);
    const running: boolean[] = [];
    for (const line of lines) {
      const before = fold.status;
      assert.equal(fold.take(line), fold.status !== before, "it says whether anything changed");
      if (fold.status.running !== running.at(-1)) running.push(fold.status.running);
    }
    assert.deepEqual(running, [false, ...Array.from({ length: 6 }, () => [true, false]).flat()]);
    const { title, model, sessionCost, turnCost, usage, contextTokens } = fold.status;
    assert.deepEqual([title, model], ["Eventful", MODEL]);
    const responses = dataOf(lines, "response");
    assert.equal(
      sessionCost.nanoUsd,
      responses.reduce((sum, { cost }) => sum + cost.nanoUsd, 0),
    );
    assert.equal(
      totalTokens(usage),
      responses.reduce((sum, { usage: used }) => sum + totalTokens(used), 0),
    );
    const lastTurn = responses.at(-1)?.turn;
    assert.equal(
      turnCost.nanoUsd,
      responses.filter(({ turn }) => turn === lastTurn).reduce((sum, { cost }) => sum + cost.nanoUsd, 0),
    );
    const answered = responses.findLast(({ ok }) => ok);
    assert.equal(contextTokens, answered && promptTokens(answered.usage) + answered.usage.output);
  });

  it("follows a new name and another model", () => {
    const fold = new StatusFold(start);
    assert.ok(fold.take(input({ act: "rename", title: "New" })));
    assert.ok(fold.take(input({ act: "model", model: { provider: "simulated", id: "simulated" } })));
    assert.ok(!fold.take(input({ act: "stop", turn: "t" as never })));
    assert.deepEqual([fold.status.title, fold.status.model.id], ["New", "simulated"]);
  });
});

describe("what a safeguard did, in a line", () => {
  it("is shown where a person should know", () => {
    const budget = {
      turn: TURN,
      safeguard: "budget",
      request: "r" as never,
      nanoUsd: 5 as never,
      maxTokens: 1,
    } as const;
    assert.equal(notice({ ...budget, verdict: "reserve" }), undefined);
    assert.deepEqual(notice({ ...budget, verdict: "lower", text: "less" }), {
      severity: "info",
      text: "less",
    });
    const retry = {
      turn: TURN,
      safeguard: "retry",
      failure: "stall",
      attempt: 1,
      wait: ms(500),
      text: "again",
    } as const;
    assert.deepEqual(notice({ ...retry, verdict: "wait" }), {
      severity: "warning",
      text: "again",
      failure: "stall",
      until: 1_500,
    });
    assert.deepEqual(notice({ ...retry, verdict: "give_up" }), {
      severity: "warning",
      text: "again",
      failure: "stall",
    });
    const loop = {
      turn: TURN,
      safeguard: "loop",
      verdict: "nudge",
      failure: "tool_loop",
      text: "loop",
    } as const;
    assert.equal(notice({ ...loop, verdict: "stop" }), undefined, "the turn's end says why it ended");
    assert.deepEqual(notice(loop), { severity: "warning", text: "loop", failure: "tool_loop" });
    const secrets = { turn: TURN, safeguard: "secrets", verdict: "redact", where: "message" } as const;
    assert.match(notice({ ...secrets, count: 1 })?.text ?? "", /^A secret was taken out of the message/);
    assert.match(notice({ ...secrets, count: 2 })?.text ?? "", /^2 secrets were taken/);
  });

  it("says who decided about an action", () => {
    assert.deepEqual(
      [
        answer({ scope: "once" }),
        answer({ scope: "session" }),
        answer({ by: "grant" }),
        answer({ by: "setting" }),
        answer({ by: "policy" }),
      ],
      [
        "Allowed once",
        "Allowed for this session",
        "Allowed earlier for this session",
        "Allowed by your settings",
        "Allowed by the command line",
      ],
    );
    assert.deepEqual(
      [answer({ verdict: "deny" }), answer({ verdict: "deny", reason: "no" })],
      ["Denied", "Denied: no"],
    );
  });
});

describe("the tree of turns", () => {
  const tree = new TurnTree();
  const add = (id: string, parent: string | undefined, turn: string): void =>
    tree.add({ id, turn, role: "user", content: [], ...(parent && { parent }) } as never);
  add("a1", undefined, "A");
  add("a2", "a1", "A");
  add("b1", "a2", "B");
  add("c1", "b1", "C");
  add("b2", "a2", "B2");
  add("d1", "c1", "D");
  add("b3", "a2", "B3");

  it("shows the way to its head, and what stands in the place of each turn", () => {
    assert.deepEqual(tree.path(), [
      { id: "A", branches: ["A"] },
      { id: "B3", branches: ["B", "B2", "B3"] },
    ]);
    tree.moveTo("d1" as never);
    assert.deepEqual(
      tree.path().map(({ id }) => id),
      ["A", "B", "C", "D"],
    );
    tree.moveTo("nowhere" as never);
    assert.deepEqual(
      tree.path().map(({ id }) => id),
      ["A", "B", "C", "D"],
    );
  });

  it("knows where the conversation stands on each branch: at its newest message", () => {
    const tips = ["A", "B", "B2", "B3", "C", "unknown"].map((turn) => tree.tipOf(turn as never));
    assert.deepEqual(tips, ["b3", "d1", "b2", "b3", "d1", undefined]);
  });

  it("keeps what came before a damaged message", () => {
    add("e2", "lost", "E");
    assert.deepEqual(
      tree.path().map(({ id }) => id),
      ["A", "B", "C", "D", "E"],
    );
  });
});
