import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TraceId } from "../../../src/core/ids.ts";
import { outdated, type Stored } from "../../../src/engine/retention/plan.ts";
import { Segments } from "../../../src/recording/segments.ts";
import { epochMs, ms } from "../../../src/core/units.ts";
import { NodeStorage } from "../../../src/node/storage.ts";
import { answer } from "../../support/messagesApi.ts";
import { seededRandom } from "../../support/seededRandom.ts";
import { startReceiver } from "../../support/otlp/receiver.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { MODEL, testEngine, type TestEngine } from "../../support/testEngine.ts";

const DAY = 86_400_000;

const names = (found: readonly Stored[]): readonly string[] => found.map(({ name }) => name);

describe("what retention removes", () => {
  const now = epochMs(100 * DAY);
  const stored = (name: string, days: number, bytes = 10): Stored => ({
    kind: "session",
    name,
    bytes,
    last: epochMs(now - days * DAY),
  });

  it("is what is older than the limit, and then the oldest until the rest fits", () => {
    const all = [stored("a", 9), stored("d", 2), stored("b", 6), stored("c", 4)];
    assert.deepEqual(names(outdated(all, { days: 5, bytes: 0 }, now)), ["a", "b"]);
    assert.deepEqual(names(outdated(all, { days: 0, bytes: 25 }, now)), ["a", "b"]);
    assert.deepEqual(names(outdated(all, { days: 8, bytes: 15 }, now)), ["a", "b", "c"]);
    assert.deepEqual(names(outdated(all, { days: 0, bytes: 0 }, now)), []);
  });

  it("is nothing of the last day, however much there is", () => {
    assert.deepEqual(outdated([stored("large", 0.5, 1e12)], { days: 0, bytes: 1 }, now), []);
  });
});

describe("retention", () => {
  const folder = useTempFolder({ "project/a.txt": "a" });
  let engine: TestEngine;
  beforeEach(() => {
    engine = testEngine({ folder: folder().path, api: [() => answer(["hello"])] });
  });
  afterEach(() => engine.dispose());

  async function session(): Promise<string> {
    const made = await engine.sessions.create({ model: MODEL });
    await made.send("hello");
    return made.id;
  }
  const limit = (days: number): void => {
    engine.settings = { ...engine.settings, "retention.days": days };
  };

  it("removes old sessions and received spans, tells so, and leaves what is held and what was spent", async () => {
    const root = await engine.storage();
    const old = await session();
    const held = await session();
    const [first] = engine.sessions.live;
    assert.ok(first?.id === old);
    await engine.sessions.close(first);
    const options = { storage: new NodeStorage(), clock: engine.clock, random: seededRandom(1), root };
    const segments = new Segments(options);
    await segments.append({ received: engine.clock.now(), claimed: true, groups: [] });
    await segments.close();
    const spent = (await engine.budget("metered")).month.settled;
    assert.ok(spent > 0);

    await engine.clock.advance(ms(2 * DAY));
    assert.equal((await engine.retention.apply()).sessions, 0, "without a limit all stays");
    limit(1);
    const told: unknown[] = [];
    engine.retention.onRemoved((removed) => told.push(removed));
    const { sessions, received, bytes } = await engine.retention.apply();
    assert.deepEqual([sessions, received, told.length], [1, 1, 1]);
    assert.ok(bytes > 1_000);
    assert.deepEqual((await readdir(join(root, "sessions"))).length, 1);
    await assert.rejects(engine.sessions.find(old as never), /no session/);
    assert.ok(await engine.sessions.find(held as never));
    assert.deepEqual(await readdir(join(root, "traces")), []);
    assert.equal((await engine.budget("metered")).month.settled, spent);
  });
});

describe("a receiver whose spans were removed from the disk", () => {
  const folder = useTempFolder();

  it("does not list their traces any more", async () => {
    const receiver = await startReceiver(folder().path);
    const span = { traceId: "1".repeat(32), spanId: "2".repeat(16), startTimeUnixNano: "5000000" };
    await receiver.service.answer("import", {
      text: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
    });
    const total = async (): Promise<number> => (await receiver.service.answer("list", { limit: 9 })).total;
    assert.equal(await total(), 1);
    await new NodeStorage().remove(folder().at("traces"));
    assert.equal(await total(), 0);
    await receiver.stop();
  });

  it("deletes what a person wants deleted, and nothing else of the same hour", async () => {
    const receiver = await startReceiver(folder().path);
    const [mine, other] = ["a".repeat(32), "b".repeat(32)] as TraceId[];
    const add = (spans: readonly object[]): Promise<unknown> =>
      receiver.service.answer("import", {
        text: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }),
      });
    await add([span(mine!, "private matter"), span(other!, "kept")]);
    await add([span(mine!, "private matter")]);
    assert.deepEqual(await receiver.service.answer("forget", { traces: [mine!] }), { left: 0 });
    await add([span("c".repeat(32), "later")]);
    const { traces } = await receiver.service.answer("list", { limit: 9 });
    assert.deepEqual(new Set(traces.map(({ name }) => name)), new Set(["kept", "later"]));
    const [file = ""] = await readdir(folder().at("traces"));
    assert.doesNotMatch(await readFile(join(folder().at("traces"), file), "utf8"), /private matter/);
    assert.equal((await receiver.service.answer("spans", { trace: other! }))[0]?.name, "kept");
    await receiver.stop();
  });
});

const span = (traceId: string, name: string): object => ({
  traceId,
  spanId: "2".repeat(16),
  name,
  startTimeUnixNano: "5000000",
});
