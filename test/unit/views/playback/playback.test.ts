import assert from "node:assert/strict";
import type { RecordedLine } from "../../../../src/core/lines.ts";
import { nextStop, positionAt, JUMPS } from "../../../../src/views/playback/navigation.ts";
import { openPlayback, type PlaybackItem } from "../../../../src/views/playback/openPlayback.ts";
import { Playback } from "../../../../src/views/playback/playback.ts";
import { StatusFold } from "../../../../src/views/sessionStatus.ts";
import { Transcript } from "../../../../src/views/transcript.ts";
import type { TranscriptItem } from "../../../../src/views/transcriptItems.ts";
import { eventfulSession } from "../../../support/eventfulSession.ts";
import { MemoryStorage } from "../../../support/memoryStorage.ts";
import { TempFolder } from "../../../support/tempFolder.ts";
import { agentRun, sessionOfTurns } from "../../../support/traces/agentRun.ts";

const ALL = 1_000_000;

function played(lines: readonly RecordedLine[]): Playback {
  const playback = new Playback();
  for (const line of lines) playback.take(line);
  playback.end();
  return playback;
}

/** What a chat would show that had heard just these lines. */
function shownAfter(lines: readonly RecordedLine[]) {
  const transcript = new Transcript();
  const status = new StatusFold({
    title: "",
    agent: "",
    model: { provider: "anthropic", id: "" },
    contextWindow: 0,
  });
  for (const line of lines) {
    transcript.take(line);
    status.take(line);
  }
  const turns = transcript.turns();
  return { turns, items: turns.flatMap(({ id }) => transcript.itemsOf(id)), status: status.status };
}

function stateOf(playback: Playback, position: number) {
  const { turns, items, status, hasEarlier } = playback.state({ position, count: ALL, have: [] });
  return { turns, items: items.map(({ item }) => item), status, hasEarlier };
}

const itemsAt = (playback: Playback, position: number): readonly TranscriptItem[] =>
  stateOf(playback, position).items;

async function* given(...items: readonly PlaybackItem[]): AsyncGenerator<PlaybackItem> {
  await Promise.resolve();
  yield* items;
}

const lineItems = (lines: readonly RecordedLine[]): readonly PlaybackItem[] =>
  lines.map((line, index) => ({ kind: "line", line, end: (index + 1) * 100 }));

const refusal = async (...items: readonly PlaybackItem[]): Promise<string> =>
  openPlayback(given(...items)).then(
    () => "",
    ({ message }: Error) => message,
  );

