import { ATTR } from "../../../core/attributes.ts";
import { groupBy } from "../../../core/groupBy.ts";
import type { SeenAt } from "./attempts.ts";
import type { PlacedSpan } from "./placed.ts";

/** What a model says when its service has summarised the conversation. Source: the Messages API, 2026-11. */
const COMPACTED = /(?:^|[^a-z])compaction(?:[^a-z]|$)/;

/** A conversation is long enough to be shortened from here on. */
const LONG_TOKENS = 1_000;
/** So many calls with growing input show that history is sent along. */
const GROWING = 3;
/** The share of the input that is left where part of the history was dropped. */
const DROPPED = 0.7;

/** The service says that it made the conversation shorter. */
export function compacted(placed: PlacedSpan): readonly SeenAt[] {
  const reasons = String(placed.span.attributes[ATTR.finishReasons] ?? "");
  if (!COMPACTED.test(reasons)) return [];
  const what = "the model's service made the conversation shorter (compaction)";
  return [{ placed, seen: { item: "AR08", proves: "present", confidence: 0.95, what } }];
}

/** The input of one conversation's calls grew, and then was clearly shorter: history was dropped, most likely. */
export function dropped(all: readonly PlacedSpan[]): readonly SeenAt[] {
  const calls = all.filter(
    ({ isInference, failed, span }) =>
      isInference && !failed && span.attributes[ATTR.conversation] !== undefined && tokensOf(span) > 0,
  );
  return [...groupBy(calls, conversationOf).values()].flatMap(dropIn);
}

const conversationOf = ({ file, line, function: name, model, span }: PlacedSpan): string =>
  JSON.stringify([file, line, name, model, span.attributes[ATTR.conversation]]);

function dropIn(calls: readonly PlacedSpan[]): readonly SeenAt[] {
  const ordered = calls.toSorted((a, b) => a.span.start - b.span.start);
  let growing = 1;
  for (const [index, placed] of ordered.entries()) {
    if (index === 0) continue;
    const [before, now] = [tokensOf(ordered[index - 1]!.span), tokensOf(placed.span)];
    if (growing >= GROWING && before >= LONG_TOKENS && now <= before * DROPPED) {
      const what = `the input of its conversation grew to ${before} tokens and then was ${now}`;
      return [{ placed, seen: { item: "AR08", proves: "present", confidence: 0.7, what } }];
    }
    growing = now > before ? growing + 1 : 1;
  }
  return [];
}

function tokensOf({ attributes }: PlacedSpan["span"]): number {
  const tokens = attributes[ATTR.inputTokens];
  return typeof tokens === "number" ? tokens : 0;
}
