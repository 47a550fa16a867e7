import type { SpanId } from "../core/ids.ts";
import type { Span } from "../core/telemetry.ts";

/** A span and all below it, parents before their children, siblings by their start. */
export function subtreeOf(spans: readonly Span[], root: SpanId): readonly Span[] {
  const children = new Map<SpanId, Span[]>();
  let first: Span | undefined;
  for (const span of spans) {
    if (span.spanId === root) first = span;
    if (span.parentId === undefined) continue;
    const known = children.get(span.parentId);
    if (known === undefined) children.set(span.parentId, [span]);
    else known.push(span);
  }
  if (first === undefined) return [];
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
