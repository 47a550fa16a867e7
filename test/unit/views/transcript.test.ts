import assert from "node:assert/strict";
import type { TurnId } from "../../../src/core/ids.ts";
import type { RecordedLine } from "../../../src/core/lines.ts";
import { epochMs } from "../../../src/core/units.ts";
import { Conversation } from "../../../src/views/conversation.ts";
import { Transcript } from "../../../src/views/transcript.ts";
import type { TranscriptChange, TranscriptItem } from "../../../src/views/transcriptItems.ts";
import { eventfulSession, type EventfulSession } from "../../support/eventfulSession.ts";
import { MemoryStorage } from "../../support/memoryStorage.ts";
import { TempFolder } from "../../support/tempFolder.ts";

/** Every turn that there was, those on other branches too. */
const allTurns = (lines: readonly RecordedLine[]): readonly TurnId[] => [
  ...new Set(lines.flatMap((line) => (line.type === "message" ? [line.data.turn] : []))),
];
const itemsOf = (transcript: Transcript, turns: readonly TurnId[]): readonly (readonly TranscriptItem[])[] =>
  turns.map((turn) => transcript.itemsOf(turn));

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

describe("the transcript of a session in which much happens", () => {
  let session: EventfulSession;
  let turns: readonly TurnId[];
  const fromLines = new Transcript();
  const AT = epochMs(0);

  before(async () => {
    const folder = await TempFolder.create({ "project/notes.txt": "the refund limit is 120\n" });
    session = await eventfulSession(folder.path, new MemoryStorage());
    await folder.remove();
    turns = allTurns(session.lines);
    for (const line of session.lines) fromLines.take(line);
  });

  it("is the same with and without the live events", () => {
    const watched = new Transcript();
    for (const event of session.events) {
      if ("line" in event) watched.take(event.line);
      else watched.takeLive(event.live, AT);
    }
    assert.deepEqual(itemsOf(watched, turns), itemsOf(fromLines, turns));
    assert.deepEqual(watched.turns(), fromLines.turns());
  });

  it("is the same whenever one began to watch", () => {
    for (let missed = 0; missed < session.events.length; missed += 3) {
      const watched = new Transcript();
      for (const [n, event] of session.events.entries()) {
        if ("line" in event) watched.take(event.line);
        else if (n >= missed) watched.takeLive(event.live, AT);
      }
      assert.deepEqual(itemsOf(watched, turns), itemsOf(fromLines, turns));
    }
  });

  it("reaches a page by its changes alone, wherever the page joined", () => {
    for (let join = 0; join < session.events.length; join += 7) {
      const watched = new Transcript();
      const page = new Conversation();
      const take = (event: (typeof session.events)[number]): readonly TranscriptChange[] =>
        "line" in event ? watched.take(event.line) : watched.takeLive(event.live, AT);
      for (const event of session.events.slice(0, join)) take(event);
      page.reset(
        watched.turns(),
        turns.flatMap((turn) => watched.itemsOf(turn)),
      );
      for (const event of session.events.slice(join)) page.apply(take(event));
      assert.deepEqual(page.turns, fromLines.turns());
      assert.deepEqual(
        turns.map((turn) => page.itemsOf(turn) ?? []),
        itemsOf(fromLines, turns),
      );
    }
  });

  it("tells each turn as a person would", () => {
    const told = turns.map((turn) =>
      fromLines.itemsOf(turn).map((item) => {
        switch (item.kind) {
          case "user":
            return `user: ${item.text}`;
          case "answer":
            return `answer ${item.state}: ${item.thinking && `(${item.thinking}) `}${item.text}`;
          case "tool":
            return `tool ${item.name} ${item.state}${item.failure ? ` ${item.failure}` : ""}${item.approval ? `, ${item.approval.answer}` : ""}`;
          case "notice":
            return `${item.severity}: ${item.text}`;
          case "end":
            return `end ${item.state}${item.failure ? ` ${item.failure}` : ""}`;
        }
      }),
    );
    assert.deepEqual(told, [
      [
        "user: Look at the notes",
        "answer done: (where?) I look.",
        "tool read_file done",
        "tool read_file failed tool_error",
        "answer done: ",
        "tool write_file done, Allowed for this session",
        "tool read_file done",
        "answer done: Done.",
        "end done",
      ],
      [
        "user: and use [secret:github-token:1]",
        "info: A secret was taken out of the message before anything was sent or stored.",
        "warning: Overloaded by claude-sonnet-5-5; trying again.",
        "warning: Overloaded by claude-sonnet-5-5; trying again.",
        "answer done: After a while.",
        "end done",
      ],
      [
        "user: Once more",
        "answer incomplete: (on it) Here is the first",
        "tool read_file failed incomplete_stream",
        "error: The connection closed before the answer was complete.",
        "end failed incomplete_stream",
      ],
      [
        "user: Once more",
        "answer incomplete: Cut",
        "tool read_file failed output_truncated",
        "info: The answer reached the limit of output tokens (20); the model goes on with it once.",
        "answer incomplete: More",
        "error: The answer reached the limit of output tokens.",
        "end failed output_truncated",
      ],
      [
        "user: Look elsewhere",
        "answer done: ",
        "tool read_file failed invalid_tool_arguments",
        "answer incomplete: ",
        "error: The model refused the request.",
        "end failed refusal",
      ],
      ["user: Write something", "answer incomplete: I begin to write", "end stopped cancelled"],
    ]);
  });

  it("has no wait left when its turn goes on, and no cost that is not in the recording", () => {
    for (const item of itemsOf(fromLines, turns).flat()) {
      if (item.kind === "notice") assert.equal(item.until, undefined);
    }
    const ends = itemsOf(fromLines, turns)
      .flat()
      .filter((item) => item.kind === "end");
    const recorded = session.lines.flatMap((line) =>
      line.type === "response" ? [line.data.cost.nanoUsd] : [],
    );
    assert.equal(sum(ends.map(({ cost }) => cost.nanoUsd)), sum(recorded));
  });

  it("shows the branch that goes on, and which others stand in its place", () => {
    const [first, , retried, again, edited, last] = turns;
    assert.deepEqual(fromLines.turns(), [
      { id: edited, branches: [first, edited] },
      { id: last, branches: [last] },
    ]);
    assert.ok(first && retried && again);
    const back = new Transcript();
    for (const line of session.lines) back.take(line);
    const tip = back.tipOf(first);
    assert.ok(tip);
    const changes = back.take({
      type: "input",
      data: { act: "switch", head: tip },
      seq: 999,
      wall: AT,
      mono: 0 as never,
    });
    assert.deepEqual(changes, [{ op: "turns", turns: back.turns() }]);
    assert.deepEqual(
      back.turns().map(({ branches }) => branches),
      [[first, edited], [turns[1]], [retried, again]],
    );
    assert.equal(back.turns().at(-1)?.id, again, "the newest of them");
  });
});
