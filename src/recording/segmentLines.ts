import type { OtlpLogRecord, SpanGroup } from "../core/otlp.ts";

interface Content<S> {
  readonly groups: readonly SpanGroup<S>[];
  readonly logs?: readonly OtlpLogRecord[];
}

/** Spans of a line at most: who looks at one span reads its line. */
const MOST = 1_000;

/** What was received at once in parts, each small enough for a line; nothing is copied where it fits in one. */
export function inLines<S>({ groups, logs }: Content<S>, most = MOST): readonly Content<S>[] {
  if (countOf(groups) <= most) return [{ groups, ...(logs && { logs }) }];
  const lines: SpanGroup<S>[][] = [[]];
  let room = most;
  for (const { resource, scopeSpans } of groups)
    for (const { scope, spans } of scopeSpans)
      for (let from = 0; from < spans.length;) {
        if (room === 0) {
          lines.push([]);
          room = most;
        }
        const some = spans.slice(from, from + room);
        const scoped = { ...(scope && { scope }), spans: some };
        lines.at(-1)!.push({ ...(resource && { resource }), scopeSpans: [scoped] });
        from += some.length;
        room -= some.length;
      }
  return lines.map((line, at) => ({ groups: line, ...(at === 0 && logs && { logs }) }));
}

const countOf = (groups: readonly SpanGroup<unknown>[]): number =>
  groups.reduce(
    (sum, { scopeSpans }) => sum + scopeSpans.reduce((some, { spans }) => some + spans.length, 0),
    0,
  );
