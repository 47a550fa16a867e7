import assert from "node:assert/strict";
import { localDay } from "../../../src/core/days.ts";
import type { ResponseRecord } from "../../../src/core/lines.ts";
import { epochMs } from "../../../src/core/units.ts";
import type { BehindQuery } from "../../../src/store/behind.ts";
import type { DashboardFilter } from "../../../src/store/dashboardData.ts";
import { MemoryStorage } from "../../support/memoryStorage.ts";
import { seededRandom } from "../../support/seededRandom.ts";
import { indexOf } from "../../support/store/indexOf.ts";
import {
  SessionScripts,
  type ScriptedSession,
  type SessionOptions,
} from "../../support/store/sessionScript.ts";
import { StoreFolder } from "../../support/store/storeFolder.ts";

const ZONE = "Asia/Kolkata";
const at = (iso: string) => epochMs(Date.parse(iso));
const WEEK = { from: at("2026-11-16T00:00:00+05:30"), to: at("2026-11-23T00:00:00+05:30") };
const WEEK_BEFORE = { from: at("2026-11-09T00:00:00+05:30"), to: WEEK.from };

const scripts = new SessionScripts(seededRandom(5));
const session = (start: string, options: Partial<SessionOptions> = {}): ScriptedSession =>
  scripts.session({
    start: Date.parse(start),
    model: { provider: "anthropic", id: "claude-sonnet-5-5" },
    agent: "assistant",
    title: "A session",
    turns: 2,
    steps: 4,
    failing: 0.3,
    ...options,
  });

const SIMULATED = { model: { provider: "simulated", id: "simulated" }, metering: "simulated" } as const;
const SESSIONS = [
  session("2026-11-12T10:00:00Z"),
  session("2026-11-17T18:20:00Z", { turns: 6, title: "Across midnight" }),
  session("2026-11-19T09:00:00Z", {
    agent: "reviewer",
    model: { provider: "anthropic", id: "claude-haiku-4-5" },
  }),
  session("2026-11-20T09:00:00Z", SIMULATED),
  session("2026-11-20T09:30:00Z", {
    model: { provider: "anthropic", id: "who-knows" },
    metering: "unpriced",
  }),
];

async function filled() {
  const folder = new StoreFolder(new MemoryStorage(), "/store");
  for (const each of SESSIONS) await folder.record(each);
  const index = await indexOf({ storage: folder.storage, root: folder.root, zone: ZONE });
  await index.answer("sync", {});
  return index;
}

async function dashboard(filter: DashboardFilter = {}, by: "hour" | "day" = "day") {
  const index = await filled();
  return index.answer("dashboard", { query: { range: WEEK, before: WEEK_BEFORE, by, filter } });
}

interface Call {
  readonly day: string;
  readonly data: ResponseRecord;
}

/** All responses of the week, straight from the scripts. */
function calls(of: readonly ScriptedSession[] = SESSIONS): readonly Call[] {
  return of.flatMap(({ lines }) => {
    const sent = new Map(
      lines.flatMap(({ body, at: time }) => (body.type === "request" ? [[body.data.request, time]] : [])),
    );
    return lines.flatMap(({ body }) => {
      if (body.type !== "response") return [];
      const time = sent.get(body.data.request) ?? Number.NaN;
      return time < WEEK.from ? [] : [{ day: localDay(epochMs(time), ZONE), data: body.data }];
    });
  });
}

const realMoney = (some: readonly Call[]): number =>
  some.reduce((sum, { data }) => sum + (data.cost.metering === "metered" ? data.cost.nanoUsd : 0), 0);

