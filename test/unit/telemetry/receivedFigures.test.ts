import assert from "node:assert/strict";
import type { SpanId } from "../../../src/core/ids.ts";
import { epochMs } from "../../../src/core/units.ts";
import type { BehindQuery } from "../../../src/store/behind.ts";
import type { DashboardFilter } from "../../../src/store/dashboardData.ts";
import { MemoryStorage } from "../../support/memoryStorage.ts";
import { startReceiver, TOKEN, type RunningReceiver } from "../../support/otlp/receiver.ts";
import { indexOf } from "../../support/store/indexOf.ts";
import { useTempFolder } from "../../support/tempFolder.ts";

const HOUR = 3_600_000;
const DAY = {
  from: epochMs(Date.parse("2026-11-20T00:00:00Z")),
  to: epochMs(Date.parse("2026-11-21T00:00:00Z")),
};
const BEFORE = { from: epochMs(DAY.from - 24 * HOUR), to: DAY.from };

interface Told {
  readonly trace?: number;
  readonly id: number;
  readonly parent?: number;
  readonly name?: string;
  /** Milliseconds after the day began. */
  readonly at?: number;
  readonly took?: number;
  readonly attributes?: Readonly<Record<string, string | number>>;
  /** `error.type`. */
  readonly failed?: string;
}

const valueOf = (value: string | number): object =>
  typeof value === "string" ? { stringValue: value } : { intValue: String(value) };

function spanOf({
  trace = 1,
  id,
  parent,
  name = "work",
  at = 10 * HOUR,
  took = 1_000,
  attributes = {},
  failed,
}: Told) {
  const all = { ...attributes, ...(failed && { "error.type": failed }) };
  return {
    traceId: String(trace).padStart(32, "0"),
    spanId: String(id).padStart(16, "0"),
    ...(parent !== undefined && { parentSpanId: String(parent).padStart(16, "0") }),
    name,
    startTimeUnixNano: `${DAY.from + at}000000`,
    endTimeUnixNano: `${DAY.from + at + took}000000`,
    status: failed === undefined ? { code: 1 } : { code: 2 },
    attributes: Object.entries(all).map(([key, value]) => ({ key, value: valueOf(value) })),
  };
}

const chat = (told: Omit<Told, "attributes">, tokens: number | undefined = 1_000): Told => ({
  name: "chat claude-sonnet-5-5",
  ...told,
  attributes: {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "anthropic",
    "gen_ai.request.model": "claude-sonnet-5-5",
    ...(tokens && { "gen_ai.usage.input_tokens": tokens, "gen_ai.usage.output_tokens": 100 }),
  },
});
const tool = (told: Omit<Told, "attributes">): Told => ({
  ...told,
  attributes: { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "search" },
});

