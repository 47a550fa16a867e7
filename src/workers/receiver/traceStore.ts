import type { SpanId, TraceId } from "../../core/ids.ts";
import type { OtlpLogRecord, OtlpResourceSpans, OtlpTraces } from "../../core/otlp.ts";
import type { Span } from "../../core/telemetry.ts";
import { NO_USAGE } from "../../core/usage.ts";
import type { BehindQuery, BehindRow } from "../../store/behind.ts";
import { Hours } from "../../store/hours.ts";
import type { RolledUp } from "../../store/rollups.ts";
import type { SegmentReader } from "../../recording/memorySegments.ts";
import type { SegmentLine, SegmentPlace } from "../../recording/segments.ts";
import { joinLogs } from "../../telemetry/otlp/joinLogs.ts";
import { receivedSpans, type PriceOf } from "../../telemetry/receivedSpan.ts";
import { briefOf, summarise, type SpanBrief, type TraceSummary } from "../../views/receivedTrace.ts";
import { parseTraceQuery } from "../../views/traceQuery.ts";
import type { RollupQuery, TracesPage, TracesQuery } from "./messages.ts";
import { merge, spansByTrace, type SpansByTrace } from "./spansByTrace.ts";
import { eventsOf, marksOf, type TraceEvent, type TraceMark } from "./traceEvents.ts";
import { receivedBehind, TraceFigures, type MarkedTrace } from "./traceFigures.ts";

/** What is known of a trace. Its spans are read again from their places once they were let go. */
interface Entry {
  readonly places: SegmentPlace[];
  /** Where something stands that was logged in its spans. */
  readonly logs: SegmentPlace[];
  claimed: boolean;
  spans?: Map<SpanId, SpanBrief>;
  summary?: TraceSummary;
  /** Set while the figures hold it as it is. */
  marks?: readonly TraceMark[];
}

/** Spans that are held in memory at most, of all traces together. */
const HELD_SPANS = 100_000;

/** The traces of a workspace: what was received of them, and where it lies. */
export class TraceStore {
  readonly #segments: SegmentReader;
  readonly #price: PriceOf;
  readonly #heldSpans: number;
  readonly #isClaimed: (service: string) => boolean;
  /** The one touched last is the last. */
  readonly #entries = new Map<TraceId, Entry>();
  /** Up to where each file was read. */
  readonly #read = new Map<string, number>();
  readonly #figures: TraceFigures;
  readonly #hours: Hours;
  /** Traces that the figures do not hold as they are now. */
  readonly #uncounted = new Set<TraceId>();
  #held = 0;

  /** @param options.isClaimed whether a service belongs to this workspace because a person said so. */
  constructor(options: {
    segments: SegmentReader;
    price: PriceOf;
    zone: string;
    isClaimed?: (service: string) => boolean;
    heldSpans?: number;
  }) {
    this.#hours = new Hours(options.zone);
    this.#figures = new TraceFigures(this.#hours);
    this.#segments = options.segments;
    this.#price = options.price;
    this.#heldSpans = options.heldSpans ?? HELD_SPANS;
    this.#isClaimed = options.isClaimed ?? (() => false);
  }

