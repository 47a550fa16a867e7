import fc from "fast-check";
import { ATTR } from "../../../src/core/attributes.ts";
import type { SpanRecord } from "../../../src/core/lines.ts";
import type { Span } from "../../../src/core/telemetry.ts";
import { SpanFold } from "../../../src/views/spans.ts";
import { TraceTable } from "../../../src/views/traceTable.ts";
import { Waterfall } from "../../../src/views/waterfall.ts";
import { at, span } from "../../support/traces/manySpans.ts";

/** Any spans at all: parents that are unknown, later, their own child; times that contradict each other. */
export const anySpans: fc.Arbitrary<readonly Span[]> = fc
  .array(
    fc.record({
      parent: fc.option(fc.integer({ min: 1, max: 14 }), { nil: undefined }),
      start: fc.integer({ min: 0, max: 20 }),
      length: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
      model: fc.boolean(),
      input: fc.integer({ min: 0, max: 1000 }),
      failed: fc.boolean(),
    }),
    { maxLength: 12 },
  )
  .map((specs) =>
    specs.map(({ parent, start, length, model, input, failed }, index) => {
      const { end: _end, ...open } = span(index + 1, {
        ...(parent !== undefined && { parent }),
        start: at(start),
        state: length === undefined ? "running" : "ended",
        status: { code: failed ? "error" : "ok" },
        attributes: model ? { [ATTR.operation]: "chat", [ATTR.inputTokens]: input } : {},
      });
      return length === undefined ? open : { ...open, end: at(start + length) };
    }),
  );

/** The lines from which a fold makes these spans. */
export function linesOf(spans: readonly Span[]): readonly SpanRecord[] {
  return spans.flatMap(
    ({ traceId, spanId, parentId, name, kind, start, end, status, attributes, events }) => [
      {
        phase: "started" as const,
        traceId,
        spanId,
        ...(parentId !== undefined && { parentId }),
        name,
        kind,
        start,
        attributes,
      },
      ...events.map((event) => ({ phase: "event" as const, traceId, spanId, event })),
      ...(end === undefined
        ? []
        : [{ phase: "ended" as const, traceId, spanId, end, status, attributes: {} }]),
    ],
  );
}

/** A waterfall of spans, through the table and the blocks by which they travel. */
export function waterfallOf(spans: Iterable<Span>): Waterfall {
  const table = new TraceTable();
  for (const each of spans) table.put(each);
  const waterfall = new Waterfall();
  waterfall.take(structuredClone(table.snapshot()));
  return waterfall;
}

/** The same from lines; each change travels as a block of its own. */
export function waterfallOfLines(lines: readonly SpanRecord[]): Waterfall {
  const fold = new SpanFold();
  const table = new TraceTable();
  const waterfall = new Waterfall();
  for (const line of lines) {
    table.put(fold.take(line));
    const block = table.changes();
    if (block !== undefined) waterfall.take(structuredClone(block));
  }
  return waterfall;
}

/** What a person sees of each row. */
export const pictureOf = (waterfall: Waterfall): readonly unknown[] =>
  Array.from(waterfall.rows, (row) => ({
    id: waterfall.spanId(row),
    name: waterfall.columns.text("name", row),
    depth: waterfall.tree.depth[row],
    place: `${waterfall.tree.place[row]} of ${waterfall.tree.siblings[row]}`,
    cut: waterfall.tree.cut[row],
    // The table counts from whichever span came first; a person sees times since the earliest.
    start: waterfall.columns.arrays.start[row]! - waterfall.extent.from,
    end: waterfall.columns.arrays.end[row]! - waterfall.extent.from,
    totals: waterfall.totals(row),
  }));

/** Names of the rows, indented by depth. */
export const outline = (waterfall: Waterfall): readonly string[] =>
  Array.from(
    waterfall.rows,
    (row) => "  ".repeat(waterfall.tree.depth[row]!) + waterfall.columns.text("name", row),
  );
