import type { TraceId } from "../core/ids.ts";
import type { SegmentLine } from "./segments.ts";

/** A line of received spans without those of some traces; undefined where nothing is left. */
export function withoutTraces(
  { groups, logs = [], ...line }: SegmentLine,
  traces: ReadonlySet<TraceId>,
): SegmentLine | undefined {
  const isKept = ({ traceId }: { readonly traceId: string }): boolean => !traces.has(traceId as TraceId);
  const kept = groups
    .map(({ scopeSpans, ...group }) => ({
      ...group,
      scopeSpans: scopeSpans
        .map((scoped) => ({ ...scoped, spans: scoped.spans.filter(isKept) }))
        .filter(({ spans }) => spans.length > 0),
    }))
    .filter(({ scopeSpans }) => scopeSpans.length > 0);
  const keptLogs = logs.filter(isKept);
  if (kept.length + keptLogs.length === 0) return undefined;
  return { ...line, groups: kept, ...(keptLogs.length > 0 && { logs: keptLogs }) };
}