  /**
   * Reads what was received before, and what other processes have received since.
   * @param taken hears of each line, and may hold the reading up.
   */
  async sync(
    taken?: (spans: SpansByTrace, line: SegmentLine, place: SegmentPlace) => Promise<void>,
  ): Promise<void> {
    const segments = await this.#segments.list();
    if (await this.#lost(segments)) this.#forget();
    for (const segment of segments)
      for await (const { line, place } of this.#segments.read(segment, this.#read.get(segment) ?? 0)) {
        if (place.offset < (this.#read.get(segment) ?? 0)) continue;
        const spans = await this.add(line, place);
        await taken?.(spans, line, place);
      }
  }

  /** Takes a line that lies at a place, and returns its spans by trace. */
  async add(line: SegmentLine, place: SegmentPlace): Promise<SpansByTrace> {
    const { logs = [], claimed } = line;
    this.#read.set(place.segment, Math.max(this.#read.get(place.segment) ?? 0, place.offset + place.length));
    const byTrace = spansByTrace(line, this.#price);
    for (const trace of new Set(logs.map(({ traceId }) => traceId as TraceId)))
      this.#entry(trace).logs.push(place);
    for (const [trace, spans] of byTrace) await this.#put(trace, spans, place, claimed);
    this.#letGo();
    return byTrace;
  }

  /** The files in which something of these traces stands. */
  segmentsOf(traces: ReadonlySet<TraceId>): ReadonlySet<string> {
    const entries = [...traces].flatMap((trace) => this.#entries.get(trace) ?? []);
    return new Set(entries.flatMap(({ places, logs }) => [...places, ...logs]).map(({ segment }) => segment));
  }

  list({ text = "", session, limit, offset = 0 }: TracesQuery): TracesPage {
    const fits = parseTraceQuery(text);
    const all = [...this.#entries.keys()]
      .map((trace) => this.#summary(trace))
      // Of some nothing is known yet but what was logged in them.
      .filter(
        (summary) =>
          summary.spans > 0 && (session === undefined || summary.session === session) && fits(summary),
      )
      .toSorted((a, b) => b.start - a.start);
    return { traces: all.slice(offset, offset + limit), total: all.length };
  }

  /** What the traces of a time add to the dashboard. */
  rollup({ by, from, to }: RollupQuery): readonly RolledUp[] {
    this.#countAll();
    const [first, last] = [this.#hours.of(from), this.#hours.last(to)];
    return by === "hour"
      ? this.#figures.read(by, first, last)
      : this.#figures.read(by, this.#hours.day(first), this.#hours.day(last));
  }

  /** The traces behind a number of the dashboard. */
  behind(query: BehindQuery): readonly BehindRow[] {
    this.#countAll();
    return receivedBehind(this.#marked(), query);
  }

  *#marked(): Generator<MarkedTrace> {
    for (const [trace, { marks }] of this.#entries)
      if (marks !== undefined) yield { trace, marks, summary: this.#summary(trace) };
  }

  /** Forgets what was read and reads it again, for other prices. */
  async again(): Promise<void> {
    this.#forget();
    await this.sync();
  }

  #forget(): void {
    this.#entries.clear();
    this.#read.clear();
    this.#uncounted.clear();
    this.#figures.clear();
    this.#held = 0;
  }

  /** Whether something that was read is gone: retention or a person removed it, here or in another window. */
  async #lost(segments: readonly string[]): Promise<boolean> {
    const there = new Set(segments);
    for (const [segment, read] of this.#read)
      if (!there.has(segment) || ((await this.#segments.size(segment)) ?? 0) < read) return true;
    return false;
  }

  #countAll(): void {
    for (const trace of this.#uncounted) this.#count(trace);
  }

  #eventsOf(trace: TraceId, spans: ReadonlyMap<SpanId, SpanBrief>): readonly TraceEvent[] {
    return eventsOf(spans, this.#summary(trace), (model, at) => this.#price(model, NO_USAGE, at).metering);
  }

  #count(trace: TraceId): void {
    this.#uncounted.delete(trace);
    const entry = this.#entries.get(trace);
    if (entry?.spans === undefined || entry.marks !== undefined) return;
    const events = this.#eventsOf(trace, entry.spans);
    this.#figures.add(events);
    entry.marks = marksOf(events);
  }

  /** Before it changes: what it is made of now says what it had added. */
  #uncount(trace: TraceId, entry: Entry): void {
    if (entry.marks !== undefined && entry.spans !== undefined)
      this.#figures.add(this.#eventsOf(trace, entry.spans), -1);
    delete entry.marks;
    this.#uncounted.add(trace);
  }

  /** The spans of a trace as they were received last, in the order of their coming. */
  async spans(trace: TraceId): Promise<readonly Span[]> {
    const latest = new Map<SpanId, Span>();
    for await (const group of this.#groups(trace))
      for (const span of receivedSpans(group, this.#price)) if (span.traceId === trace) merge(latest, span);
    return [...latest.values()];
  }

  /** The trace as it was received. */
  async export(trace: TraceId): Promise<OtlpTraces | undefined> {
    if (!this.#entries.has(trace)) return undefined;
    const resourceSpans: OtlpResourceSpans[] = [];
    for await (const { resource, scopeSpans } of this.#groups(trace)) {
      const own = scopeSpans
        .map((scoped) => ({ ...scoped, spans: scoped.spans.filter(({ traceId }) => traceId === trace) }))
        .filter(({ spans }) => spans.length > 0);
      if (own.length > 0) resourceSpans.push({ ...(resource && { resource }), scopeSpans: own });
    }
    return { resourceSpans };
  }

  async *#groups(trace: TraceId): AsyncGenerator<OtlpResourceSpans> {
    const entry = this.#entries.get(trace);
    const logs = await this.#logs(trace, entry?.logs ?? []);
    for (const place of entry?.places ?? []) {
      const line = await this.#segments.at(place);
      for (const group of line?.groups ?? []) yield joinLogs(group, trace, logs);
    }
  }

  async #logs(trace: TraceId, places: readonly SegmentPlace[]): Promise<Map<string, OtlpLogRecord[]>> {
    const bySpan = new Map<string, OtlpLogRecord[]>();
    for (const place of places)
      for (const log of (await this.#segments.at(place))?.logs ?? []) {
        if (log.traceId !== trace) continue;
        const known = bySpan.get(log.spanId);
        if (known === undefined) bySpan.set(log.spanId, [log]);
        else known.push(log);
      }
    return bySpan;
  }

  #entry(trace: TraceId): Entry {
    const entry = this.#entries.get(trace) ?? { places: [], logs: [], claimed: false, spans: new Map() };
    this.#entries.delete(trace);
    this.#entries.set(trace, entry);
    return entry;
  }

  /** What was claimed has changed. */
  claimsChanged(): void {
    for (const entry of this.#entries.values()) {
      if (entry.spans === undefined && entry.summary !== undefined && !entry.claimed)
        entry.summary = { ...entry.summary, claimed: this.#isClaimed(entry.summary.service) };
      else if (entry.spans !== undefined) delete entry.summary;
    }
  }

  async #put(trace: TraceId, spans: readonly Span[], place: SegmentPlace, claimed: boolean): Promise<void> {
    const entry = this.#entry(trace);
    const known = entry.spans ?? (await this.#briefs(trace, entry));
    this.#uncount(trace, entry);
    const before = known.size;
    for (const span of spans) {
      const brief = briefOf(span);
      // A span that ended does not run again, whatever comes late.
      if (known.get(span.spanId)?.end === undefined || brief.end !== undefined) known.set(span.spanId, brief);
    }
    this.#held += known.size - before;
    entry.places.push(place);
    entry.claimed ||= claimed;
    delete entry.summary;
  }

  async #briefs(trace: TraceId, entry: Entry): Promise<Map<SpanId, SpanBrief>> {
    if (entry.spans === undefined) {
      entry.spans = new Map((await this.spans(trace)).map((span) => [span.spanId, briefOf(span)]));
      this.#held += entry.spans.size;
    }
    return entry.spans;
  }

  #summary(trace: TraceId): TraceSummary {
    const entry = this.#entries.get(trace)!;
    if (entry.summary === undefined) {
      const summary = summarise(trace, entry.spans ?? new Map(), entry.claimed);
      entry.summary = { ...summary, claimed: entry.claimed || this.#isClaimed(summary.service) };
    }
    return entry.summary;
  }

  /** Keeps only the summaries of the traces that nothing was heard of for longest. */
  #letGo(): void {
    if (this.#held <= this.#heldSpans) return;
    const newest = [...this.#entries.keys()].at(-1);
    for (const [trace, entry] of this.#entries) {
      if (this.#held <= this.#heldSpans / 2 || trace === newest) return;
      if (entry.spans === undefined) continue;
      this.#count(trace);
      this.#summary(trace);
      this.#held -= entry.spans.size;
      delete entry.spans;
    }
  }
}
