import assert from "node:assert/strict";
import type { TurnId } from "../../../src/core/ids.ts";
import type { Decision } from "../../../src/core/decisions.ts";
import type { LineBody, RecordedLine } from "../../../src/core/lines.ts";
import { epochMs, ms, nanoUsd } from "../../../src/core/units.ts";
import { actionsOf } from "../../../src/views/chatWords.ts";
import { decisionText } from "../../../src/views/decisionText.ts";
import { noticeOf } from "../../../src/views/notices.ts";
import { TurnReportFold } from "../../../src/views/turnReport.ts";

const turn = "turn" as TurnId;
const model = { provider: "anthropic", id: "m" } as const;
const common = { turn, request: "r" as never, nanoUsd: nanoUsd(5), maxTokens: 1 };

const DECISIONS = {
  reserve: { ...common, safeguard: "budget", verdict: "reserve" },
  lower: { ...common, safeguard: "budget", verdict: "lower", text: "less" },
  deny: { ...common, safeguard: "budget", verdict: "deny" },
  overshoot: { ...common, safeguard: "budget", verdict: "overshoot", text: "more" },
  unpriced: { turn, safeguard: "budget", verdict: "unpriced", model, text: "no price" },
  wait: {
    turn,
    safeguard: "retry",
    verdict: "wait",
    failure: "overloaded",
    attempt: 1,
    wait: ms(900),
    text: "again",
  },
  fallback: {
    turn,
    safeguard: "fallback",
    verdict: "switch",
    from: model,
    to: model,
    failure: "overloaded",
    text: "other",
  },
  open: { turn, safeguard: "breaker", verdict: "open", model, wait: ms(30_000), text: "rest" },
  close: { turn, safeguard: "breaker", verdict: "close", model, wait: ms(0), text: "works" },
  queue: { turn, safeguard: "parallel", verdict: "queue", model, running: 4, text: "queue" },
  soft: { turn, safeguard: "refusal", verdict: "soft", model, text: "declined" },
  strip: { turn, safeguard: "thinking", verdict: "strip", model, text: "stripped" },
  continued: { turn, safeguard: "continuation", verdict: "continue", text: "goes on" },
} as const satisfies Record<string, Decision>;

const noticeAt100 = (decision: Exclude<Decision, { safeguard: "approval" }>) =>
  noticeOf(decision, epochMs(100));

describe("what safeguards around a model call did", () => {
  it("is a line in the conversation where a person should know", () => {
    assert.deepEqual([noticeAt100(DECISIONS.reserve), noticeAt100(DECISIONS.deny)], [undefined, undefined]);
    assert.equal(noticeAt100(DECISIONS.wait)?.until, 1_000);
    const shown = [DECISIONS.lower, DECISIONS.overshoot, DECISIONS.fallback, DECISIONS.open, DECISIONS.close];
    assert.deepEqual(
      [...shown, DECISIONS.queue, DECISIONS.soft, DECISIONS.strip, DECISIONS.continued].map((decision) => [
        noticeAt100(decision)?.severity,
        noticeAt100(decision)?.text,
      ]),
      [
        ["info", "less"],
        ["warning", "more"],
        ["warning", "other"],
        ["warning", "rest"],
        ["info", "works"],
        ["info", "queue"],
        ["warning", "declined"],
        ["info", "stripped"],
        ["info", "goes on"],
      ],
    );
  });

  it("offers to enter a price that is missing", () => {
    const notice = noticeOf(DECISIONS.unpriced, epochMs(0));
    assert.equal(notice?.unpriced, "m");
    const item = { kind: "notice", id: "notice-1", turn, at: epochMs(0), ...notice } as const;
    assert.deepEqual(actionsOf(item), ["enterPrice"]);
  });

  it("is told in the trace, all of it", () => {
    for (const decision of Object.values(DECISIONS)) assert.notEqual(decisionText(decision), "");
  });
});

describe("the report of a turn", () => {
  let seq = 0;
  const line = (body: LineBody, mono: number): RecordedLine => ({
    ...body,
    seq: seq++,
    wall: epochMs(0),
    mono: ms(mono),
  });
  const decided = (data: Decision, mono = 0) => line({ type: "decision", data }, mono);
  const request = (mono: number) => line({ type: "request", data: {} as never }, mono);
  const response = (data: object, mono: number) =>
    line({ type: "response", data: { model, ...data } as never }, mono);

  it("names each attempt with what was waited for it, and the safeguards that acted, once", () => {
    const fold = new TurnReportFold();
    for (const each of [
      decided(DECISIONS.reserve),
      request(0),
      response({ ok: false, failure: "overloaded", details: { status: 529 } }, 10),
      decided(DECISIONS.wait, 20),
      request(930),
      response({ ok: false, failure: "network", details: {} }, 940),
      decided(DECISIONS.wait, 1_000),
      request(1_100),
      response({ ok: true, response: { status: 200 } }, 1_200),
      decided(DECISIONS.fallback),
    ])
      fold.take(each);
    assert.deepEqual(fold.report(), {
      attempts: [
        { model: "m", status: 529, class: "overloaded", waitedMs: 0 },
        { model: "m", class: "network", waitedMs: 900 },
        { model: "m", status: 200, waitedMs: 100 },
      ],
      safeguards: ["retry", "fallback"],
    });
  });
});
