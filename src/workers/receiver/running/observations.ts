import type { Observation } from "../../../audit/runtime/observation.ts";
import { ATTR } from "../../../core/attributes.ts";
import { groupBy } from "../../../core/groupBy.ts";
import { formatUsd } from "../../../core/money.ts";
import type { Span } from "../../../core/telemetry.ts";
import { fromUsd } from "../../../core/units.ts";
import { fallbacks, resent, retries, seenAt, type SeenAt } from "./attempts.ts";
import { placedSpan, type PlacedSpan } from "./placed.ts";
import { compacted, dropped } from "./shortened.ts";

/** More than a project has calls; a program that names many places stays harmless. */
const MOST = 2_000;

/**
 * What received spans show about the calls of a folder. Only spans that showed the workspace's token may be given;
 * those of our own engine, and what we computed ourselves, count for nothing.
 */
export function observationsOf(spans: readonly Span[], folder: string): readonly Observation[] {
  const placed = newestOfEach(spans).flatMap((span) => placedSpan(span, folder) ?? []);
  const siblings = [
    ...groupBy(
      placed.filter(({ span }) => span.parentId !== undefined),
      ({ span }) => `${span.traceId} ${span.parentId}`,
    ).values(),
  ];
  const seen = [
    ...placed.flatMap((each) => [
      ...traced(each),
      ...reportedCost(each),
      ...resent(each),
      ...compacted(each),
    ]),
    ...siblings.flatMap((each) => [...retries(each), ...fallbacks(each)]),
    ...dropped(placed),
  ];
  return best(seen.map(observationOf));
}

/** A span that came twice, running and ended, is one. */
const newestOfEach = (spans: readonly Span[]): readonly Span[] => [
  ...new Map(spans.map((span) => [`${span.traceId} ${span.spanId}`, span])).values(),
];

/** A trace of a model's call, as OpenTelemetry's conventions for generative AI name it. */
function traced(placed: PlacedSpan): readonly SeenAt[] {
  if (!placed.isModelWork) return [];
  const what = `a span of this call was received (${placed.span.name.slice(0, 80)})`;
  return [{ placed, seen: { item: "AR03", proves: "present", confidence: 0.95, what } }];
}

/** What the sender says that the call cost; what we computed of its tokens is not it. */
function reportedCost(placed: PlacedSpan): readonly SeenAt[] {
  const usd = placed.span.attributes[ATTR.costReportedUsd];
  if (!placed.isModelWork || typeof usd !== "number" || usd <= 0) return [];
  const what = `the program reported what the call cost, ${formatUsd(fromUsd(usd))}`;
  return [{ placed, seen: { item: "AR01", proves: "present", confidence: 0.95, what } }];
}

function observationOf({ placed, seen }: SeenAt): Observation {
  const { file, line, function: name, span } = placed;
  return {
    ...seen,
    ...(file !== undefined && { file }),
    ...(line !== undefined && file !== undefined && { line }),
    ...(name !== undefined && { function: name }),
    at: seenAt(placed),
    trace: span.traceId,
  };
}

/** Of each place and kind the newest. */
function best(all: readonly Observation[]): readonly Observation[] {
  const found = new Map<string, Observation>();
  for (const one of all) {
    const key = JSON.stringify([one.item, one.file, one.line, one.function, one.proves, one.confidence]);
    const known = found.get(key);
    if (known === undefined || one.at > known.at) found.set(key, one);
  }
  return [...found.values()].toSorted((a, b) => b.at - a.at).slice(0, MOST);
}
