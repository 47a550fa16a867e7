import { join } from "node:path";
import initSqlJs from "sql.js";
import { epochMs } from "../../../src/core/units.ts";
import { costOf, pricingOf } from "../../../src/models/prices.ts";
import { NodeClock, nodeRandom } from "../../../src/node/clock.ts";
import { NodeStorage } from "../../../src/node/storage.ts";
import { Segments } from "../../../src/recording/segments.ts";
import { Database } from "../../../src/store/database.ts";
import type { DashboardQuery } from "../../../src/store/dashboardData.ts";
import { Hours } from "../../../src/store/hours.ts";
import type { RecordingSource } from "../../../src/store/indexer.ts";
import { IndexQueries } from "../../../src/store/queries.ts";
import { Rollups } from "../../../src/store/rollups.ts";
import { SCHEMA } from "../../../src/store/schema.ts";
import { TraceStore } from "../../../src/workers/receiver/traceStore.ts";
import type { Figure } from "../figure.ts";
import { DASHBOARD_QUERIES } from "../index.ts";
import { CALLS, groupOf, requestAt, SPANS } from "../receivedRequests.ts";
import { startReceiverWorker } from "../receiverWorker.ts";
import { buildRelease } from "../release.ts";
import { withScratch } from "../scratch.ts";
import { median } from "../statistics.ts";

const REQUESTS = 50_000;
const FEW = REQUESTS / 100;
const END = Date.UTC(2026, 10, 23);
const DAYS = 7;
const WORK_HOURS = 8;
const PER_LINE = 100;
const ROUNDS = 41;

/** A store of 50,000 received requests: what the worker's memory grows by, and how long the dashboard's questions take. */
export const measure = (): Promise<readonly Figure[]> =>
  withScratch(async (folder) => {
    const [large, small] = [join(folder, "large"), join(folder, "small")];
    await fill(large, REQUESTS);
    await fill(small, FEW);
    await buildRelease(join(folder, "release"));
    const memory = await workerMemory(large, join(folder, "release/dist"));
    return [memory, ...(await queryFigures(large, small))];
  });

/** Spread over the working hours of a week, so that all hours are busy whatever their number. */
async function fill(root: string, requests: number): Promise<void> {
  const segments = segmentsIn(root);
  const hours = DAYS * WORK_HOURS * 3_600_000;
  for (let from = 0; from < requests; from += PER_LINE) {
    const spans = Array.from({ length: Math.min(PER_LINE, requests - from) }, (_, at) => {
      const worked = ((from + at) / requests) * hours;
      const day = Math.floor(worked / (WORK_HOURS * 3_600_000));
      const time = worked - day * WORK_HOURS * 3_600_000 + 8 * 3_600_000;
      return requestAt(from + at, Math.floor(END - (DAYS - day) * 86_400_000 + time));
    }).flat();
    await segments.append({ received: epochMs(END), claimed: true, groups: [groupOf(spans)] });
  }
  await segments.close();
}

const segmentsIn = (root: string): Segments =>
  new Segments({ storage: new NodeStorage(), clock: new NodeClock(), random: nodeRandom, root });

async function workerMemory(root: string, bundles: string): Promise<Figure> {
  const before = process.memoryUsage().rss;
  const client = await startReceiverWorker(bundles, root);
  const { total } = await client.request("list", { limit: 200 });
  if (total !== REQUESTS) throw new Error(`${total} traces were found, not ${REQUESTS}.`);
  await client.request("rollup", { by: "day", from: epochMs(END - 30 * 86_400_000), to: epochMs(END) });
  const value = (process.memoryUsage().rss - before) / 1e6;
  client.dispose();
  return {
    name: `the receiver's memory, ${REQUESTS} requests of ${SPANS} spans`,
    unit: "MB",
    value,
    target: { of: "value", limit: "at most", amount: 400 },
  };
}

type Ask = (query: DashboardQuery) => unknown;

async function queryFigures(large: string, small: string): Promise<readonly Figure[]> {
  const [ofLarge, ofSmall] = [await asking(large), await asking(small)];
  const many = (REQUESTS * CALLS).toLocaleString("en-US");
  const few = (FEW * CALLS).toLocaleString("en-US");
  const measured = Object.entries(DASHBOARD_QUERIES).map(([name, query]) => ({
    name,
    ...times(ofLarge, ofSmall, query),
  }));
  const slowest = measured.toSorted((a, b) => b.large - a.large)[0]!;
  return [
    {
      name: `received: the slowest dashboard query of ${many} calls (${slowest.name})`,
      unit: "ms",
      value: slowest.large,
      target: { of: "value", limit: "at most", amount: 16 },
    },
    ...measured.map(({ name, large: value, small: baseline }): Figure => ({
      name: `received: dashboard of ${many} calls, ${name}`,
      unit: "ms",
      value,
      baseline: { name: `of ${few} calls`, value: baseline },
      target: { of: "ratio", limit: "at most", amount: 1.5 },
    })),
  ];
}

/** In turns, so that a slow moment of the machine meets both. */
function times(ofLarge: Ask, ofSmall: Ask, query: DashboardQuery) {
  const [large, small]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    large.push(timeOf(() => ofLarge(query)));
    small.push(timeOf(() => ofSmall(query)));
  }
  return { large: median(large), small: median(small) };
}

function timeOf(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

const price = (model: string, usage: Parameters<typeof costOf>[0], at: number) =>
  costOf(
    usage,
    pricingOf(
      { provider: "anthropic", id: model },
      { at: epochMs(at), zone: "UTC", overrides: {}, local: false },
    ),
  );

/** What a dashboard's question costs both workers: the cells of the receiver, and the figures of the index. */
async function asking(root: string): Promise<Ask> {
  const store = new TraceStore({ segments: segmentsIn(root), price, zone: "UTC" });
  await store.sync();
  const db = new Database(await initSqlJs());
  db.script(SCHEMA);
  const hours = new Hours("UTC");
  const source: RecordingSource = {
    list: () => Promise.resolve([]),
    size: () => Promise.resolve(undefined),
    head: () => Promise.resolve(new Uint8Array()),
    isLive: () => Promise.resolve(false),
    async *read() {},
  };
  const index = new IndexQueries({ db, rollups: new Rollups(db, hours), hours, source });
  return (query) =>
    index.dashboard(query, store.rollup({ by: query.by, from: query.before.from, to: query.range.to }));
}
