import { isRecordingKey, type RecordingKey, type SpanId, type TraceId } from "../../core/ids.ts";
import { OWN_SERVICE, type OtlpResourceSpans, type SpanGroup } from "../../core/otlp.ts";
import type { Storage } from "../../core/ports.ts";
import { linesPath, recordingFolder, sessionsFolder } from "../../recording/layout.ts";
import { readRecording } from "../../recording/reader.ts";

/** The recordings that are looked through, newest first: what is exported now was written lately. */
const MOST_RECORDINGS = 50;

/** Whether any of the groups says that we made it. */
export const mayBeOwn = (groups: readonly SpanGroup<unknown>[]): boolean => groups.some(isOwn);

const isOwn = ({ scopeSpans }: SpanGroup<unknown>): boolean =>
  scopeSpans.some(({ scope }) => scope?.name === OWN_SERVICE);

/** What was read of a recording. */
interface Known {
  read: number;
  seq: number;
  readonly traces: Map<TraceId, Set<SpanId>>;
}

/**
 * Spans that our own recordings hold already. An export of ours that is pointed at this receiver brings them a second
 * time; without them there is one session and one cost.
 */
export class OwnSpans {
  readonly #storage: Storage;
  readonly #root: string;
  readonly #known = new Map<RecordingKey, Known>();

  constructor({ storage, root }: { readonly storage: Storage; readonly root: string }) {
    this.#storage = storage;
    this.#root = root;
  }

  /** The spans that no recording holds; groups that lose all of theirs are left out. */
  async without(groups: readonly OtlpResourceSpans[]): Promise<readonly OtlpResourceSpans[]> {
    const kept: OtlpResourceSpans[] = [];
    for (const group of groups) {
      const scopeSpans = isOwn(group) ? await this.#withoutHeld(group.scopeSpans) : group.scopeSpans;
      if (scopeSpans.length > 0) kept.push({ ...group, scopeSpans });
    }
    return kept;
  }

  async #withoutHeld(scoped: OtlpResourceSpans["scopeSpans"]): Promise<OtlpResourceSpans["scopeSpans"]> {
    await this.#read(new Set(scoped.flatMap(({ spans }) => spans.map(({ traceId }) => traceId as TraceId))));
    const isHeld = (trace: TraceId, span: SpanId): boolean =>
      [...this.#known.values()].some(({ traces }) => traces.get(trace)?.has(span) ?? false);
    return scoped
      .map(({ spans, ...rest }) => ({
        ...rest,
        spans: spans.filter(({ traceId, spanId }) => !isHeld(traceId as TraceId, spanId as SpanId)),
      }))
      .filter(({ spans }) => spans.length > 0);
  }

  /** Reads what recordings have grown by, until these traces are found. */
  async #read(wanted: ReadonlySet<TraceId>): Promise<void> {
    const names = await this.#storage.list(sessionsFolder(this.#root));
    const keys = names.filter(isRecordingKey).toSorted().toReversed().slice(0, MOST_RECORDINGS);
    const missing = new Set(wanted);
    for (const key of keys) {
      if (missing.size === 0) break;
      const { traces } = await this.#readOne(key);
      for (const trace of missing) if (traces.has(trace)) missing.delete(trace);
    }
    for (const key of this.#known.keys()) if (!keys.includes(key)) this.#known.delete(key);
  }

  async #readOne(key: RecordingKey): Promise<Known> {
    const known = this.#known.get(key) ?? { read: 0, seq: 0, traces: new Map<TraceId, Set<SpanId>>() };
    this.#known.set(key, known);
    const path = linesPath(recordingFolder(this.#root, key));
    for await (const item of readRecording(this.#storage, path, known.read, known.seq)) {
      if (item.kind === "problem") continue;
      known.read = item.end;
      known.seq = item.line.seq + 1;
      if (item.line.type !== "span" || item.line.data.phase !== "started") continue;
      const { traceId, spanId } = item.line.data;
      const spans = known.traces.get(traceId);
      if (spans === undefined) known.traces.set(traceId, new Set([spanId]));
      else spans.add(spanId);
    }
    return known;
  }
}
