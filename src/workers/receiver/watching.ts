import type { SpanId, TraceId } from "../../core/ids.ts";
import type { OtlpLogRecord } from "../../core/otlp.ts";
import type { Clock } from "../../core/ports.ts";
import type { Span } from "../../core/telemetry.ts";
import { ms } from "../../core/units.ts";
import type { SegmentReader } from "../../recording/memorySegments.ts";
import type { SegmentLine, SegmentPlace } from "../../recording/segments.ts";
import { joinLogs } from "../../telemetry/otlp/joinLogs.ts";
import { matchesAttribute, type AttributeTerm } from "../../views/attributeMatch.ts";
import { SourceSearch, type SourceHit, type SourceQuery } from "../../views/sourceSpans.ts";
import { receivedSpans, type PriceOf } from "../../telemetry/receivedSpan.ts";
import type { ReceivedView, ReceiverNews } from "./messages.ts";
import { logsOf, narrowed } from "./ofTrace.ts";
import type { SpansByTrace } from "./spansByTrace.ts";
import { WatchedTrace, type Shown } from "./watchedTrace.ts";

export interface WatchingOptions {
  readonly segments: SegmentReader;
  readonly clock: Clock;
  readonly price: PriceOf;
  readonly news: (news: ReceiverNews) => void;
}

/** How often a watcher is told, at most. */
const TELL_MS = 100;
/** While much is read, the page draws all anew each time. */
const TELL_READING_MS = 300;

/** While much is read, rows are told when there are so many times those that were told. */
const GROWTH = 2;

/** So many rows are shown before the others are read. */
const FIRST_ROWS = 500;

interface Watched {
  readonly trace: WatchedTrace;
  /** The first rows, or that there are none. */
  opened?: Promise<boolean>;
  /** How much of what was received before is read, from 0 to 1. */
  read: number;
  telling: boolean;
  /** How many rows it had when they were told last. */
  toldRows: number;
  /** What came before it was known which lines are there. */
  late: Shown[] | undefined;
}

/**
 * The traces that are open in a page. What was received of one is read from its last line to its first: spans are sent
 * when they end, so the ones at the top come last.
 */
export class Watching {
  readonly #options: WatchingOptions;
  readonly #watched = new Map<TraceId, Watched>();
  #quiet: Promise<void> = Promise.resolve();

  constructor(options: WatchingOptions) {
    this.#options = options;
  }

  /** Resolves when nobody waits for rows. */
  get quiet(): Promise<void> {
    return this.#quiet;
  }

  /** The first rows of a trace; the rest, and what comes later, is told. Undefined where there is no such trace. */
  async watch(trace: TraceId): Promise<ReceivedView | undefined> {
    const watched = this.#watched.get(trace) ?? this.#begin(trace);
    if (!(await watched.opened)) {
      this.#watched.delete(trace);
      return undefined;
    }
    // Who else looks at it has to hear of what the snapshot will not tell again.
    watched.toldRows = 0;
    this.#tell(trace, watched);
    const { origin, running } = watched.trace;
    return { origin: origin!, spans: watched.trace.snapshot(), running, read: watched.read };
  }

  unwatch(trace: TraceId): void {
    this.#watched.delete(trace);
  }

