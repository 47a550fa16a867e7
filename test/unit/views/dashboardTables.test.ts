import assert from "node:assert/strict";
import { ms, nanoUsd } from "../../../src/core/units.ts";
import { modelLines, sessionLine } from "../../../src/views/dashboardTables.ts";
import { sessionRow } from "../../preview/dashboard/data.ts";
import { NOW, SCENARIOS } from "../../preview/dashboard/scenarios.ts";

describe("the dashboard's table of models", () => {
  const lines = modelLines(SCENARIOS.month("week").data.models);
  const line = (name: string) => lines.find((each) => each.name === name);

  it("says why a model has no cost", () => {
    assert.equal(line("house-model-70b-instruct")?.cost, "unpriced");
    assert.equal(line("qwen3-coder:30b")?.cost, "not metered");
    assert.match(line("simulated")?.cost ?? "", /^\$\d\.\d\d simulated$/);
  });

  it("counts cached tokens as a share of the prompt", () => {
    assert.equal(line("claude-sonnet-5-5")?.cached, "91 %");
    const [sonnet] = SCENARIOS.month("week").data.models;
    if (sonnet === undefined) throw new Error("there are models");
    const idle = {
      ...sonnet,
      count: 0,
      failed: 0,
      usage: SCENARIOS.quiet("week").data.calls.usage,
      duration: {},
    };
    const [empty] = modelLines([idle]);
    assert.deepEqual([empty?.failed, empty?.cached, empty?.latency], ["–", "–", "–"]);
  });

  it("writes billions of tokens as such", () => {
    assert.match(modelLines(SCENARIOS.large("month").data.models)[1]?.input ?? "", /^\d\d\.\dB$/);
  });
});

describe("the dashboard's list of sessions", () => {
  it("says when and with what a session ran, and what it cost", () => {
    const line = sessionLine(sessionRow("Add a retry", 26, NOW, { duration: ms(72_000) }), NOW);
    assert.equal(line.detail, "26 minutes ago · support-agent · claude-sonnet-5-5");
    assert.equal(line.duration, "1 min 12 s");
    assert.match(line.cost, /^\$0\.\d+$/);
  });

  it("names the failure, and unreadable lines", () => {
    const line = sessionLine(
      sessionRow("Add a retry", 0, NOW, { status: "failed", failure: "budget_exceeded", unreadable: 2 }),
      NOW,
    );
    assert.equal(line.statusText, "budget reached");
    assert.match(line.detail, /2 unreadable lines$/);
  });

  it("marks unpriced and simulated cost", () => {
    const cost = { nanoUsd: nanoUsd(0), simulatedNanoUsd: nanoUsd(13_000_000), unpriced: 2 };
    assert.equal(
      sessionLine(sessionRow("Add a retry", 0, NOW, { cost }), NOW).cost,
      "$0.013 simulated + unpriced",
    );
  });

  it("shows a session that has no readable beginning, but offers nothing to open", () => {
    const { id: _id, ...row } = sessionRow("", 0, NOW, { agent: "" });
    const line = sessionLine(row, NOW);
    assert.equal(line.id, undefined);
    assert.equal(line.title, "A session whose beginning is unreadable");
  });
});
