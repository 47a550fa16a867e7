import { ATTR } from "../core/attributes.ts";
import type { SpanId } from "../core/ids.ts";
import type { SpanRecord } from "../core/lines.ts";
import type { Span, SpanEvent } from "../core/telemetry.ts";
import { epochMs } from "../core/units.ts";

type Started = Extract<SpanRecord, { phase: "started" }>;
type Ended = Extract<SpanRecord, { phase: "ended" }>;

interface Parts {
  readonly events: SpanEvent[];
  started?: Started;
  ended?: Ended;
}

/** OpenTelemetry's invalid id: the parent of a span whose start, and with it its parent, is not recorded. */
export const UNKNOWN_PARENT = "0000000000000000" as SpanId;

/**
 * Folds span lines into spans. The lines of a span may come in any order and more than once: the span
 * is the same. One whose start is missing is shown all the same, with what is known of it.
 */
export class SpanFold {
  readonly #parts = new Map<SpanId, Parts>();

  /** Takes a line forward and returns its span as it is now. */
  take(record: SpanRecord): Span {
    let parts = this.#parts.get(record.spanId);
    if (parts === undefined) {
      parts = { events: [] };
      this.#parts.set(record.spanId, parts);
    }
    if (record.phase === "started") parts.started = record;
    else if (record.phase === "ended") parts.ended = record;
    else addEvent(parts.events, record.event);
    return join(record, parts);
  }

  /** In the order in which they were first heard of. */
  *spans(): Generator<Span> {
    for (const parts of this.#parts.values()) {
      const record = parts.started ?? parts.ended;
      if (record !== undefined) yield join(record, parts);
    }
  }
}

function join({ traceId, spanId }: SpanRecord, { started, ended, events }: Parts): Span {
  const interrupted = ended?.attributes[ATTR.interrupted] === true;
  const parentId = started === undefined ? UNKNOWN_PARENT : (started.parentId as SpanId | undefined);
  return {
    traceId,
    spanId,
    ...(parentId !== undefined && { parentId }),
    name: started?.name ?? "(start not recorded)",
    kind: started?.kind ?? "internal",
    start: started?.start ?? events[0]?.time ?? ended?.end ?? epochMs(0),
    // An interrupted span's end is when the interruption was found out, which may be days later.
    ...(ended !== undefined && !interrupted && { end: ended.end }),
    state: ended === undefined ? "running" : interrupted ? "interrupted" : "ended",
    status: ended?.status ?? { code: "unset" },
    attributes: { ...started?.attributes, ...ended?.attributes },
    events,
  };
}

/** Keeps events sorted by time; one that came before, as when a batch is sent twice, is not added again. */
function addEvent(events: SpanEvent[], event: SpanEvent): void {
  let at = events.length;
  while (at > 0 && isBefore(event, events[at - 1]!)) at--;
  for (let same = at - 1; same >= 0 && events[same]!.time === event.time; same--) {
    if (isSame(events[same]!, event)) return;
  }
  events.splice(at, 0, event);
}

const isBefore = (a: SpanEvent, b: SpanEvent): boolean =>
  a.time < b.time || (a.time === b.time && key(a) < key(b));

const isSame = (a: SpanEvent, b: SpanEvent): boolean => key(a) === key(b);

const key = ({ name, attributes }: SpanEvent): string => name + JSON.stringify(attributes);