describe("the dashboard's figures of received traces", () => {
  const folder = useTempFolder();
  let receiver: RunningReceiver;

  beforeEach(async () => {
    receiver = await startReceiver(folder().path);
  });
  afterEach(() => receiver.stop());

  const send = async (service: string, ...spans: readonly Told[]): Promise<void> => {
    const resource = { attributes: [{ key: "service.name", value: { stringValue: service } }] };
    const body = { resourceSpans: [{ resource, scopeSpans: [{ spans: spans.map(spanOf) }] }] };
    const reply = await fetch(`${receiver.url}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-flightdeck-workspace": TOKEN },
      body: JSON.stringify(body),
    });
    assert.equal(reply.status, 200);
  };

  const dashboard = async (filter: DashboardFilter = {}, by: "hour" | "day" = "day") => {
    const received = await receiver.service.answer("rollup", { by, from: BEFORE.from, to: DAY.to });
    const index = await indexOf({ storage: new MemoryStorage(), root: "/store", zone: "UTC" });
    return index.answer("dashboard", { query: { range: DAY, before: BEFORE, by, filter }, received });
  };

  const behind = (query: Partial<BehindQuery>) =>
    receiver.service.answer("behind", { kind: "call", range: DAY, order: "newest", limit: 10, ...query });

  it("are those of their model calls, tool runs and runs, by model, tool and program", async () => {
    await send(
      "bot",
      { id: 1, took: 5_000 },
      chat({ id: 2, parent: 1 }),
      tool({ id: 3, parent: 1, took: 20 }),
    );
    await send("other", chat({ trace: 2, id: 4, at: 15 * HOUR }));
    const { calls, turns, tools, models, services, choices } = await dashboard();
    assert.equal(calls.count, 2);
    assert.equal(calls.usage.input, 2_000);
    assert.equal(calls.failed, 0);
    assert.ok(calls.cost.nanoUsd > 0);
    assert.equal(turns.count, 2);
    assert.deepEqual(
      tools.map(({ name, count }) => [name, count]),
      [["search", 1]],
    );
    assert.deepEqual(
      models.map(({ model, metering, count }) => [model.id, metering, count]),
      [["claude-sonnet-5-5", "metered", 2]],
    );
    assert.deepEqual(services.map(({ name }) => name).toSorted(), ["bot", "other"]);
    assert.deepEqual(choices.services, ["bot", "other"]);
    const { series } = await dashboard({}, "hour");
    assert.deepEqual(
      series.map(({ count }) => count).flatMap((count, hour) => (count > 0 ? [[hour, count]] : [])),
      [
        [10, 1],
        [15, 1],
      ],
    );
  });

  it("count each thing once, however often and late its spans come", async () => {
    await send("bot", chat({ id: 2, parent: 1 }));
    assert.equal((await dashboard()).calls.count, 1);
    await send("bot", chat({ id: 2, parent: 1 }));
    await send("bot", chat({ id: 1 }, 1_500));
    const { calls, turns } = await dashboard();
    assert.equal(calls.count, 1, "what lies in a call is not another one");
    assert.equal(calls.usage.input, 1_500);
    assert.equal(turns.count, 1);
  });

  it("tell failures by class, also of calls that never came to count tokens", async () => {
    await send(
      "bot",
      { id: 1, failed: "KeyError" },
      chat({ id: 2, parent: 1, failed: "RateLimitError" }, 0),
      chat({ id: 3, parent: 1, failed: "529" }, 0),
      chat({ id: 4, parent: 1, failed: "APIConnectionError" }, 0),
      tool({ id: 5, parent: 1, failed: "ValueError" }),
    );
    const { calls, models, tools, turns } = await dashboard();
    assert.deepEqual(calls.failures, { rate_limit: 1, overloaded: 1, network: 1 });
    assert.equal(models.length, 1, "a failed call is its model's");
    assert.deepEqual(tools[0]?.failures, { tool_error: 1 });
    assert.deepEqual(turns.failures, { other: 1 });
  });

  it("can be narrowed to own sessions, to one program and to one agent", async () => {
    await send("bot", {
      ...chat({ id: 2 }),
      attributes: { ...chat({ id: 2 }).attributes, "gen_ai.agent.name": "a" },
    });
    await send("other", chat({ trace: 2, id: 4 }));
    assert.equal((await dashboard({ source: "own" })).calls.count, 0);
    assert.equal((await dashboard({ source: "received" })).calls.count, 2);
    assert.equal((await dashboard({ service: "bot" })).calls.count, 1);
    assert.equal((await dashboard({ agent: "a" })).calls.count, 1);
    assert.deepEqual((await dashboard({ service: "bot" })).choices.services, ["bot", "other"]);
  });

  it("lead to the traces behind them", async () => {
    await send(
      "bot",
      { id: 1, name: "agent.run" },
      chat({ id: 2, parent: 1, failed: "429" }, 0),
      chat({ id: 3, parent: 1, failed: "429" }, 0),
    );
    await send("bot", chat({ trace: 2, id: 4, at: 11 * HOUR, took: 9_000 }));
    await send("other", tool({ trace: 3, id: 5, at: 12 * HOUR }));
    const failed = await behind({ failure: "any" });
    assert.deepEqual(
      failed.map(({ title, count, failure, service }) => [title, count, failure, service]),
      [["agent.run", 2, "rate_limit", "bot"]],
    );
    assert.equal((await behind({ failure: "network" })).length, 0);
    const slowest = await behind({ order: "slowest" });
    assert.deepEqual(
      slowest.map(({ duration }) => duration),
      [9_000, 1_000],
    );
    assert.equal((await behind({ kind: "tool", tool: "search" }))[0]?.span, "0000000000000005");
    assert.equal((await behind({ kind: "turn", filter: { service: "other" } })).length, 1);
    assert.equal((await behind({ range: BEFORE })).length, 0);
  });

  it("are the same after a restart, and follow a corrected price", async () => {
    await send("bot", chat({ id: 2 }));
    const { calls } = await dashboard();
    await receiver.stop();
    receiver = await startReceiver(folder().path);
    assert.deepEqual((await dashboard()).calls, calls);
    const prices = { "claude-sonnet-5-5": { input: 1_000, output: 1_000 } };
    await receiver.service.answer("policy", { content: "redacted", prices, held: [], token: TOKEN });
    const corrected = (await dashboard()).calls;
    assert.equal(corrected.count, 1);
    assert.ok(corrected.cost.nanoUsd > 50 * calls.cost.nanoUsd);
  });

  it("leave out traces that are only looked at, which are shown like received ones", async () => {
    const told = chat({ id: 2 });
    const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [spanOf(told)] }] }] });
    const viewed = await receiver.service.answer("view", { body });
    assert.deepEqual([viewed.spans, viewed.rejected, viewed.traces[0]?.calls], [1, 0, 1]);
    const trace = viewed.traces[0]!.trace;
    const page = await receiver.service.answer("watch", { trace });
    assert.ok(page !== undefined);
    const span = spanOf(told).spanId as SpanId;
    assert.ok((await receiver.service.answer("details", { trace, span })) !== undefined);
    assert.equal((await dashboard()).calls.count, 0);
    assert.equal((await receiver.service.answer("list", { limit: 10 })).total, 0);
    await assert.rejects(receiver.service.answer("view", { body: "{}" }), /It holds no traces/);
  });
});
