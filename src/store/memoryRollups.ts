import { addCell, emptySums, type Cell, type CellKind, type CellSums, type Dimensions } from "./cells.ts";
import type { Hours } from "./hours.ts";
import type { CellSource, RolledUp } from "./rollups.ts";

interface Held {
  readonly dimensions: Dimensions;
  readonly sums: CellSums;
}

type Buckets<Key> = Map<Key, Map<string, Held>>;

/** Cells by hour and by local day that need no database: of what is kept elsewhere and added up anew at each start. */
export class MemoryRollups implements CellSource {
  readonly #hours: Hours;
  readonly #byHour: Buckets<number> = new Map();
  readonly #byDay: Buckets<string> = new Map();

  constructor(hours: Hours) {
    this.#hours = hours;
  }

  /** Adds a cell, or with `sign` -1 takes away what was added before. */
  add(cell: Cell, sign: 1 | -1 = 1): void {
    put(this.#byHour, cell.hour, cell, sign);
    put(this.#byDay, this.#hours.day(cell.hour), cell, sign);
  }

  read(
    by: "hour" | "day",
    kind: CellKind,
    first: number | string,
    last: number | string,
  ): readonly RolledUp[] {
    const buckets: Buckets<number | string> = by === "hour" ? this.#byHour : this.#byDay;
    const found: RolledUp[] = [];
    for (const [bucket, cells] of buckets) {
      if (bucket < first || bucket > last) continue;
      for (const { dimensions, sums } of cells.values())
        if (dimensions.kind === kind) found.push({ bucket, dimensions, sums });
    }
    return found;
  }

  clear(): void {
    this.#byHour.clear();
    this.#byDay.clear();
  }
}

function put<Key>(buckets: Buckets<Key>, key: Key, cell: Cell, sign: 1 | -1): void {
  let cells = buckets.get(key);
  if (cells === undefined) buckets.set(key, (cells = new Map()));
  const { kind, provider, name, agent, metering, service } = cell;
  const id = JSON.stringify([kind, provider, name, agent, metering, service]);
  let held = cells.get(id);
  if (held === undefined) {
    const dimensions = { kind, provider, name, agent, metering, ...(service !== undefined && { service }) };
    held = { dimensions, sums: emptySums() };
    cells.set(id, held);
  }
  addCell(held.sums, cell, sign);
  if (held.sums.count === 0) cells.delete(id);
}
