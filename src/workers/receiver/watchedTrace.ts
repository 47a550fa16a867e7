import type { SpanId } from "../../core/ids.ts";
import type { OtlpLogRecord } from "../../core/otlp.ts";
import type { Span } from "../../core/telemetry.ts";
import type { EpochMs } from "../../core/units.ts";
import type { SegmentPlace } from "../../recording/segments.ts";
import type { SpanBlock } from "../../views/spanColumns.ts";
import { TraceTable } from "../../views/traceTable.ts";

/** What a line holds of a trace. */
export interface Shown {
  readonly spans: readonly Span[];
  readonly logs: readonly OtlpLogRecord[];
  readonly place: SegmentPlace;
}

/** A trace that somebody looks at: its rows, and where the payload of each lies. */
export class WatchedTrace {
  readonly #table = new TraceTable();
  /** All lines that are, or will be, read for it. */
  readonly #expected = new Set<string>();
  readonly #places: SegmentPlace[] = [];
  readonly #logs = new Map<string, Set<SegmentPlace>>();
  /** By row. */
  readonly #placeOf: number[] = [];

  get origin(): EpochMs | undefined {
    return this.#table.origin;
  }

  get size(): number {
    return this.#table.size;
  }

  get running(): boolean {
    return this.#table.running;
  }

  /** Lines that will be read for it; whoever else comes with one of them is late. */
  expect(places: readonly SegmentPlace[]): void {
    for (const place of places) this.#expected.add(keyOf(place));
  }

  expects(place: SegmentPlace): boolean {
    return this.#expected.has(keyOf(place));
  }

  /**
   * Takes what a line says of the trace. A later word about a span counts, unless the span had ended and this one has not.
   * @param older where the line was written before those that were taken so far.
   */
  put({ spans, logs, place }: Shown, older = false): void {
    this.#expected.add(keyOf(place));
    for (const { spanId } of logs) this.#logs.set(spanId, (this.#logs.get(spanId) ?? new Set()).add(place));
    const at = this.#places.push(place) - 1;
    for (const span of spans) {
      const known = this.#table.rowOf(span.spanId);
      const ended = known !== undefined && !this.#table.isRunning(known);
      if (ended && (older || span.end === undefined)) continue;
      if (older && known !== undefined && span.end === undefined) continue;
      this.#placeOf[this.#table.put(span)] = at;
    }
  }

  /** Where something lies that was logged in a span. */
  logsOf(span: SpanId): readonly SegmentPlace[] {
    return [...(this.#logs.get(span) ?? [])];
  }

  get places(): readonly SegmentPlace[] {
    return this.#places;
  }

  rowOf(span: SpanId): number | undefined {
    return this.#table.rowOf(span);
  }

  /** A span's row, where what is known of it lies at this place and not at a later one. */
  rowAt(span: SpanId, place: SegmentPlace): number | undefined {
    const row = this.#table.rowOf(span);
    return row !== undefined && this.#places[this.#placeOf[row]!] === place ? row : undefined;
  }

  /** Where what is known of a span lies. */
  placeOf(span: SpanId): SegmentPlace | undefined {
    const row = this.#table.rowOf(span);
    return row === undefined ? undefined : this.#places[this.#placeOf[row]!];
  }

  /** All rows. What changed so far counts as told. */
  snapshot(): SpanBlock {
    return this.#table.snapshot();
  }

  /** What changed since the last call of this or `snapshot`; undefined if nothing. */
  changes(): SpanBlock | undefined {
    return this.#table.changes();
  }
}

const keyOf = ({ segment, offset }: SegmentPlace): string => `${segment}:${offset}`;
