import assert from "node:assert/strict";
import type { RecordedLine } from "../../../src/core/lines.ts";
import { SessionTraces } from "../../../src/views/sessionTraces.ts";
import { Waterfall } from "../../../src/views/waterfall.ts";
import { agentRun, sessionOfTurns } from "../../support/traces/agentRun.ts";

const tracesOf = (lines: readonly RecordedLine[]): SessionTraces => {
  const traces = new SessionTraces();
  for (const line of lines) traces.take(line);
  return traces;
};

describe("the traces of a session", () => {
  it("are one per turn, the newest first, named by what the person asked", () => {
    const choices = tracesOf(sessionOfTurns().lines).choices();
    assert.deepEqual(
      choices.map(({ title, state }) => [title.slice(0, 39), state]),
      [
        ["Do the same for the billing client. It ", "error"],
        ["Which files did you change, and why?", "ok"],
        ["Add a retry to the client in src/api.py", "ok"],
      ],
    );
  });

  it("say which trace a line changed, and when the list did", () => {
    const traces = new SessionTraces();
    const said = agentRun().lines.map((line) => traces.take(line));
    assert.equal(said.filter(({ list }) => list).length, 2, "when the turn began and when it ended");
    assert.equal(new Set(said.flatMap(({ trace }) => trace ?? [])).size, 1);
  });

  it("show a turn that runs, and one whose process is gone as interrupted", () => {
    const { lines } = agentRun();
    const traces = tracesOf(lines.slice(0, 40));
    const [choice] = traces.choices();
    assert.equal(choice?.state, "running");
    const table = traces.table(choice.trace)!;
    assert.ok(table.changes() !== undefined);
    traces.interrupt();
    assert.equal(traces.choices()[0]?.state, "interrupted");
    const waterfall = new Waterfall();
    waterfall.take(table.snapshot());
    assert.equal(waterfall.sum.running, 0);
  });

  it("post only what changed since they were last asked", () => {
    const { lines } = agentRun();
    const traces = tracesOf(lines.slice(0, 40));
    const table = traces.table(traces.choices()[0]!.trace)!;
    const page = new Waterfall();
    page.take(table.snapshot());
    assert.equal(table.changes(), undefined);
    for (const line of lines.slice(40)) {
      traces.take(line);
      const block = table.changes();
      if (block === undefined) continue;
      assert.ok(block.rows.length <= 2);
      page.take(structuredClone(block));
    }
    const whole = new Waterfall();
    whole.take(table.snapshot());
    assert.deepEqual(page.sum, whole.sum);
    assert.deepEqual(page.rows, whole.rows);
  });
});
