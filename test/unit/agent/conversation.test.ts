import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Conversation } from "../../../src/agent/conversation.ts";
import type { MessageRecord } from "../../../src/core/lines.ts";
import type { ContentBlock } from "../../../src/core/model.ts";
import type { MessagesBody } from "../../support/messagesApi.ts";
import { problemOf } from "../../support/strictApi.ts";

type Draft = Partial<Omit<MessageRecord, "content">> & { readonly content: readonly unknown[] };

/** A conversation of these messages, each after the one before it unless it names its parent. */
function conversation(...drafts: readonly Draft[]): Conversation {
  const made = new Conversation();
  for (const [n, draft] of drafts.entries()) {
    const role = n % 2 === 0 ? "user" : "assistant";
    const parent = n === 0 ? {} : { parent: `m${n - 1}` };
    made.add({ id: `m${n}`, turn: "t", role, ...parent, ...draft } as MessageRecord);
  }
  return made;
}

const said = (text: string): ContentBlock => ({ type: "text", text });
const call = (id: string, input: unknown = {}): ContentBlock => ({
  type: "tool_use",
  id,
  name: "read_file",
  input,
});
const result = (id: string): ContentBlock => ({ type: "tool_result", tool_use_id: id, content: "x" });
const sent = (made: Conversation): readonly (readonly unknown[])[] =>
  made.toSend().map(({ content }) => content);

describe("what is sent of a conversation", () => {
  it("is every block as it was recorded, kinds that nobody knows too", () => {
    const odd = { type: "odd", deep: { x: [1] } };
    const content = [
      { type: "thinking", thinking: "", signature: "s" },
      said("I look"),
      odd,
      call("a", { path: "p" }),
    ];
    const made = conversation({ content: [said("hi")] }, { content }, { content: [result("a")] });
    assert.deepEqual(sent(made), [[said("hi")], content, [result("a")]]);
    assert.equal(sent(made)[1]?.[0], content[0], "the very same objects");
  });

  it("leaves out empty text and messages that hold nothing else", () => {
    const made = conversation(
      { content: [said("hi")] },
      { content: [said(""), said("\n")] },
      { content: [said("there")] },
    );
    assert.deepEqual(sent(made), [[said("hi")], [said("there")]]);
  });

  it("has of an answer that was cut off only its text", () => {
    const content = [{ type: "thinking", thinking: "hm", signature: "" }, said("Half"), call("a", '{"pa')];
    const made = conversation(
      { content: [said("hi")] },
      { content, incomplete: "stall" },
      { content: [said("go on")] },
    );
    assert.deepEqual(sent(made), [[said("hi")], [said("Half")], [said("go on")]]);
  });

  it("has arguments that were no JSON as an object", () => {
    for (const input of ["{oops", [1], 5, null]) {
      const made = conversation(
        { content: [said("hi")] },
        { content: [call("a", input)] },
        { content: [result("a")] },
      );
      assert.deepEqual(sent(made)[1], [call("a", { malformed_input: input })]);
    }
  });

  it("is the branch that goes on, and no other", () => {
    const made = conversation({ content: [said("a")] }, { content: [said("b")] }, { content: [said("c")] });
    made.moveTo("m0" as never);
    made.add({ id: "m9", turn: "t", role: "assistant", parent: "m0", content: [said("d")] } as never);
    assert.deepEqual(sent(made), [[said("a")], [said("d")]]);
    made.moveTo("m2" as never);
    assert.deepEqual(sent(made).length, 3);
    made.moveTo(undefined);
    assert.deepEqual(sent(made), []);
  });

  it("goes on behind a message that damage took away, without the half of a pair that is left", () => {
    const lost = conversation(
      { content: [said("hi")] },
      { content: [said("I look"), call("a"), call("b")] },
      { id: "gone" as never, content: [result("a")] },
      { content: [call("c")] },
      { content: [result("c"), result("zzz")] },
    );
    assert.deepEqual(sent(lost), [
      [said("hi")],
      [said("I look"), call("a")],
      [result("a")],
      [call("c")],
      [result("c")],
    ]);
    const first = conversation(
      { content: [said("x")], role: "assistant" },
      { content: [said("hi")], role: "user", parent: "lost" as never },
    );
    assert.deepEqual(sent(first), [[said("hi")]]);
  });

  it("is accepted by the API, whatever was recorded and lost", () => {
    const blocks = fc.oneof(
      fc.constantFrom("", " ", "text").map(said),
      fc.constantFrom("a", "b", "c").map(result),
      fc
        .tuple(fc.constantFrom("a", "b", "c"), fc.constantFrom<unknown>({}, "{", [], null))
        .map(([id, input]) => call(id, input)),
    );
    const kept = fc.record({
      content: fc.uniqueArray(blocks, { selector: (block) => JSON.stringify(block), maxLength: 4 }),
      cut: fc.boolean(),
      lost: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(kept, { maxLength: 8 }), (drafts) => {
        const made = new Conversation();
        const ids = new Set<string>();
        for (const [n, { content, cut, lost }] of drafts.entries()) {
          const role = n % 2 === 0 ? "user" : "assistant";
          const own = content.filter((block) => {
            if (block.type === "tool_result") return role === "user";
            if (block.type !== "tool_use") return true;
            // The API gives each call an id of its own.
            const fits = role === "assistant" && !ids.has(block.id);
            if (fits) ids.add(block.id);
            return fits;
          });
          const ordered = own.toSorted(
            (a, b) => Number(b.type === "tool_result") - Number(a.type === "tool_result"),
          );
          const message = {
            id: `m${n}`,
            turn: "t",
            role,
            content: ordered,
            ...(n > 0 && { parent: `m${n - 1}` }),
            ...(cut && { incomplete: "stall" }),
          };
          if (!lost) made.add(message as never);
        }
        const messages = made.toSend();
        if (messages.length === 0) return;
        const problem = problemOf({ body: { messages } as unknown as MessagesBody });
        assert.equal(problem, undefined);
      }),
      { numRuns: 500 },
    );
  });
});
