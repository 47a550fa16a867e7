import assert from "node:assert/strict";
import type { RecordedLine } from "../../../src/core/lines.ts";
import { encodeLine } from "../../../src/recording/format.ts";
import { PlaybackService } from "../../../src/workers/playback/service.ts";
import { MemoryStorage } from "../../support/memoryStorage.ts";
import { agentRun, sessionOfTurns } from "../../support/traces/agentRun.ts";
import { weatherTrace } from "../../support/traces/weatherTrace.ts";

const PATH = "/recording/lines.jsonl";

async function stored(text: string): Promise<MemoryStorage> {
  const storage = new MemoryStorage();
  await storage.replace(PATH, Buffer.from(text));
  return storage;
}

const encoded = (lines: readonly RecordedLine[]): string =>
  lines.map((line) => encodeLine(line.seq, line.wall, line.mono, line)).join("");

async function opened(text: string) {
  const shares: number[] = [];
  const material = { kind: "recording", path: PATH } as const;
  const service = await PlaybackService.open({ material }, await stored(text), ({ share }) =>
    shares.push(share),
  );
  return { service, shares };
}

describe("the worker of a play-back", () => {
  it("answers for a recording's file: overview, states, spans, places of lines", async () => {
    const { lines, session } = sessionOfTurns();
    const { service } = await opened(encoded(lines));
    const overview = service.answer("overview", undefined);
    assert.deepEqual([overview.session, overview.times.length, overview.notes], [session, lines.length, []]);
    const state = service.answer("state", { position: lines.length, count: 10, have: [] });
    assert.match(state.text, /longer than the model's context window/);
    const trace = service.answer("trace", { trace: state.span!.traceId });
    assert.ok(trace!.spans.rows.length > 3);
    assert.deepEqual(service.answer("positions", { seqs: [0, 5] }), [1, 6]);
    assert.equal(service.answer("seqAt", { position: 6 }), 5);
  });

  it("leaves out what was changed by hand, and says so", async () => {
    const text = encoded(agentRun().lines);
    const changed = await opened(text.replace('"text":"Add a retry', '"text":"Add no retry'));
    assert.match(changed.service.answer("overview", undefined).notes.join(), /^1 line .* changed by hand/);
    const headless = await opened(text.replace('"name":"list_files"', '"name":"list_moods"'));
    assert.match(headless.service.answer("overview", undefined).notes.join(), /first line is damaged/);
  });

  it("tells how far a long recording was read", async () => {
    const run = agentRun();
    const turn = { prompt: "Again.", steps: [{ text: "Yes.", usage: {}, firstToken: 1, duration: 2 }] };
    while (run.lines.length < 4_500) run.turn(turn);
    const { shares } = await opened(encoded(run.lines));
    assert.equal(shares.length, 2);
    assert.ok(shares[0]! > 0.2 && shares[0]! < shares[1]! && shares[1]! < 1);
  });

  it("refuses a file that is no recording", async () => {
    await assert.rejects(opened('{"hello": "world"}\n'), /no recording/);
  });

  it("plays spans of another program back", async () => {
    const material = { kind: "spans", title: "weather", spans: weatherTrace() } as const;
    const service = await PlaybackService.open({ material }, new MemoryStorage(), () => undefined);
    const { title, times } = service.answer("overview", undefined);
    assert.equal(title, "weather");
    const state = service.answer("state", { position: times.length, count: 10, have: [] });
    assert.deepEqual(
      state.items.map(({ item }) => item.kind),
      ["user", "user", "answer", "tool", "answer"],
    );
  });
});
