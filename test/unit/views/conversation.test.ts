import assert from "node:assert/strict";
import type { TurnId } from "../../../src/core/ids.ts";
import { Conversation } from "../../../src/views/conversation.ts";
import type { TranscriptItem } from "../../../src/views/transcriptItems.ts";
import { TurnBuilder } from "../../preview/chat/items.ts";

const textOf = (item: TranscriptItem | undefined): string => (item && "text" in item ? item.text : "");

function withTurns(...names: string[]) {
  const turns = names.map((name) => {
    const turn = new TurnBuilder(0, name);
    turn.user(`question of ${name}`);
    turn.answer("Hello");
    return turn;
  });
  const conversation = new Conversation();
  conversation.reset(
    turns.map((turn) => turn.view()),
    turns.flatMap(({ items }) => items),
  );
  return { conversation, turns };
}

const a = "a" as TurnId;
const b = "b" as TurnId;

describe("a page's copy of a conversation", () => {
  it("lets the text of an answer grow", () => {
    const { conversation } = withTurns("a");
    conversation.apply([
      { op: "append", id: "a-2" as never, field: "text", text: ", wor" },
      { op: "append", id: "a-2" as never, field: "text", text: "ld" },
    ]);
    assert.equal(textOf(conversation.itemsOf(a)?.[1]), "Hello, world");
  });

  it("keeps what has not changed the same objects", () => {
    const { conversation } = withTurns("a", "b");
    const before = conversation.itemsOf(a);
    const others = conversation.itemsOf(b);
    conversation.apply([{ op: "append", id: "a-2" as never, field: "text", text: "!" }]);
    assert.equal(conversation.itemsOf(a)?.[0], before?.[0]);
    assert.notEqual(conversation.itemsOf(a)?.[1], before?.[1]);
    assert.equal(conversation.itemsOf(b), others);
    assert.equal(textOf(before?.[1]), "Hello");
  });

  it("puts a new item at the end of its turn and a known one in its place", () => {
    const { conversation, turns } = withTurns("a");
    const notice = turns[0]?.notice("info", "late");
    assert.ok(notice);
    conversation.apply([{ op: "put", item: notice }]);
    conversation.apply([{ op: "put", item: { ...notice, text: "later" } }]);
    assert.deepEqual(conversation.itemsOf(a)?.map(textOf), ["question of a", "Hello", "later"]);
  });

  it("tells only those who look at what has changed", () => {
    const { conversation } = withTurns("a", "b");
    const heard: string[] = [];
    conversation.subscribe(a, () => heard.push("a"));
    const end = conversation.subscribe(b, () => heard.push("b"));
    conversation.subscribe("turns", () => heard.push("turns"));
    conversation.apply([{ op: "append", id: "b-2" as never, field: "text", text: "!" }]);
    end();
    conversation.apply([{ op: "append", id: "b-2" as never, field: "text", text: "!" }]);
    conversation.apply([{ op: "turns", turns: conversation.turns }]);
    assert.deepEqual(heard, ["b", "turns"]);
  });

  it("takes a turn that begins before it is listed", () => {
    const { conversation } = withTurns("a");
    const fresh = new TurnBuilder(0, "b");
    conversation.apply([
      { op: "put", item: fresh.user("new") },
      { op: "turns", turns: [...conversation.turns, fresh.view()] },
    ]);
    assert.deepEqual(conversation.itemsOf(b)?.map(textOf), ["new"]);
  });

  it("leaves news of a turn out that it has not loaded, since loading brings it", () => {
    const { conversation, turns } = withTurns("a", "b");
    conversation.reset(
      turns.map((turn) => turn.view()),
      turns[1]?.items ?? [],
    );
    const items = turns[0]?.items ?? [];
    for (const item of items) conversation.apply([{ op: "put", item }]);
    assert.equal(conversation.itemsOf(a), undefined);
    conversation.load(items);
    assert.equal(conversation.itemsOf(a)?.length, 2);
  });

  it("keeps the objects of turns that are as they were when a branch is chosen", () => {
    const { conversation } = withTurns("a", "b");
    const [first, second] = conversation.turns;
    assert.ok(first && second);
    conversation.apply([
      { op: "turns", turns: [{ ...first }, { id: second.id, branches: [second.id, "c" as TurnId] }] },
    ]);
    assert.equal(conversation.turns[0], first);
    assert.notEqual(conversation.turns[1], second);
  });

  it("forgets the beginning of a live output that never ends", () => {
    const { conversation, turns } = withTurns("a");
    const tool = turns[0]?.tool("run_command", "yes", { state: "running" });
    assert.ok(tool);
    conversation.apply([{ op: "put", item: tool }]);
    for (let i = 0; i < 20; i++) {
      conversation.apply([
        { op: "append", id: tool.id, field: "output", text: `${i}`.padStart(10_000, "y") },
      ]);
    }
    const last = conversation.itemsOf(a)?.at(-1);
    assert.ok(last?.kind === "tool" && last.output.length <= 64_000 && last.output.endsWith("y19"));
  });
});
