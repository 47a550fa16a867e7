import type { SpanId, TraceId } from "../../core/ids.ts";
import type { SpanContext } from "../../core/telemetry.ts";
import type { TraceClock, TraceContract, TraceView } from "../../protocol/trace.ts";
import { roomFor, shift, within, zoom, type TimeRange } from "../../views/timeScale.ts";
import { isRunning, Waterfall } from "../../views/waterfall.ts";
import { Pace } from "../kit/pace.ts";

let versions = 0;

type SpansNews = Extract<TraceContract["news"], { readonly type: "spans" }>;

/** Span ids that mean something as soon as their spans are there. */
interface Wanted {
  readonly folds?: readonly string[];
  readonly selected?: string | undefined;
  /** To be selected, wherever it hides. */
  readonly reveal?: string | undefined;
}

/** The trace that a page shows and what the person made of it: selection, filter, zoom. */
export class TraceModel {
  readonly trace: TraceId;
  /** Wall-clock time from which all times count. */
  readonly origin: number;
  readonly waterfall = new Waterfall();
  /** Another one after each change, and another one in each model; what was drawn of another version is stale. */
  version = ++versions;
  selected: number | undefined;
  /** Counts how often a span was to be brought into view. */
  reveals = 0;
  query = "";
  /** Whether the filter hides what does not match, or only marks what does. */
  hidesOthers = true;
  showsPath = false;
  /** How the search for attributes stands; undefined where the filter names none. */
  search: "running" | "done" | "failed" | undefined;
  /** How much of the trace is here, from 0 to 1. */
  read: number;
  #wanted: Wanted = {};
  #clock: TraceClock;
  /** When the clock was told, by the page's own. */
  #toldAt = performance.now();
  #zoomed: TimeRange | undefined;
  readonly #pace = new Pace();
  readonly #listeners = new Set<() => void>();

  constructor({ trace, origin, spans, clock, read = 1 }: TraceView) {
    this.trace = trace;
    this.origin = origin;
    this.#clock = clock;
    this.read = read;
    this.waterfall.take(spans);
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Changes something that is seen. */
  change(how: (model: this) => void): void {
    how(this);
    this.#tell();
  }

  /** Takes the host's news over; draws at a pace that leaves the page responsive. */
  update({ clock, spans, read = 1 }: SpansNews): void {
    this.#clock = clock;
    this.#toldAt = performance.now();
    this.read = read;
    if (spans !== undefined) this.waterfall.take(spans);
    this.#restore();
    this.#pace.run(() => this.#tell());
  }

  /** Makes of the trace what it was, as soon as the spans that this needs are here. */
  restore(wanted: Wanted): void {
    this.#wanted = wanted;
    this.#restore();
  }

  dispose(): void {
    this.#pace.cancel();
    this.#listeners.clear();
  }

  get live(): boolean {
    return this.#clock.live;
  }

  /** The present on the trace's time, in milliseconds since its origin. */
  now(): number {
    return this.live ? this.#clock.now + performance.now() - this.#toldAt : this.waterfall.extent.to;
  }

  /** Until when a span's bar reaches: its end, or now, or the last that is known of an interrupted trace. */
  endOf(span: number, now = this.now()): number {
    const { end, start } = this.waterfall.columns.arrays;
    const group = this.waterfall.group(span);
    if (group !== undefined) return group.running > 0 ? Math.max(now, group.end) : group.end;
    if (!Number.isNaN(end[span]!)) return end[span]!;
    const until = isRunning(this.waterfall.columns, span) ? now : this.waterfall.extent.to;
    return Math.max(until, start[span]!);
  }

  durationOf(span: number, now?: number): number {
    return this.endOf(span, now) - this.waterfall.columns.arrays.start[span]!;
  }

  /** All of the trace's time; of a running trace with some room to grow. */
  get whole(): TimeRange {
    const { from, to } = this.waterfall.extent;
    if (this.live) return { from, to: from + roomFor(Math.max(this.now(), to) - from) };
    return { from, to: Math.max(to, from + 0.1) };
  }

  /** The time that the bars show. */
  get range(): TimeRange {
    return this.#zoomed === undefined ? this.whole : within(this.#zoomed, this.whole);
  }

  get isZoomed(): boolean {
    return this.#zoomed !== undefined;
  }

  show(range: TimeRange | undefined): void {
    const { whole } = this;
    const next = range && within(range, whole);
    const isWhole = next !== undefined && next.from <= whole.from && next.to >= whole.to;
    this.change(() => (this.#zoomed = isWhole ? undefined : next));
  }

  /** @param around a moment that stays where it is; the selected span, or the middle, where absent. */
  zoomBy(factor: number, around = this.#focus()): void {
    this.show(zoom(this.range, factor, around));
  }

  /** @param part how much of what is shown to move by, to later times if positive. */
  panBy(part: number): void {
    const { from, to } = this.range;
    if (this.isZoomed) this.show(shift({ from, to }, part * (to - from)));
  }

  /** Selects a span that is shown. */
  select(span: number | undefined): void {
    this.change(() => {
      this.selected = span;
      this.reveals++;
    });
  }

  /** Selects a span wherever it hides. */
  reveal(span: number): void {
    this.change(({ waterfall }) => {
      waterfall.uncover(span);
      if (waterfall.rows[waterfall.rowAt(span)] !== span) this.#filter("", this.hidesOthers);
      this.selected = span;
      this.reveals++;
    });
  }

  filter(query: string, hidesOthers = this.hidesOthers): void {
    this.change(() => this.#filter(query, hidesOthers));
  }

  context(span: number): SpanContext {
    return { traceId: this.trace, spanId: this.waterfall.spanId(span) as SpanId };
  }

  #restore(): void {
    const { folds = [], selected, reveal } = this.#wanted;
    const whole = this.read === 1;
    if (whole && folds.length > 0) this.waterfall.foldAll(new Set(folds));
    const wanted = reveal ?? selected;
    const span = wanted === undefined ? undefined : this.waterfall.find(wanted);
    this.#wanted = whole ? {} : { folds, ...(span === undefined && { selected, reveal }) };
    if (span === undefined) return;
    if (reveal === undefined) this.select(span);
    else this.reveal(span);
  }

  #filter(query: string, hidesOthers: boolean): void {
    this.query = query;
    this.hidesOthers = hidesOthers;
    this.waterfall.filter(query, hidesOthers);
  }

  #focus(): number {
    const { from, to } = this.range;
    const middle = (from + to) / 2;
    if (this.selected === undefined) return middle;
    const start = this.waterfall.columns.arrays.start[this.selected]!;
    const center = (start + this.endOf(this.selected)) / 2;
    return center >= from && center <= to ? center : middle;
  }

  #tell(): void {
    this.version = ++versions;
    for (const listener of this.#listeners) listener();
  }
}
