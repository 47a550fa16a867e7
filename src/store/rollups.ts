import {
  addCell,
  unpackSums,
  emptySums,
  packSums,
  type Cell,
  type CellKind,
  type CellSums,
  type Dimensions,
  type PackedSums,
} from "./cells.ts";
import type { Database } from "./database.ts";
import type { Hours } from "./hours.ts";

/** A cell as the roll-up tables hold it. */
interface SqlCell {
  readonly kind: string;
  readonly bucket: number | string;
  readonly dimension: number;
  readonly sums: string;
}

/** A cell of an hour (its number) or a day (`YYYY-MM-DD`). */
export interface RolledUp {
  readonly bucket: number | string;
  readonly dimensions: Dimensions;
  readonly sums: CellSums;
}

/** What the figures of a dashboard are added up from. */
export interface CellSource {
  /** All cells of a kind from one hour or day to another, both included. */
  read(
    by: "hour" | "day",
    kind: CellKind,
    first: number | string,
    last: number | string,
  ): readonly RolledUp[];
}

/** Cells that were read elsewhere. */
export const cellsIn = (cells: readonly RolledUp[]): CellSource => ({
  read: (_by, kind, first, last) =>
    cells.filter(({ bucket, dimensions }) => dimensions.kind === kind && bucket >= first && bucket <= last),
});

/** The roll-up tables: every cell by its hour, and added up by local day. */
export class Rollups implements CellSource {
  readonly #db: Database;
  readonly #hours: Hours;
  readonly #ids = new Map<string, number>();
  readonly #dimensions = new Map<number, Dimensions>();

  constructor(db: Database, hours: Hours) {
    this.#db = db;
    this.#hours = hours;
    const known = db.all<Dimensions & { readonly id: number }>("SELECT * FROM dimensions");
    for (const { id, ...dimensions } of known) this.#know(id, dimensions);
  }

  /** Adds a cell, or with `sign` -1 takes away what was added before. */
  add(cell: Cell, sign: 1 | -1 = 1): void {
    const dimension = this.#idOf(cell);
    this.#addTo("hours", [cell.kind, cell.hour, dimension], cell, sign);
    this.#addTo("days", [cell.kind, this.#hours.day(cell.hour), dimension], cell, sign);
  }

  read(
    by: "hour" | "day",
    kind: CellKind,
    first: number | string,
    last: number | string,
  ): readonly RolledUp[] {
    const sql = `SELECT bucket, dimension, sums FROM ${by}s WHERE kind = ? AND bucket BETWEEN ? AND ?`;
    const rows = this.#db.all<SqlCell>(sql, [kind, first, last]);
    return rows.flatMap((row) => {
      const dimensions = this.#dimensions.get(row.dimension);
      return dimensions === undefined ? [] : { bucket: row.bucket, dimensions, sums: parseSums(row.sums) };
    });
  }

  /** Fills `days` from `hours`, for another zone whose days begin with the same hours. */
  rebuildDays(): void {
    this.#db.run("DELETE FROM days");
    for (const { kind, bucket, dimension, sums } of this.#db.all<SqlCell>("SELECT * FROM hours")) {
      this.#addTo("days", [kind, this.#hours.day(Number(bucket)), dimension], parseSums(sums), 1);
    }
  }

  #addTo(
    table: "hours" | "days",
    key: readonly [string, number | string, number],
    sums: CellSums,
    sign: 1 | -1,
  ): void {
    const where = "WHERE kind = ? AND bucket = ? AND dimension = ?";
    const [known] = this.#db.all<Pick<SqlCell, "sums">>(`SELECT sums FROM ${table} ${where}`, key);
    const total = known === undefined ? emptySums() : parseSums(known.sums);
    addCell(total, sums, sign);
    if (total.count === 0) return this.#db.run(`DELETE FROM ${table} ${where}`, key);
    const [kind, bucket, dimension] = key;
    this.#db.put(table, { kind, bucket, dimension, sums: JSON.stringify(packSums(total)) });
  }

  #idOf({ kind, provider, name, agent, metering }: Dimensions): number {
    const dimensions = { kind, provider, name, agent, metering };
    let id = this.#ids.get(nameOf(dimensions));
    if (id === undefined) {
      id = this.#ids.size + 1;
      this.#db.put("dimensions", { id, ...dimensions });
      this.#know(id, dimensions);
    }
    return id;
  }

  #know(id: number, dimensions: Dimensions): void {
    this.#ids.set(nameOf(dimensions), id);
    this.#dimensions.set(id, dimensions);
  }
}

const nameOf = ({ kind, provider, name, agent, metering }: Dimensions): string =>
  JSON.stringify([kind, provider, name, agent, metering]);

const parseSums = (text: string): CellSums => unpackSums(JSON.parse(text) as PackedSums);
