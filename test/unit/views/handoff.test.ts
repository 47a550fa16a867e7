import assert from "node:assert/strict";
import type { Handoff } from "../../../src/core/agent.ts";
import type { TranscriptItem } from "../../../src/views/transcriptItems.ts";
import { handedOver, handoffChoices } from "../../../src/views/handoff.ts";

const handoff = (more: Partial<Handoff>): Handoff => ({
  label: "Start",
  agent: "coder",
  prompt: "Implement it.",
  send: false,
  ...more,
});
const item = (fields: object): TranscriptItem => ({ turn: "t", at: 0, ...fields }) as never;

describe("hand-offs", () => {
  it("are offered to agents that exist, each with what it will do", () => {
    const handoffs = [
      handoff({ agent: "gone" }),
      handoff({}),
      handoff({ send: true }),
      handoff({ prompt: "" }),
    ];
    const choices = handoffChoices({ handoffs }, [{ name: "coder" }]);
    assert.deepEqual(
      choices.map(({ index }) => index),
      [1, 2, 3],
    );
    assert.match(choices[0]?.detail ?? "", /^coder goes on .*“Implement it\.” You can change the message/);
    assert.match(choices[1]?.detail ?? "", /“Implement it\.” Sent at once\.$/);
    assert.match(choices[2]?.detail ?? "", /You say what to do\. You can change/);
  });

  it("take along what was asked last and what was answered, and nothing else", () => {
    const items = [
      item({ kind: "user", text: "first" }),
      item({ kind: "answer", text: "old" }),
      item({ kind: "user", text: " Plan it. " }),
      item({ kind: "answer", text: "Step 1" }),
      item({ kind: "tool", output: "secret" }),
      item({ kind: "answer", text: "" }),
    ];
    assert.equal(
      handedOver("planner", items),
      "I asked the agent planner:\n\nPlan it.\n\nIts answer was:\n\nStep 1",
    );
    assert.equal(handedOver("planner", items.slice(0, 1)), "");
  });
});
