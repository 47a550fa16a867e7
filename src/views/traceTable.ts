import type { SpanId } from "../core/ids.ts";
import type { Span } from "../core/telemetry.ts";
import type { EpochMs } from "../core/units.ts";
import {
  METERINGS,
  ROOT,
  SpanColumns,
  splitId,
  STATES,
  STATUSES,
  UNKNOWN,
  type RowValues,
  type SpanBlock,
} from "./spanColumns.ts";
import { CATEGORIES, rowOf } from "./spanRow.ts";

const RUNNING = STATES.indexOf("running");
const INTERRUPTED = STATES.indexOf("interrupted");

/**
 * The spans of one trace on the host's side: gives each its row, finds its parent's, and says what
 * changed since it was last asked. Holds no payload.
 */
export class TraceTable {
  readonly #columns = new SpanColumns();
  readonly #rows = new Map<SpanId, number>();
  /** Rows by the parent that they wait for. */
  readonly #orphans = new Map<SpanId, Set<number>>();
  readonly #changed = new Set<number>();
  #origin: EpochMs | undefined;

  get size(): number {
    return this.#columns.length;
  }

  /** The moment from which all times of the table count: the start of the span that came first. */
  get origin(): EpochMs | undefined {
    return this.#origin;
  }

  /** Whether some span has not ended. */
  get running(): boolean {
    const { state } = this.#columns.arrays;
    for (let row = 0; row < this.size; row++) if (state[row] === RUNNING) return true;
    return false;
  }

  rowOf(span: SpanId): number | undefined {
    return this.#rows.get(span);
  }

  isRunning(row: number): boolean {
    return this.#columns.arrays.state[row] === RUNNING;
  }

  /** A new span, or a known one as it is now. Returns its row. */
  put(span: Span): number {
    const known = this.#rows.get(span.spanId);
    const row = known ?? this.#rows.size;
    this.#rows.set(span.spanId, row);
    this.#origin ??= span.start;
    this.#columns.set(row, values(span, this.#origin, this.#parentOf(span, row)));
    this.#changed.add(row);
    if (known === undefined) this.#adopt(span.spanId, row);
    return row;
  }

  /** Marks what still runs as interrupted, because the process that ran it is gone. */
  interrupt(): void {
    const { state } = this.#columns.arrays;
    for (let row = 0; row < this.size; row++) {
      if (state[row] !== RUNNING) continue;
      state[row] = INTERRUPTED;
      this.#changed.add(row);
    }
  }

  /** All rows. What changed so far counts as told. */
  snapshot(): SpanBlock {
    this.#changed.clear();
    return this.#columns.gather(Uint32Array.from({ length: this.size }, (_, row) => row));
  }

  /** What changed since the last call of this or `snapshot`; undefined if nothing. */
  changes(): SpanBlock | undefined {
    if (this.#changed.size === 0) return undefined;
    const rows = Uint32Array.from(this.#changed);
    this.#changed.clear();
    return this.#columns.gather(rows);
  }

  #parentOf({ parentId }: Span, row: number): number {
    if (parentId === undefined) return ROOT;
    const parent = this.#rows.get(parentId);
    if (parent !== undefined) return parent;
    const waiting = this.#orphans.get(parentId);
    if (waiting === undefined) this.#orphans.set(parentId, new Set([row]));
    else waiting.add(row);
    return UNKNOWN;
  }

  #adopt(parent: SpanId, row: number): void {
    for (const child of this.#orphans.get(parent) ?? []) {
      this.#columns.setParent(child, row);
      this.#changed.add(child);
    }
    this.#orphans.delete(parent);
  }
}

function values(span: Span, origin: EpochMs, parent: number): RowValues {
  const row = rowOf(span);
  return {
    ...splitId(span.spanId),
    parent,
    start: row.start - origin,
    end: row.end === undefined ? Number.NaN : row.end - origin,
    name: row.name,
    subject: row.subject,
    note: row.note,
    failure: row.failure,
    category: CATEGORIES.indexOf(row.category),
    state: STATES.indexOf(row.state),
    status: STATUSES.indexOf(row.status),
    metering: METERINGS.indexOf(row.metering ?? "unknown"),
    uncertain: row.uncertain ? 1 : 0,
    input: row.input ?? Number.NaN,
    output: row.output ?? Number.NaN,
    cost: row.cost ?? Number.NaN,
    firstToken: row.firstToken ?? Number.NaN,
  };
}
