import type { OtlpResourceSpans, OtlpTraces } from "../../core/otlp.ts";
import type { Span } from "../../core/telemetry.ts";
import { toOtlp, type ExportOptions } from "../../telemetry/otlp/fromSpan.ts";
import { keep } from "../../telemetry/privacy.ts";

/** What goes to a backend in one request. */
export interface Parcel {
  /** How many spans it holds. */
  readonly spans: number;
  readonly traces: () => OtlpTraces;
  /** The same in two requests; absent where it cannot be divided. */
  readonly halves?: () => readonly [Parcel, Parcel];
}

/** Spans of sessions. */
export const ownParcel = (spans: readonly Span[], options: ExportOptions): Parcel => ({
  spans: spans.length,
  traces: () => toOtlp(spans, options),
  ...(spans.length > 1 && { halves: () => halved(spans, (half) => ownParcel(half, options)) }),
});

/** Spans of other programs, as they were received, with what was said or without. */
export const receivedParcel = (groups: readonly OtlpResourceSpans[], content: boolean): Parcel => ({
  spans: countOf(groups),
  traces: () => ({ resourceSpans: content ? groups : keep(groups, "off", (text) => text) }),
  ...(countOf(groups) > 1 && {
    halves: () => halved(single(groups), (half) => receivedParcel(half, content)),
  }),
});

/** How many spans there are. */
export const countOf = (groups: readonly OtlpResourceSpans[]): number =>
  groups.reduce(
    (sum, { scopeSpans }) => sum + scopeSpans.reduce((some, { spans }) => some + spans.length, 0),
    0,
  );

/** Each span in a group of its own. */
const single = (groups: readonly OtlpResourceSpans[]): readonly OtlpResourceSpans[] =>
  groups.flatMap((group) =>
    group.scopeSpans.flatMap((scoped) =>
      scoped.spans.map((span) => ({ ...group, scopeSpans: [{ ...scoped, spans: [span] }] })),
    ),
  );

function halved<T>(list: readonly T[], parcel: (half: readonly T[]) => Parcel): readonly [Parcel, Parcel] {
  const half = Math.ceil(list.length / 2);
  return [parcel(list.slice(0, half)), parcel(list.slice(half))];
}