describe("a play-back", () => {
  let eventful: readonly RecordedLine[];
  let folder: TempFolder;
  before(async () => {
    folder = await TempFolder.create({ "project/notes.txt": "first line\nsecond line\n" });
    eventful = (await eventfulSession(folder.path, new MemoryStorage())).lines;
  });
  after(() => folder.remove());

  it("shows at each line what one saw then, forwards, backwards and anywhere", () => {
    for (const lines of [eventful, sessionOfTurns().lines]) {
      const playback = played(lines);
      const positions = lines.map((_, index) => index + 1);
      for (const position of [...positions.toReversed(), ...positions]) {
        const expected = shownAfter(lines.slice(0, position));
        assert.deepEqual(
          stateOf(playback, position),
          { ...expected, hasEarlier: false },
          `after ${position}`,
        );
      }
    }
  });

  it("gives the end of a long transcript, and says that there is more", () => {
    const playback = played(sessionOfTurns().lines);
    const whole = stateOf(playback, playback.length);
    const part = playback.state({ position: playback.length, count: 5, have: [] });
    const shown = part.items.map(({ item }) => item);
    assert.ok(shown.length >= 5 && shown.length < whole.items.length);
    assert.deepEqual(shown, whole.items.slice(-shown.length));
    assert.equal(part.hasEarlier, true);
    assert.deepEqual(
      [...new Set(part.items.map(({ item }) => item.turn))],
      part.turns.map(({ id }) => id),
    );
  });

  it("does not send again what the page has", () => {
    const playback = played(agentRun().lines);
    const first = playback.state({ position: 40, count: 50, have: [] });
    const second = playback.state({ position: 42, count: 50, have: first.shown });
    const known = new Map(first.items.map(({ version, item }) => [version, item]));
    for (const { version, item } of second.items) known.set(version, item);
    assert.ok(second.items.length < first.items.length / 2);
    assert.deepEqual(
      second.shown.map((version) => known.get(version)),
      itemsAt(playback, 42),
    );
  });

  it("stops at errors, tool calls, approvals, safeguards and messages", () => {
    const playback = played(eventful);
    const { stops } = playback.overview();
    const texts = (jump: keyof typeof JUMPS): readonly string[] => {
      const found: string[] = [];
      for (
        let at = nextStop(stops, 0, 1, JUMPS[jump]);
        at !== undefined;
        at = nextStop(stops, at, 1, JUMPS[jump])
      )
        found.push(playback.state({ position: at, count: 0, have: [] }).text);
      return found;
    };
    assert.ok(texts("tool call").includes("read_file notes.txt"));
    assert.match(texts("error")[0] ?? "", /^read_file missing\.txt failed/);
    assert.deepEqual(texts("approval").slice(0, 2), ["Asks: write_file new.txt", "Allowed for this session"]);
    assert.ok(texts("safeguard").some((text) => /trying again/.test(text)));
    assert.match(texts("message")[1] ?? "", /^You: /);
  });

  it("goes back over the same stops", () => {
    const { stops } = played(eventful).overview();
    const forward: number[] = [];
    for (let at = nextStop(stops, 0, 1); at !== undefined; at = nextStop(stops, at, 1)) forward.push(at);
    const back: number[] = [];
    for (let at = nextStop(stops, ALL, -1); at !== undefined; at = nextStop(stops, at, -1)) back.push(at);
    assert.deepEqual(back, forward.toReversed());
  });

  it("shortens the time in which nothing ran, and finds the line of each instant", () => {
    const run = sessionOfTurns();
    const { times } = played(run.lines).overview();
    const real = run.lines.at(-1)!.wall - run.lines[0]!.wall;
    assert.ok(times.at(-1)! < real - 140_000, "95 and 48 s passed between the turns");
    assert.ok(times.every((time, index) => index === 0 || time >= times[index - 1]!));
    assert.equal(positionAt(times, times.at(-1)!), times.length);
    assert.equal(positionAt(times, -5), 1);
  });

  it("says which trace and span a moment belongs to", () => {
    const { lines } = sessionOfTurns();
    const playback = played(lines);
    const newest = playback.state({ position: playback.length, count: 0, have: [] }).span;
    const [last] = playback.overview().traces;
    assert.equal(newest?.traceId, last?.trace);
    assert.equal(playback.trace(newest!.traceId)?.spans.rows.length, 9);
  });

  it("shows caps and what is set aside as they stood", () => {
    const playback = played(eventful);
    const reserved = eventful.findIndex(
      ({ type, data }) => type === "decision" && data.safeguard === "budget" && data.verdict === "reserve",
    );
    const at = (position: number) => playback.state({ position, count: 0, have: [] }).budget;
    assert.equal(at(reserved).reserved, 0);
    assert.ok(at(reserved + 1).reserved > 0);
    assert.equal(at(1).daily, 5);
    assert.equal(at(playback.length).reserved, 0);
  });

  describe("of a damaged recording", () => {
    it("leaves out what cannot be read and says so", async () => {
      const { lines } = agentRun();
      const items = [
        ...lineItems(lines.slice(0, 10)),
        { kind: "problem", problem: "checksum", end: 1_100 } as const,
        ...lineItems(lines.slice(11)),
        { kind: "problem", problem: "torn", end: 9_000 } as const,
      ];
      const { playback, notes } = await openPlayback(given(...items));
      assert.equal(playback.length, lines.length - 1);
      assert.deepEqual(notes, [
        "The last line was cut off, as when a process is killed while it writes. It is left out.",
        "1 line is left out because it is damaged, missing or changed by hand.",
      ]);
      assert.equal(playback.positionOf(lines[10]!.seq), 10, "the place before the lost line");
      assert.equal(playback.positionOf(lines[11]!.seq), 11);
    });

    it("refuses what is no recording, is empty, or is of a newer version", async () => {
      assert.match(await refusal(), /empty/);
      assert.match(await refusal({ kind: "problem", problem: "torn", end: 9 }), /no recording/);
      assert.match(await refusal({ kind: "problem", problem: "newer", end: 9 }), /newer version/);
    });

    it("is shown up to a limit where it is endless, and says so", async () => {
      const { lines } = agentRun();
      let reported = 0;
      const { playback, notes } = await openPlayback(given(...lineItems(lines)), () => reported++, {
        lines: 50,
        bytes: ALL,
      });
      assert.equal(playback.length, 50);
      assert.match(notes[0] ?? "", /too long/);
    });
  });
});
