import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dataOf } from "../support/lines.ts";
import { engineIn, readBooks, readRecordings, sessionIdOf, type ReadBack } from "../support/storm/books.ts";
import { runCliProcess } from "../support/storm/cliProcess.ts";
import { laneEnv, runStorm, type Lane, type Storm } from "../support/storm/storm.ts";
import { countOf, sum } from "../support/store/naiveLedger.ts";

/** How many times the usual size the storm has. */
const SCALE = Number(process.env["FLIGHTDECK_STORM"] ?? 1);
const GOALS = { calls: 2_000 * SCALE, admitted: 1_000 * SCALE, kills: 200 * SCALE };
const lane = (name: string, daily: number, monthly?: number): Lane => ({
  name,
  daily: daily * SCALE,
  ...(monthly !== undefined && { monthly: monthly * SCALE }),
});
const LANES: readonly Lane[] = [
  lane("a", 0.4),
  lane("b", 0.6),
  lane("c", 0.9),
  lane("d", 1.2, 1.5),
  lane("e", 1.6),
  lane("f", 2),
  lane("g", 2.5, 3.2),
  lane("h", 4),
];

/** Sessions that are opened side by side: most of it is waiting for the disk. */
const AT_ONCE = 8;

const nano = (usd: number): number => Math.round(usd * 1e9);

describe("eight processes of the command line that share a budget and are killed at random", function () {
  this.timeout(1_800_000 * Math.max(1, SCALE));
  let folder: string;
  let storm: Storm;
  let recordings: readonly ReadBack[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "flightdeck-storm-"));
    storm = await runStorm({ folder, goals: GOALS, lanes: LANES });
    recordings = await readRecordings(folder);
  });
  after(async () => {
    await storm.server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const bill = (): number => storm.server.fake.bill.total;

  it("make two thousand calls over two days, and no turn ends in a way that nobody had in mind", async () => {
    const { verdicts, calls } = await readBooks(storm.home);
    const admitted = [...verdicts.values()].filter(Boolean).length;
    assert.deepEqual(storm.surprises, []);
    assert.deepEqual(storm.server.fake.rejections, [], "the strict server took every request");
    assert.ok(storm.kills >= GOALS.kills, `${storm.kills} kills`);
    assert.ok(verdicts.size >= GOALS.calls, `${verdicts.size} calls`);
    assert.ok(admitted >= GOALS.admitted, `${admitted} admitted`);
    assert.ok(admitted < verdicts.size, "some were denied");
    assert.equal(new Set(calls.map(({ line }) => line.day)).size, 2, "a midnight has passed");
    process.stdout.write(
      `      ${verdicts.size} calls, ${admitted} admitted, ${storm.kills} kills, bill $${(bill() / 1e9).toFixed(2)}\n`,
    );
  });

  it("send nothing that the ledger has not admitted under their own caps", async () => {
    const { calls } = await readBooks(storm.home);
    for (const { name, daily, monthly } of LANES) {
      const ours = calls.filter(({ line: { caps } }) =>
        caps.some(({ scope, limit }) => scope === "day" && limit === nano(daily)),
      );
      const sent = storm.server.fake.accepted.filter(
        ({ headers }) => headers.get("x-api-key") === `key-of-${name}`,
      );
      assert.ok(sent.length <= ours.length, `${name} sent ${sent.length} of ${ours.length}`);
      assert.ok(ours.every(({ line: { caps } }) => caps.length === (monthly === undefined ? 1 : 2)));
    }
  });

  it("never spend more on a day than the highest cap, by the provider's bill and by the ledger", async () => {
    const { calls } = await readBooks(storm.home);
    const highest = nano(Math.max(...LANES.map(({ daily }) => daily)));
    const days = [...new Set(calls.map(({ line }) => line.day))];
    for (const day of days)
      assert.ok(sum(calls.filter(({ line }) => line.day === day).map(countOf)) <= highest);
    assert.ok(bill() <= highest * days.length);
  });

  it("leave a ledger that is whole and never below the provider's bill", async () => {
    const { calls, unreadable } = await readBooks(storm.home);
    assert.ok(unreadable <= storm.kills, "at most the line at which a process died");
    assert.ok(sum(calls.map(countOf)) >= bill(), `${sum(calls.map(countOf))} booked, ${bill()} billed`);
  });

  it("leave recordings of which nothing but an unfinished last line is lost", () => {
    assert.ok(recordings.length >= GOALS.kills / 2);
    for (const { path, problems } of recordings) {
      assert.deepEqual(
        problems.filter(({ problem }) => problem !== "torn"),
        [],
        path,
      );
      assert.ok(problems.length <= 1, path);
    }
  });

  it("can each be gone on with, after which nothing is open and every cent has its line", async () => {
    for (const project of storm.projects) {
      const engine = engineIn(project, storm.home);
      const mine = recordings.filter(
        ({ lines: [first] }) => first?.type === "session" && first.data.roots.includes(project),
      );
      const ids = mine.flatMap((recording) => sessionIdOf(recording) ?? []);
      for (let at = 0; at < ids.length; at += AT_ONCE)
        await Promise.all(
          ids
            .slice(at, at + AT_ONCE)
            .map(async (id) => engine.sessions.close(await engine.sessions.open(id))),
        );
      await engine.dispose();
    }
    const { calls } = await readBooks(storm.home);
    const lost = calls.filter(({ settled }) => settled === undefined);
    assert.deepEqual(
      lost.map(({ line }) => line.session),
      [],
    );
    const responses = (await readRecordings(folder)).flatMap(({ lines }) => dataOf(lines, "response"));
    const [booked, recorded] = [sum(calls.map(countOf)), sum(responses.map(({ cost }) => cost.nanoUsd))];
    assert.equal(booked, recorded);
    const certain = sum(calls.filter(({ uncertain }) => !uncertain).map(countOf));
    assert.ok(certain <= bill() && bill() <= booked, `${certain} ≤ ${bill()} ≤ ${booked}`);
  });

  it("leave the rest of the budget to be spent, down to less than one more call", async () => {
    const { calls } = await readBooks(storm.home);
    const today = calls
      .map(({ line }) => line.day)
      .toSorted()
      .at(-1);
    const spent = sum(calls.filter(({ line }) => line.day === today).map(countOf));
    const last: Lane = { name: "last", daily: Math.ceil(spent / 1e6 + 120) / 1_000 };
    for (let failure: unknown; failure !== "budget_exceeded";) {
      const [project = folder] = storm.projects;
      const { turn } = await runCliProcess({
        project,
        home: storm.home,
        env: laneEnv(last, storm.server.url),
        prompt: "Look at the notes.",
      });
      failure = turn["failure"];
    }
    const { calls: all } = await readBooks(storm.home);
    const left = nano(last.daily) - sum(all.filter(({ line }) => line.day === today).map(countOf));
    assert.ok(left >= 0 && left < nano(0.1), `${left} left of ${last.daily}`);
    assert.ok(all.length - calls.length > 10, "it was spent on calls");
  });
});
