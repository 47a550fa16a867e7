import assert from "node:assert/strict";
import { FAILURES } from "../../../src/core/failureTable.ts";
import type { FailureClass } from "../../../src/core/failure.ts";
import { epochMs } from "../../../src/core/units.ts";
import { NO_USAGE } from "../../../src/core/usage.ts";
import { actionsOf, cacheUse, contextUse, endLine, NOTICE_ACTIONS } from "../../../src/views/chatWords.ts";
import { opensByItself, toolIcon, toolState } from "../../../src/views/toolCards.ts";
import { TurnBuilder, usd } from "../../preview/chat/items.ts";

const turn = new TurnBuilder(0, "a");

describe("what a notice offers", () => {
  it("is to go on now or to stop while the run waits", () => {
    const waits = turn.notice("warning", "", { failure: "rate_limit", until: epochMs(5) });
    assert.deepEqual(actionsOf(waits), ["skipWait", "stop"]);
    assert.deepEqual(actionsOf(turn.notice("warning", "", { failure: "rate_limit" })), []);
  });

  it("has words for every action, whatever failed", () => {
    for (const failure of Object.keys(FAILURES) as FailureClass[]) {
      for (const action of actionsOf(turn.notice("error", "", { failure })))
        assert.ok(NOTICE_ACTIONS[action]);
    }
    assert.deepEqual(actionsOf(turn.notice("error", "", { failure: "budget_exceeded" })), [
      "openBudgetSettings",
    ]);
    assert.deepEqual(actionsOf(turn.notice("error", "", { failure: "authentication" })), ["setApiKey"]);
  });
});

describe("the end of a turn", () => {
  it("says how, after how long and for how much", () => {
    assert.equal(endLine(turn.end("done", 12.2, usd(0.012))), "done · 12.2 s · $0.012");
    assert.equal(
      endLine(turn.end("failed", 3, usd(0), "budget_exceeded")),
      "budget reached · 3.00 s · $0.00",
    );
  });
});

describe("the context meter", () => {
  it("says what the model no longer gets", () => {
    const left = { messages: 12, results: 1, inputs: 0, texts: 0 };
    assert.equal(
      contextUse({ contextTokens: 1, contextWindow: 100, left })?.left,
      "The model no longer gets 12 older messages, 1 tool result; you still see all of it.",
    );
    assert.equal(contextUse({ contextTokens: 1, contextWindow: 100 })?.left, undefined);
  });

  it("warns from 80 % on", () => {
    assert.equal(contextUse({ contextTokens: 159_999, contextWindow: 200_000 })?.nearlyFull, false);
    const full = contextUse({ contextTokens: 160_000, contextWindow: 200_000 });
    assert.deepEqual(full, { percent: 80, nearlyFull: true, text: "160k of 200k tokens" });
  });

  it("says nothing of a window that is not known, and never more than 100 %", () => {
    assert.equal(contextUse({ contextTokens: 5, contextWindow: 0 }), undefined);
    assert.equal(contextUse({ contextTokens: 300, contextWindow: 200 })?.percent, 100);
  });
});

describe("the prompt cache's use", () => {
  const sent = { ...NO_USAGE, input: 100, cacheRead: 99_500, cacheWrite5m: 400 };

  it("is the share of all input that was read from it, and all only where it is", () => {
    assert.deepEqual(cacheUse({ usage: sent }), {
      percent: 99,
      text: "99.5k of 100k tokens sent were read from the prompt cache, at a fraction of their price.",
    });
    assert.equal(cacheUse({ usage: { ...sent, cacheRead: 0 } })?.percent, 0);
  });

  it("is not told where there is none", () => {
    assert.equal(cacheUse({ usage: NO_USAGE }), undefined);
    assert.equal(cacheUse({ usage: { ...NO_USAGE, input: 5 } }), undefined);
  });
});

describe("a tool's card", () => {
  it("is open while there is something to see, and after a failure", () => {
    const open = (["writing", "pending", "running", "asking", "done", "failed"] as const).filter((state) =>
      opensByItself(turn.tool("x", "", { state })),
    );
    assert.deepEqual(open, ["writing", "running", "asking", "failed"]);
    assert.equal(opensByItself(turn.tool("x", "", { state: "failed", failure: "approval_denied" })), false);
  });

  it("names its state in words beside the icon", () => {
    assert.equal(
      toolState(turn.tool("x", "", { state: "failed", failure: "tool_timeout" })).label,
      "tool timed out",
    );
    assert.equal(toolState(turn.tool("x", "", { state: "asking" })).label, "needs approval");
  });

  it("has an icon for tools that it does not know, and for where foreign ones come from", () => {
    assert.equal(toolIcon("read_file"), "file");
    assert.deepEqual(["mcp__anything", "vscode__x", "made_up"].map(toolIcon), [
      "plug",
      "extensions",
      "tools",
    ]);
  });
});
