import assert from "node:assert/strict";
import type { TraceId } from "../../../src/core/ids.ts";
import { epochMs, nanoUsd } from "../../../src/core/units.ts";
import { NO_COST, NO_USAGE } from "../../../src/core/usage.ts";
import { differing } from "../../../src/views/reportedCost.ts";
import { receivedRun } from "../../support/traces/receivedRun.ts";
import { briefOf, summarise, type TraceSummary } from "../../../src/views/receivedTrace.ts";
import { parseTraceQuery, TRACE_FILTERS } from "../../../src/views/traceQuery.ts";

const TRACE: TraceSummary = {
  trace: "0af7651916cd43dd8448eb211c80319c" as TraceId,
  name: "agent.run",
  service: "Checkout Bot",
  session: "support-4711",
  agent: "reviewer",
  models: ["claude-sonnet-5-5"],
  start: epochMs(1_000),
  end: epochMs(13_000),
  spans: 1_200,
  status: "error",
  failure: "TypeError",
  usage: NO_USAGE,
  cost: { ...NO_COST, nanoUsd: nanoUsd(70_000_000), unpriced: 1 },
  calls: 2,
  assumed: 0,
  claimed: true,
};

const fits = (query: string, more: Partial<TraceSummary> = {}) =>
  parseTraceQuery(query)({ ...TRACE, ...more });

describe("a filter of traces", () => {
  it("fits words anywhere, and keys where they belong", () => {
    assert.ok(fits("") && fits("agent.RUN") && fits("0af765") && fits("sonnet checkout"));
    assert.ok(fits('service:"checkout bot" agent:review session:4711 model:sonnet'));
    assert.ok(!fits("service:sonnet") && !fits("model:checkout") && !fits("agent.run nothing"));
    assert.ok(fits("status:error error:type") && !fits("status:ok") && !fits("status:running"));
  });

  it("compares cost, duration and number of spans", () => {
    assert.ok(fits("cost:>0.05") && fits("cost:>$0.05") && !fits("cost:>0.07") && fits("cost:>=0.07"));
    assert.ok(
      fits("duration:>10s") && !fits("duration:>1m") && fits("duration:<=12000ms") && fits("duration:10s"),
    );
    assert.ok(fits("spans:>1000") && !fits("spans:<1200"));
    const { end: _end, ...running } = TRACE;
    assert.ok(!parseTraceQuery("duration:>1s")(running));
  });

  it("knows what has no known price, and whose it is", () => {
    assert.ok(fits("is:unpriced is:claimed") && !fits("is:assumed") && fits("is:assumed", { assumed: 1 }));
  });

  it("takes what it does not know as text", () => {
    assert.ok(!fits("cost:much") && fits("http://host", { name: "get http://host" }));
    assert.ok(!fits("is:toString") && !fits("nope:x"));
  });

  it("reads each example that it gives", () => {
    for (const [key, example] of Object.entries(TRACE_FILTERS)) {
      assert.ok(example.startsWith(`${key}:`));
      assert.ok(
        !fits(example, {
          name: example,
          service: "",
          session: "",
          agent: "",
          models: [],
          cost: NO_COST,
          status: "ok",
          failure: "",
          spans: 1,
          end: epochMs(1_001),
        }),
      );
    }
  });
});

describe("a cost that a sender reports", () => {
  it("is shown where it differs from ours by more than rounding", () => {
    assert.equal(differing(0.0812, 69_180_000), "$0.081");
    assert.equal(differing(0.0692, 69_180_000), undefined);
    assert.equal(differing(undefined, 69_180_000), undefined);
    assert.equal(differing(0, 69_180_000), "$0.00");
    assert.equal(differing(Number.NaN, 1), undefined);
  });

  it("is summed up over a trace's calls beside what is assumed", () => {
    const spans = receivedRun();
    const briefs = new Map(spans.map((span) => [span.spanId, briefOf(span)]));
    const summary = summarise(spans[0]!.traceId, briefs, true);
    assert.deepEqual([summary.calls, summary.assumed, summary.reportedUsd], [2, 1, 0.0812]);
  });
});
