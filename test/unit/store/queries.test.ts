import assert from "node:assert/strict";
import type { RecordingKey } from "../../../src/core/ids.ts";
import { epochMs } from "../../../src/core/units.ts";
import { linesPath, recordingFolder } from "../../../src/recording/layout.ts";
import type { TraceRow } from "../../../src/store/rows.ts";
import { collect } from "../../support/collect.ts";
import { MemoryStorage } from "../../support/memoryStorage.ts";
import { seededRandom } from "../../support/seededRandom.ts";
import { usageOf } from "../../support/store/answers.ts";
import { indexOf } from "../../support/store/indexOf.ts";
import { SessionScripts, type ScriptedSession } from "../../support/store/sessionScript.ts";
import { StoreFolder } from "../../support/store/storeFolder.ts";

const ROOT = "/store";
const START = Date.parse("2026-11-20T10:00:00Z");
const HOUR = 3_600_000;

const scripts = new SessionScripts(seededRandom(9));
const session = (number: number, title: string, agent = "assistant"): ScriptedSession =>
  scripts.session({
    start: START + number * HOUR,
    model: { provider: "anthropic", id: "claude-sonnet-5-5" },
    agent,
    title,
    turns: 3,
    steps: 2,
  });

const SESSIONS = [
  session(0, "Add a retry"),
  session(1, "100% of the tests"),
  session(2, "Refund_limit", "reviewer"),
];

async function filled(rowLimit = 1_000) {
  const folder = new StoreFolder(new MemoryStorage(), ROOT);
  for (const each of SESSIONS) await folder.record(each);
  const index = await indexOf({ storage: folder.storage, root: ROOT, rowLimit });
  await index.answer("sync", {});
  return { index, folder };
}

describe("the list of sessions", () => {
  it("begins with those that were active last, and comes in pages", async () => {
    const { index } = await filled();
    const first = await index.answer("sessions", { limit: 2 });
    const second = await index.answer("sessions", { limit: 2, offset: 2 });
    assert.deepEqual(
      [...first.sessions, ...second.sessions].map(({ id }) => id),
      SESSIONS.toReversed().map(({ id }) => id),
    );
    assert.equal(first.total, 3);
  });

  it("is searched by title, agent and model, without regard to case and to signs that SQL knows", async () => {
    const { index } = await filled();
    const found = async (search: string) =>
      (await index.answer("sessions", { search, limit: 9 })).sessions.map(({ title }) => title);
    assert.deepEqual(await found("RETRY"), ["Add a retry"]);
    assert.deepEqual(await found("reviewer"), ["Refund_limit"]);
    assert.deepEqual(await found("0% of"), ["100% of the tests"]);
    assert.deepEqual(await found("d_l"), ["Refund_limit"]);
    assert.deepEqual(await found("%"), ["100% of the tests"]);
    assert.equal((await found("sonnet")).length, 3);
    assert.deepEqual(await found("nothing like it"), []);
  });
});

describe("usage", () => {
  it("of a time holds what was sent in it", async () => {
    const { index } = await filled();
    const all = await usageOf(index);
    const since = epochMs(START + HOUR);
    const until = epochMs(START + 2 * HOUR);
    await index.answer("usage", { stream: 7, query: { since, until } });
    const some = await index.answer("nextUsage", { stream: 7 });
    assert.deepEqual(
      some,
      all.filter(({ time }) => time >= since && time < until),
    );
    assert.equal(await index.answer("nextUsage", { stream: 7 }), undefined);
  });

  it("is whole although the index keeps only the newest rows", async () => {
    assert.deepEqual(await usageOf((await filled(2)).index), await usageOf((await filled()).index));
  });
});

describe("a trace", () => {
  it("is found by the beginning of its id, with the place where its lines stand", async () => {
    for (const rowLimit of [1_000, 1]) {
      const { index, folder } = await filled(rowLimit);
      const [whole] = await index.answer("traces", { prefix: SESSIONS[1]?.id ?? "" });
      assert.equal(whole?.traces.length, 3);
      for (const { trace } of whole.traces) {
        const [match, ...others] = await index.answer("traces", { prefix: trace.slice(0, 12) });
        assert.deepEqual(others, []);
        assert.equal(match?.key, SESSIONS[1]?.key);
        const [found] = match?.traces ?? [];
        assert.equal(found?.trace, trace);
        await assertHolds(folder, whole.key, found);
      }
    }
  });

  it("is not found where there is none", async () => {
    const { index } = await filled(1);
    assert.deepEqual(await index.answer("traces", { prefix: "zzzz" }), []);
    assert.deepEqual(await index.answer("traces", { prefix: "" }), []);
  });
});

/** All lines that name the trace lie in its range, and reading can begin there. */
async function assertHolds(folder: StoreFolder, key: RecordingKey, row: TraceRow): Promise<void> {
  const { trace, from, to, seq } = row;
  const bytes = await folder.storage.read(linesPath(recordingFolder(ROOT, key)));
  const outside = Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]).toString();
  assert.ok(!outside.includes(trace));
  const items = await collect(folder.recordings.read(key, from, seq));
  assert.ok(items.every(({ kind }) => kind === "line"));
  assert.equal(items[0]?.kind === "line" && items[0].line.seq, seq);
}