  /** Whether somebody looks at one of these traces. */
  some(spans: SpansByTrace): boolean {
    for (const trace of this.#watched.keys()) if (spans.has(trace)) return true;
    return false;
  }

  /** Hears of a line as it comes, and of its spans. */
  show(spans: SpansByTrace, line: SegmentLine, place: SegmentPlace): void {
    for (const [trace, watched] of this.#watched) {
      const some = { spans: spans.get(trace) ?? [], logs: logsOf(line, trace), place };
      if (some.spans.length + some.logs.length > 0) this.#put(trace, watched, some);
    }
  }

  /** One span with its payload, from the lines that hold it; undefined where nothing holds it any more. */
  async span(trace: TraceId, id: SpanId): Promise<Span | undefined> {
    return (await this.#spanWhereItWas(trace, id)) ?? this.#spanAnywhere(trace, id);
  }

  /** Which rows of a watched trace have each of the attributes. */
  async search(trace: TraceId, attributes: readonly AttributeTerm[]): Promise<readonly Uint32Array[]> {
    const table = this.#watched.get(trace)?.trace;
    if (table === undefined) return attributes.map(() => new Uint32Array());
    const known = await this.#searchIn(table.places, trace, attributes, (id, place) =>
      table.rowAt(id, place),
    );
    if (known.seen === table.size) return known.rows;
    // Lines have moved or gone since they were read.
    return (await this.#searchIn(await this.#placesOf(trace), trace, attributes, (id) => table.rowOf(id)))
      .rows;
  }

  /** Spans that name a place in a file, newest first; looks through all that was received. */
  async ofSource(query: SourceQuery): Promise<readonly SourceHit[]> {
    const search = new SourceSearch(query);
    const places: SegmentPlace[] = [];
    for await (const place of this.#options.segments.mentions(search.name)) places.push(place);
    for (const place of places.toReversed()) {
      if (search.full) break;
      for (const group of (await this.#options.segments.at(place))?.groups ?? [])
        for (const span of receivedSpans(group, this.#options.price)) search.take(span);
    }
    return search.hits;
  }

  /** Undefined also where a file was written anew since its place was read. */
  async #spanWhereItWas(trace: TraceId, id: SpanId): Promise<Span | undefined> {
    const watched = this.#watched.get(trace)?.trace;
    const place = watched?.placeOf(id);
    if (watched === undefined || place === undefined) return undefined;
    const logs: OtlpLogRecord[] = [];
    for (const each of watched.logsOf(id)) {
      const some = await this.#logs([each], trace, id);
      if (some.length === 0) return undefined;
      logs.push(...some);
    }
    return this.#spansOf(await this.#options.segments.at(place), trace, { id, logs }).at(-1);
  }

  async #spanAnywhere(trace: TraceId, id: SpanId): Promise<Span | undefined> {
    const places = await this.#placesOf(trace);
    const logs = await this.#logs(places, trace, id);
    for (const each of places) {
      const found = this.#spansOf(await this.#options.segments.at(each), trace, { id, logs }).at(-1);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Rows by attribute, and how many rows were looked at; of several words on a span the first place's counts. */
  async #searchIn(
    places: readonly SegmentPlace[],
    trace: TraceId,
    attributes: readonly AttributeTerm[],
    rowOf: (id: SpanId, place: SegmentPlace) => number | undefined,
  ): Promise<{ readonly rows: readonly Uint32Array[]; readonly seen: number }> {
    const found = attributes.map((): number[] => []);
    const seen = new Set<number>();
    for (const place of places) {
      const line = new Map(
        this.#spansOf(await this.#options.segments.at(place), trace).map((span) => [span.spanId, span]),
      );
      for (const span of line.values()) {
        const row = rowOf(span.spanId, place);
        if (row === undefined || seen.has(row)) continue;
        seen.add(row);
        attributes.forEach((term, at) => {
          if (matchesAttribute(span.attributes, term)) found[at]!.push(row);
        });
      }
    }
    return { rows: found.map((rows) => Uint32Array.from(rows)), seen: seen.size };
  }

  #put(trace: TraceId, watched: Watched, line: Shown): void {
    if (watched.trace.expects(line.place)) return;
    if (watched.late !== undefined) watched.late.push(line);
    else {
      watched.trace.put(line);
      this.#tellSoon(trace, watched);
    }
  }

  #begin(trace: TraceId): Watched {
    const watched: Watched = { trace: new WatchedTrace(), read: 0, telling: false, toldRows: 0, late: [] };
    this.#watched.set(trace, watched);
    const before = this.#quiet;
    watched.opened = new Promise((open) => {
      const done = this.#readAll(trace, watched, open);
      this.#quiet = Promise.all([before, done]).then(() => undefined);
    });
    return watched;
  }

  async #readAll(trace: TraceId, watched: Watched, open: (found: boolean) => void): Promise<void> {
    try {
      await this.#read(trace, watched, open);
    } catch (error) {
      this.#options.news({ type: "warning", message: `A trace could not be read: ${String(error)}` });
    }
    watched.read = 1;
    open(watched.trace.origin !== undefined);
    this.#tellSoon(trace, watched);
  }

  async #read(trace: TraceId, watched: Watched, open: (found: boolean) => void): Promise<void> {
    const places = await this.#placesOf(trace);
    watched.trace.expect(places);
    const late = watched.late ?? [];
    watched.late = undefined;
    for (const line of late) this.#put(trace, watched, line);
    const all = places.reduce((sum, { length }) => sum + length, 0);
    let bytes = 0;
    for (const place of places) {
      if (this.#watched.get(trace) !== watched) return;
      const line = await this.#options.segments.at(place);
      const logs = line === undefined ? [] : logsOf(line, trace);
      watched.trace.put({ spans: this.#spansOf(line, trace), logs, place }, true);
      bytes += place.length;
      watched.read = bytes / all;
      if (watched.trace.size < FIRST_ROWS) continue;
      open(true);
      this.#tellSoon(trace, watched);
    }
  }

  /** Newest first. */
  async #placesOf(trace: TraceId): Promise<readonly SegmentPlace[]> {
    const places: SegmentPlace[] = [];
    for await (const place of this.#options.segments.mentions(trace)) places.push(place);
    return places.toReversed();
  }

  #spansOf(
    line: SegmentLine | undefined,
    trace: TraceId,
    { id, logs = [] }: { readonly id?: SpanId; readonly logs?: readonly OtlpLogRecord[] } = {},
  ): readonly Span[] {
    const bySpan = new Map<string, readonly OtlpLogRecord[]>(
      id === undefined || logs.length === 0 ? [] : [[id, logs]],
    );
    return (line?.groups ?? []).flatMap((group) => {
      const own = joinLogs(narrowed(group, trace, id), trace, bySpan);
      return [...receivedSpans(own, this.#options.price)].filter(
        ({ spanId }) => id === undefined || spanId === id,
      );
    });
  }

  /** What was logged in a span. */
  async #logs(
    places: readonly SegmentPlace[],
    trace: TraceId,
    id: SpanId,
  ): Promise<readonly OtlpLogRecord[]> {
    const found: OtlpLogRecord[] = [];
    for (const place of places) {
      const line = await this.#options.segments.at(place);
      if (line !== undefined) found.push(...logsOf(line, trace).filter(({ spanId }) => spanId === id));
    }
    return found;
  }

  #tellSoon(trace: TraceId, watched: Watched): void {
    if (watched.telling) return;
    watched.telling = true;
    const pause = watched.read < 1 ? TELL_READING_MS : TELL_MS;
    this.#options.clock.timer(ms(pause), () => {
      watched.telling = false;
      if (this.#watched.get(trace) === watched) this.#tell(trace, watched);
    });
  }

  #tell(trace: TraceId, watched: Watched): void {
    const { trace: table, read } = watched;
    // The page makes the tree anew each time, so that the whole costs it twice the last.
    const worth = read === 1 || table.size >= GROWTH * watched.toldRows;
    const spans = worth ? table.changes() : undefined;
    if (worth) watched.toldRows = table.size;
    this.#options.news({ type: "spans", trace, ...(spans && { spans }), running: table.running, read });
  }
}
