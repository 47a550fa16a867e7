import type { OtlpLogRecord, OtlpResourceSpans } from "../../core/otlp.ts";
import type { Log, Storage } from "../../core/ports.ts";
import type { EpochMs } from "../../core/units.ts";
import type { SegmentLine, SegmentPlace, Segments } from "../../recording/segments.ts";
import { joinLogs } from "../../telemetry/otlp/joinLogs.ts";
import { SpansGone } from "./spansGone.ts";

/** A log record that has not left yet: where it lies, and what it is of. */
export interface WaitingLog {
  readonly place: SegmentPlace;
  /** Which of its line's records it is. */
  readonly index: number;
  readonly trace: string;
  readonly span: string;
  /** When it was received. */
  readonly received: EpochMs;
}

/** A log record on its way, with the program that its span is of where that is known. */
export interface LeavingLog {
  readonly log: OtlpLogRecord;
  readonly service: string;
}

/** A record waits so long for its span to end; then it goes by itself. */
const PATIENCE_MS = 600_000;
/** So many wait at most; the oldest are left out first. */
const MOST = 50_000;
/** So many go in one request. */
const BATCH = 512;

/** The records of a line, for `WaitingLogs`. */
export const logsOf = ({ logs = [], received }: SegmentLine, place: SegmentPlace): readonly WaitingLog[] =>
  logs.map(({ traceId: trace, spanId: span }, index) => ({ place, index, trace, span, received }));

/**
 * What was logged in received spans, on its way to a backend. A span usually ends after its last log record, so a
 * record waits for it and goes as its event; one that comes after its span, or whose span does not come, goes as a log
 * record. What waits is noted in a file, so that none is lost or goes twice when the window closes.
 */
export class WaitingLogs {
  readonly #storage: Storage;
  readonly #segments: Segments;
  readonly #path: string;
  readonly #log: Log;
  readonly #waiting = new Map<string, WaitingLog>();
  readonly #gone = new SpansGone();

  private constructor(storage: Storage, segments: Segments, path: string, log: Log) {
    this.#storage = storage;
    this.#segments = segments;
    this.#path = path;
    this.#log = log;
  }

  /** With what waited when the last process stopped. */
  static async open(storage: Storage, segments: Segments, path: string, log: Log): Promise<WaitingLogs> {
    const logs = new WaitingLogs(storage, segments, path, log);
    for (const each of parsed(Buffer.from(await storage.read(path)).toString("utf8")))
      logs.#waiting.set(keyOf(each), each);
    return logs;
  }

  /** Spans with what was logged in those that have ended as their events. @param more records of the same batch. */
  async join(
    groups: readonly OtlpResourceSpans[],
    more: readonly WaitingLog[],
  ): Promise<readonly OtlpResourceSpans[]> {
    const ended = endedIn(groups);
    const traces = new Map<string, Map<string, OtlpLogRecord[]>>();
    for (const each of [...this.#waiting.values(), ...more]) {
      if (!ended.has(spanKey(each))) continue;
      const log = await this.#read(each);
      if (log === undefined) continue;
      const spans = traces.get(log.traceId) ?? new Map<string, OtlpLogRecord[]>();
      traces.set(log.traceId, spans.set(log.spanId, [...(spans.get(log.spanId) ?? []), log]));
    }
    return [...traces].reduce(
      (joined, [trace, logs]) => joined.map((group) => joinLogs(group, trace, logs)),
      groups,
    );
  }

  /** These spans have left with their records. What else was logged in the same batch waits from now on. */
  async settle(groups: readonly OtlpResourceSpans[], more: readonly WaitingLog[]): Promise<void> {
    const ended = endedIn(groups);
    const joined = [...this.#waiting].filter(([, each]) => ended.has(spanKey(each)));
    const rest = more.filter((each) => !ended.has(spanKey(each)));
    this.#gone.add(ended);
    for (const [key] of joined) this.#waiting.delete(key);
    for (const each of rest) this.#waiting.set(keyOf(each), each);
    if (joined.length + rest.length > 0) await this.#save();
  }

  /** Records whose span has left before them, or does not come: some of them, with what to call when they have left. */
  async due(
    now: EpochMs,
  ): Promise<{ readonly logs: readonly LeavingLog[]; readonly left: () => Promise<void> } | undefined> {
    const due = [...this.#waiting]
      .filter(([, each]) => this.#gone.has(spanKey(each)) || now - each.received > PATIENCE_MS)
      .slice(0, BATCH);
    if (due.length === 0) return undefined;
    const logs: LeavingLog[] = [];
    for (const [, each] of due) {
      const log = await this.#read(each);
      if (log !== undefined) logs.push({ log, service: this.#gone.serviceOf(spanKey(each)) });
    }
    const left = (): Promise<void> => {
      for (const [key] of due) this.#waiting.delete(key);
      return this.#save();
    };
    return { logs, left };
  }

  /** What waits stays here: the person wants nothing to leave that was said. */
  async forget(): Promise<void> {
    if (this.#waiting.size === 0) return;
    this.#waiting.clear();
    await this.#save();
  }

  /** Undefined where it was deleted meanwhile. */
  async #read({ place, index, trace, span }: WaitingLog): Promise<OtlpLogRecord | undefined> {
    const log = (await this.#segments.at(place))?.logs?.[index];
    return log?.traceId === trace && log.spanId === span ? log : undefined;
  }

  async #save(): Promise<void> {
    const surplus = [...this.#waiting.keys()].slice(0, Math.max(0, this.#waiting.size - MOST));
    for (const key of surplus) this.#waiting.delete(key);
    if (surplus.length > 0) this.#log.warn(`${surplus.length} log records wait no longer to be exported`);
    await this.#storage.replace(this.#path, Buffer.from(JSON.stringify([...this.#waiting.values()])));
  }
}

const keyOf = ({ place: { segment, offset }, index }: WaitingLog): string => `${segment}:${offset}:${index}`;

const spanKey = ({ trace, span }: Pick<WaitingLog, "trace" | "span">): string => `${trace} ${span}`;

/** The spans that have ended, each with the program that sent it. */
function endedIn(groups: readonly OtlpResourceSpans[]): ReadonlyMap<string, string> {
  const ended = new Map<string, string>();
  for (const { resource, scopeSpans } of groups) {
    const service = resource?.attributes?.find(({ key }) => key === "service.name")?.value.stringValue ?? "";
    for (const { spans } of scopeSpans)
      for (const { traceId: trace, spanId: span, endTimeUnixNano: end = "0" } of spans)
        if (end !== "0") ended.set(spanKey({ trace, span }), service);
  }
  return ended;
}

/** What cannot be read is none: the file is ours, and was torn at worst. */
function parsed(text: string): readonly WaitingLog[] {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? (list as WaitingLog[]) : [];
  } catch {
    return [];
  }
}