describe("the dashboard's figures", () => {
  it("are those of the calls, each on its local day", async () => {
    const { buckets, series } = await dashboard();
    assert.deepEqual(
      buckets,
      Array.from({ length: 7 }, (_, i) => `2026-11-${16 + i}`),
    );
    const expected = buckets.map((day) => calls().filter((call) => call.day === day));
    assert.deepEqual(
      series.map(({ count }) => count),
      expected.map(({ length }) => length),
    );
    assert.deepEqual(
      series.map(({ cost }) => cost.nanoUsd),
      expected.map(realMoney),
    );
    assert.ok(
      series.filter(({ count }) => count > 0).length >= 3,
      "a session lies on both sides of midnight",
    );
  });

  it("come to the same by hour as by day", async () => {
    const [byDay, byHour] = [await dashboard(), await dashboard({}, "hour")];
    assert.equal(byHour.buckets.length, 7 * 24);
    assert.deepEqual(byHour.calls, byDay.calls);
    assert.equal(byHour.buckets[0], "2026-11-16T00:00");
  });

  it("keep real, simulated and unknown money apart", async () => {
    const { calls: total, models } = await dashboard();
    const simulated = calls().filter(({ data }) => data.cost.metering === "simulated");
    assert.equal(total.cost.nanoUsd, realMoney(calls()));
    assert.equal(
      total.cost.simulatedNanoUsd,
      simulated.reduce((sum, { data }) => sum + data.cost.nanoUsd, 0),
    );
    assert.equal(total.cost.unpriced, calls().filter(({ data }) => data.cost.metering === "unpriced").length);
    assert.deepEqual(models.map(({ model, metering }) => [model.id, metering]).at(-1), [
      "who-knows",
      "unpriced",
    ]);
    assert.deepEqual(
      models.map(
        ({ nanoUsd, cost }) => nanoUsd.reduce((a, b) => a + b) - cost.nanoUsd - cost.simulatedNanoUsd,
      ),
      [0, 0, 0, 0],
    );
  });

  it("count failures by class, and latency only of what succeeded", async () => {
    const { calls: total } = await dashboard();
    const failures: Record<string, number> = {};
    for (const { data } of calls()) if (!data.ok) failures[data.failure] = (failures[data.failure] ?? 0) + 1;
    assert.deepEqual(total.failures, failures);
    assert.equal(total.failed, calls().filter(({ data }) => !data.ok).length);
    assert.ok((total.duration.p50 ?? 0) >= 600 * 0.95, "refusals after some ms do not count");
    assert.ok((total.timeToFirstToken.p95 ?? 0) < (total.duration.p95 ?? 0));
  });

  it("are compared with the period before", async () => {
    const { callsBefore } = await dashboard();
    assert.equal(callsBefore.count, SESSIONS[0]?.lines.filter(({ body }) => body.type === "response").length);
  });

  it("follow the filter", async () => {
    const { calls: total, agents, models, dearest } = await dashboard({ agent: "reviewer" });
    assert.equal(total.count, calls(SESSIONS.slice(2, 3)).length);
    assert.deepEqual(
      agents.map(({ name }) => name),
      ["reviewer"],
    );
    assert.deepEqual(
      models.map(({ model }) => model.id),
      ["claude-haiku-4-5"],
    );
    assert.deepEqual(
      dearest.map(({ key }) => key),
      [SESSIONS[2]?.key],
    );
    const ofOneModel = await dashboard({ model: { provider: "simulated", id: "simulated" } });
    assert.equal(ofOneModel.calls.cost.nanoUsd, 0);
    assert.ok(ofOneModel.calls.cost.simulatedNanoUsd > 0);
  });

  it("name the newest, the dearest and the longest sessions of the time", async () => {
    const { newest, dearest, longest } = await dashboard();
    assert.deepEqual(
      newest.map(({ key }) => key),
      SESSIONS.slice(1)
        .toReversed()
        .map(({ key }) => key),
    );
    assert.equal(dearest[0]?.title, "Across midnight");
    assert.deepEqual(
      dearest.slice(-2).map(({ key }) => key),
      [SESSIONS[3]?.key, SESSIONS[4]?.key],
    );
    const durations = longest.map(({ duration }) => duration);
    assert.deepEqual(
      durations,
      durations.toSorted((a, b) => b - a),
    );
  });

  it("lead to the turns behind them, each once", async () => {
    const index = await filled();
    const behind = (query: Partial<BehindQuery>) =>
      index.answer("behind", { kind: "call", range: WEEK, order: "newest", limit: 100, ...query });
    const failed = await behind({ failure: "any" });
    const traces = new Set(
      calls().flatMap(({ data }) => (data.ok || data.failure === "cancelled" ? [] : [data.span.traceId])),
    );
    assert.deepEqual(new Set(failed.map(({ trace }) => trace)), traces);
    assert.equal(failed.length, traces.size);
    const [dearest] = await behind({ order: "dearest" });
    assert.equal(dearest?.nanoUsd, Math.max(...calls().map(({ data }) => data.cost.nanoUsd)));
    const reviews = await behind({ filter: { agent: "reviewer" } });
    assert.deepEqual(new Set(reviews.map(({ agent }) => agent)), new Set(["reviewer"]));
    assert.ok((await behind({ kind: "turn" })).every(({ span }) => span !== undefined));
    assert.equal((await behind({ kind: "tool", tool: "no such tool" })).length, 0);
    assert.equal((await behind({ range: { from: WEEK.to, to: epochMs(WEEK.to + 1) } })).length, 0);
  });
});
