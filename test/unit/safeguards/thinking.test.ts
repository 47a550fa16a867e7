import assert from "node:assert/strict";
import type { ModelRef } from "../../../src/core/lines.ts";
import type { ModelRequest } from "../../../src/core/model.ts";
import { ownThinking, RejectedThinking } from "../../../src/safeguards/thinking.ts";
import { fakeCall, INFO, REQUEST } from "../../support/calls.ts";
import { answered, ask, decisions, failed, scriptedModel } from "../../support/scriptedModel.ts";

const thought = { type: "thinking", thinking: "hm", signature: "s" } as const;
const said = { type: "text", text: "So." } as const;
const request: ModelRequest = {
  ...REQUEST,
  messages: [
    ...REQUEST.messages,
    { role: "assistant", content: [thought, said] },
    { role: "user", content: [{ type: "text", text: "And?" }] },
    { role: "assistant", content: [thought] },
    { role: "user", content: [{ type: "text", text: "Go on" }] },
  ],
};
const messageIds = ["m1", "m2", "m3", "m4", "m5"];
const SONNET: ModelRef = { provider: "anthropic", id: INFO.id };
const HAIKU: ModelRef = { provider: "anthropic", id: "claude-haiku-5-5" };
const mismatch = () => [failed("thinking_mismatch")];
const withThinking = ({ messages }: ModelRequest): readonly number[] =>
  messages.flatMap(({ content }, index) => (content.some(({ type }) => type === "thinking") ? [index] : []));

describe("thinking of earlier answers", () => {
  it("goes to the model that wrote it, byte for byte, and where the writer is not known", async () => {
    const door = scriptedModel([]);
    await ask(
      ownThinking(door, new RejectedThinking()),
      request,
      fakeCall({ messageIds, authors: { m2: SONNET } }),
    );
    assert.deepEqual([door.requests[0], door.calls[0]?.changes], [request, undefined]);
  });

  it("of another model is left out, a message that holds nothing else with it", async () => {
    const door = scriptedModel([]);
    const call = fakeCall({ messageIds, authors: { m2: HAIKU, m4: HAIKU } });
    await ask(ownThinking(door, new RejectedThinking()), request, call);
    const [sent] = door.requests;
    assert.ok(sent);
    assert.deepEqual([withThinking(sent), sent.messages[1]?.content], [[], [said]]);
    assert.deepEqual(door.calls[0]?.messageIds, ["m1", "m2", "m3", "m5"]);
    assert.deepEqual(door.calls[0]?.changes, [{ change: "thinking_removed", from: ["m2", "m4"] }]);
  });

  it("that the server rejects is left out, once more sent, and stays out; newer thinking is kept", async () => {
    const door = scriptedModel([mismatch()]);
    const rejected = new RejectedThinking();
    const model = ownThinking(door, rejected);
    const call = fakeCall({ messageIds });
    assert.equal((await ask(model, request, call)).text, "Hi");
    assert.deepEqual([decisions(call), door.requests.map(withThinking)], [["thinking strip"], [[1, 3], []]]);
    const longer = {
      ...request,
      messages: [
        ...request.messages,
        { role: "assistant", content: [thought, said] } as const,
        ...REQUEST.messages,
      ],
    };
    await ask(model, longer, fakeCall({ messageIds: [...messageIds, "m6", "m7"] }));
    assert.deepEqual(withThinking(door.requests[2] as ModelRequest), [4], "of the newest answer alone");
    await ask(model, request, fakeCall({ messageIds: ["m1", "x2", "x3", "x4", "x5"] }));
    assert.deepEqual(withThinking(door.requests[3] as ModelRequest), [1, 3], "another branch has its own");
  });

  it("is not the matter twice, nor where there is none, nor after a part of the answer", async () => {
    const twice = scriptedModel([mismatch(), mismatch()]);
    const { error } = await ask(
      ownThinking(twice, new RejectedThinking()),
      request,
      fakeCall({ messageIds }),
    );
    assert.deepEqual([error?.failure, twice.requests.length], ["thinking_mismatch", 2]);
    const without = scriptedModel([mismatch()]);
    await ask(ownThinking(without, new RejectedThinking()), REQUEST, fakeCall());
    assert.equal(without.requests.length, 1);
    const late = scriptedModel([[...answered(["Half"]).slice(0, 2), ...mismatch()]]);
    await ask(ownThinking(late, new RejectedThinking()), request, fakeCall({ messageIds }));
    assert.equal(late.requests.length, 1);
    const spent = scriptedModel([mismatch()]);
    await ask(ownThinking(spent, new RejectedThinking()), request, fakeCall({ messageIds, attempts: 1 }));
    assert.equal(spent.requests.length, 1);
  });
});
