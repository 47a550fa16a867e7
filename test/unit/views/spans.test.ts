import assert from "node:assert/strict";
import fc from "fast-check";
import { ATTR } from "../../../src/core/attributes.ts";
import type { SpanRecord } from "../../../src/core/lines.ts";
import { SpanFold, UNKNOWN_PARENT } from "../../../src/views/spans.ts";
import { at, span, spanId, TRACE } from "../../support/traces/manySpans.ts";
import { anySpans, linesOf } from "./waterfallSupport.ts";

const id = { traceId: TRACE, spanId: spanId(1) };
const started: SpanRecord = {
  ...id,
  phase: "started",
  name: "chat m",
  kind: "client",
  start: at(5),
  attributes: { a: 1, b: 1 },
};
const ended: SpanRecord = { ...id, phase: "ended", end: at(9), status: { code: "ok" }, attributes: { b: 2 } };
const event = (time: number, name = "e"): SpanRecord => ({
  ...id,
  phase: "event",
  event: { name, time: at(time), attributes: {} },
});

const fold = (lines: readonly SpanRecord[]): SpanFold => {
  const made = new SpanFold();
  for (const line of lines) made.take(line);
  return made;
};

const sorted = (lines: readonly SpanRecord[]) =>
  [...fold(lines).spans()].toSorted((a, b) => (a.spanId < b.spanId ? -1 : 1));

describe("the fold of span lines", () => {
  it("shows a span as running as soon as it has started", () => {
    const [running] = fold([started]).spans();
    assert.deepEqual(running, {
      ...id,
      name: "chat m",
      kind: "client",
      start: at(5),
      state: "running",
      status: { code: "unset" },
      attributes: { a: 1, b: 1 },
      events: [],
    });
  });

  it("ends it with the attributes of its end over those of its start", () => {
    const ending = fold([started, ended]);
    const [one] = ending.spans();
    assert.equal(one?.state, "ended");
    assert.equal(one?.end, at(9));
    assert.deepEqual(one?.attributes, { a: 1, b: 2 });
  });

  it("gives an interrupted span no end, because only its discovery is known", () => {
    const [one] = fold([started, { ...ended, attributes: { [ATTR.interrupted]: true } }]).spans();
    assert.equal(one?.state, "interrupted");
    assert.equal(one?.end, undefined);
  });

  it("shows a span whose start was lost, under an unknown parent", () => {
    const [one] = fold([ended]).spans();
    assert.equal(one?.parentId, UNKNOWN_PARENT);
    assert.equal(one?.start, at(9));
    assert.equal(one?.name, "(start not recorded)");
  });

  it("keeps two events of one moment that differ, and drops one that came twice", () => {
    const [one] = fold([started, event(7, "b"), event(6), event(7, "a"), event(7, "b")]).spans();
    assert.deepEqual(
      one?.events.map(({ name, time }) => [name, time]),
      [
        ["e", at(6)],
        ["a", at(7)],
        ["b", at(7)],
      ],
    );
  });

  it("comes to the same spans whatever the order of their lines", () => {
    const withEvents = anySpans.map((spans) =>
      spans.map((each) => ({
        ...each,
        events: [span(3), span(2)].map(({ name, start }) => ({ name, time: start, attributes: {} })),
      })),
    );
    const lines = withEvents.map(linesOf);
    const cases = lines.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all], { minLength: all.length })),
    );
    fc.assert(
      fc.property(cases, ([all, shuffled]) => {
        assert.deepEqual(sorted(shuffled), sorted(all));
      }),
    );
  });
});
