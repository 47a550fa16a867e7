import { groupBy } from "../core/groupBy.ts";
import type { SpanId } from "../core/ids.ts";
import type { Span } from "../core/telemetry.ts";

/** A span and all below it, parents before their children, siblings by their start. */
export function subtreeOf(spans: readonly Span[], root: SpanId): readonly Span[] {
  const first = spans.find(({ spanId }) => spanId === root);
  if (first === undefined) return [];
  const children = groupBy(spans, ({ parentId }) => parentId);
  const found = new Set<Span>();
  const waiting = [first];
  for (let span = waiting.pop(); span !== undefined; span = waiting.pop()) {
    // Parents may go in a circle.
    if (found.has(span)) continue;
    found.add(span);
    waiting.push(...(children.get(span.spanId) ?? []).toSorted((a, b) => b.start - a.start));
  }
  return [...found];
}
