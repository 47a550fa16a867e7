import { ATTR } from "../core/attributes.ts";
import { failureInfo, isFailureClass } from "../core/failure.ts";
import type { TurnId } from "../core/ids.ts";
import type { SpanRecord } from "../core/lines.ts";
import { ms, type EpochMs } from "../core/units.ts";
import type { EndItem, NoticeItem } from "./transcriptItems.ts";

type EndedSpan = Extract<SpanRecord, { phase: "ended" }>;

/** A turn as its root span tells it, and the place of its end in the recording. */
export interface EndedTurn {
  readonly turn: TurnId;
  readonly start: EpochMs;
  readonly span: EndedSpan;
  readonly seq: number;
  readonly at: EpochMs;
}

/** What a reader is told where a turn failed; undefined where it did not. */
export function failureNotice({ turn, span, seq, at }: EndedTurn): NoticeItem | undefined {
  const failure = span.attributes[ATTR.errorType];
  if (endState(span) !== "failed" || !isFailureClass(failure)) return undefined;
  const advice = String(span.attributes[ATTR.advice] ?? failureInfo(failure).advice);
  const text = span.status.message ?? failureInfo(failure).symptom;
  return { kind: "notice", id: `notice-${seq}`, turn, at, severity: "error", text, advice, failure };
}

/** The line below a turn. */
export function endItem(
  { turn, start, span, at }: EndedTurn,
  rest: Pick<EndItem, "cost" | "edited">,
): EndItem {
  const failure = span.attributes[ATTR.errorType];
  return {
    kind: "end",
    id: `end-${turn}`,
    turn,
    at,
    state: endState(span),
    ...(isFailureClass(failure) && { failure }),
    duration: ms(span.end - start),
    span: { traceId: span.traceId, spanId: span.spanId },
    ...rest,
  };
}

function endState(span: EndedSpan): EndItem["state"] {
  if (span.attributes[ATTR.interrupted] === true) return "interrupted";
  if (span.status.code !== "error") return "done";
  return span.attributes[ATTR.errorType] === "cancelled" ? "stopped" : "failed";
}
