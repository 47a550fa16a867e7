import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import initSqlJs from "sql.js";
import type { RecordingKey } from "../../src/core/ids.ts";
import type { Provider } from "../../src/core/model.ts";
import { epochMs, ms } from "../../src/core/units.ts";
import { NodeStorage } from "../../src/node/storage.ts";
import { nodeWorkers } from "../../src/node/workers.ts";
import type { DashboardQuery } from "../../src/store/dashboardData.ts";
import { Database } from "../../src/store/database.ts";
import { Hours } from "../../src/store/hours.ts";
import { IndexClient } from "../../src/store/indexClient.ts";
import { Indexer, type RecordingSource, type SourceItem } from "../../src/store/indexer.ts";
import { IndexWriter } from "../../src/store/indexWriter.ts";
import { IndexQueries } from "../../src/store/queries.ts";
import { Rollups } from "../../src/store/rollups.ts";
import { SCHEMA } from "../../src/store/schema.ts";
import { seededRandom } from "../support/seededRandom.ts";
import { SessionScripts, type ScriptedSession } from "../support/store/sessionScript.ts";
import { StoreFolder } from "../support/store/storeFolder.ts";
import { indexOf } from "../support/store/indexOf.ts";

/** The figures of the index that the bench prints; each function measures one of them. */

const DAYS = 7;
const WORK_HOURS = 8;
const CALLS_PER_SESSION = 5;
const END = Date.UTC(2026, 10, 23);
const ROW_LIMIT = 100_000;

const MODELS: readonly string[] = ["claude-sonnet-5-5", "claude-haiku-4-5", "claude-opus-5-5"];
const AGENTS: readonly string[] = ["assistant", "reviewer"];

/** Sessions spread over the working hours of a week, so that all hours are busy whatever their number. */
function* week(calls: number): Generator<ScriptedSession> {
  const random = seededRandom(calls);
  const scripts = new SessionScripts(random);
  const pick = (from: readonly string[]): string => from[Math.floor(random.next() * from.length)] ?? "";
  for (let made = 0; made < calls; made += CALLS_PER_SESSION) {
    const day = Math.floor(random.next() * DAYS);
    const start = END - (day + 1) * 86_400_000 + (8 + random.next() * WORK_HOURS) * 3_600_000;
    const model = { provider: "anthropic" as Provider, id: pick(MODELS) };
    const title = `Session ${made}`;
    yield scripts.session({
      start,
      model,
      agent: pick(AGENTS),
      title,
      turns: 1,
      steps: CALLS_PER_SESSION,
    });
  }
}

/** Recordings that never were on a disk. */
function memorySource(calls: number): RecordingSource {
  const sessions = week(calls);
  const keys = Array.from({ length: calls / CALLS_PER_SESSION }, (_, i) => `${i}` as RecordingKey);
  return {
    list: () => Promise.resolve(keys),
    size: () => Promise.resolve(1),
    head: () => Promise.resolve(new Uint8Array()),
    isLive: () => Promise.resolve(true),
    async *read(): AsyncGenerator<SourceItem> {
      const { value } = sessions.next();
      if (value === undefined) return;
      for (const [seq, { at, body }] of (value as ScriptedSession).lines.entries()) {
        yield {
          kind: "line",
          offset: seq,
          end: seq + 1,
          line: { ...body, seq, wall: epochMs(at), mono: ms(at) },
        };
      }
    },
  };
}

/** An index over so many calls of one week. */
export async function filledIndex(calls: number): Promise<IndexQueries> {
  const db = new Database(await initSqlJs());
  db.script(SCHEMA);
  const hours = new Hours("UTC");
  const rollups = new Rollups(db, hours);
  const source = memorySource(calls);
  await new Indexer({ source, hours, writer: new IndexWriter(db, rollups, ROW_LIMIT) }).sync();
  return new IndexQueries({ db, rollups, hours, source });
}

const days = (count: number) => ({ from: epochMs(END - count * 86_400_000), to: epochMs(END) });
const daysBefore = (count: number) => ({ from: epochMs(END - 2 * count * 86_400_000), to: days(count).from });

/** What the dashboard page asks. */
export const DASHBOARD_QUERIES: Readonly<Record<string, DashboardQuery>> = {
  today: { range: days(1), before: daysBefore(1), by: "hour" },
  "7 days": { range: days(7), before: daysBefore(7), by: "day" },
  "30 days": { range: days(30), before: daysBefore(30), by: "day" },
  "30 days of one agent": {
    range: days(30),
    before: daysBefore(30),
    by: "day",
    filter: { agent: "reviewer" },
  },
};

/** The median time of each dashboard query, in ms, at two sizes of the store. */
export async function dashboardTimes(sizes: readonly [number, number] = [3_500, 350_000], rounds = 41) {
  const [small, large] = [await filledIndex(sizes[0]), await filledIndex(sizes[1])];
  return Object.entries(DASHBOARD_QUERIES).map(([name, query]) => {
    const times = { small: [] as number[], large: [] as number[] };
    // In turns, so that a slow moment of the machine meets both.
    for (let round = 0; round < rounds; round++) {
      times.small.push(timeOf(() => small.dashboard(query)));
      times.large.push(timeOf(() => large.dashboard(query)));
    }
    const [smallMs, largeMs] = [median(times.small), median(times.large)];
    return { name, smallMs, largeMs, ratio: largeMs / smallMs };
  });
}

/**
 * How fast recordings on the disk are indexed, against reading and parsing the same lines and nothing
 * else. In lines per second.
 */
export async function ingestRate(calls = 20_000) {
  const root = await recordedStore(calls);
  try {
    const storage = new NodeStorage();
    const parse = await rateOf(() => parseAll(join(root, "sessions")));
    const ingest = await rateOf(async () => {
      const index = await indexOf({ storage, root, rowLimit: ROW_LIMIT });
      await index.answer("sync", {});
      return parse.lines;
    });
    return { lines: parse.lines, parse: parse.rate, ingest: ingest.rate, ratio: ingest.rate / parse.rate };
  } finally {
    await rm(root, { recursive: true });
  }
}

/**
 * By how many bytes this process grows when the bundled worker has indexed a store: its heap, the
 * database, and what it took to read the recordings.
 */
export async function workerMemory(
  calls = 50_000,
  bundles = fileURLToPath(new URL("../../dist", import.meta.url)),
) {
  const root = await recordedStore(calls);
  const before = process.memoryUsage().rss;
  const index = new IndexClient({ workers: nodeWorkers(bundles), log: QUIET, root, zone: "UTC" });
  try {
    await index.sync();
    await index.save();
    return { calls, bytes: process.memoryUsage().rss - before };
  } finally {
    index.dispose();
    await rm(root, { recursive: true });
  }
}

const QUIET = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

async function recordedStore(calls: number): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "flightdeck-bench-"));
  const folder = new StoreFolder(new NodeStorage(), root);
  for (const session of week(calls)) await folder.record(session);
  return root;
}

async function parseAll(folder: string): Promise<number> {
  let lines = 0;
  for (const key of await readdir(folder)) {
    const text = await readFile(join(folder, key, "recording.jsonl"), "utf8");
    for (const line of text.split("\n")) {
      if (line === "") continue;
      JSON.parse(line);
      lines++;
    }
  }
  return lines;
}

async function rateOf(
  work: () => Promise<number>,
): Promise<{ readonly lines: number; readonly rate: number }> {
  const start = performance.now();
  const lines = await work();
  return { lines, rate: lines / ((performance.now() - start) / 1000) };
}

function timeOf(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
