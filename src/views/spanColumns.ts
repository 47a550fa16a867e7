/**
 * Spans as columns: one typed array per field, one row per span. A tree of 100,000 spans takes a few
 * megabytes, travels as array buffers, and every pass over it is a loop over numbers. No DOM and no
 * Node types here: the host fills it, the page reads it.
 */
const LAYOUT = {
  /** The span id's two halves. */
  idHigh: Uint32Array,
  idLow: Uint32Array,
  /** The parent's row, `ROOT` or `UNKNOWN`. */
  parent: Int32Array,
  /** Milliseconds since the trace's origin. */
  start: Float64Array,
  /** NaN where it has none. */
  end: Float64Array,
  /** Rows of `strings`. */
  name: Uint32Array,
  subject: Uint32Array,
  note: Uint32Array,
  failure: Uint32Array,
  /** Positions in `CATEGORIES`, `STATES`, `STATUSES`, `METERINGS`. */
  category: Uint8Array,
  state: Uint8Array,
  status: Uint8Array,
  metering: Uint8Array,
  /** 0 or 1. */
  uncertain: Uint8Array,
  /** Tokens, nano-USD, milliseconds; NaN where absent. */
  input: Float64Array,
  output: Float64Array,
  cost: Float64Array,
  firstToken: Float64Array,
} as const;

type Layout = typeof LAYOUT;
export type Field = keyof Layout;
export type ColumnArrays = { readonly [Name in Field]: InstanceType<Layout[Name]> };
export type TextField = "name" | "subject" | "note" | "failure";

const FIELDS = Object.keys(LAYOUT) as Field[];
const TEXT_FIELDS = ["name", "subject", "note", "failure"] as const satisfies readonly TextField[];

export const STATES = ["running", "ended", "interrupted"] as const;
export const STATUSES = ["unset", "ok", "error"] as const;
export const METERINGS = ["unknown", "metered", "not_metered", "simulated", "unpriced"] as const;
export const ROOT = -1;
/** The parent is named, but no span with its id is known. */
export const UNKNOWN = -2;

/** Some rows of a table, new or changed. A whole table is the block of all its rows. */
export interface SpanBlock {
  readonly rows: Uint32Array;
  readonly strings: readonly string[];
  readonly columns: ColumnArrays;
}

/** One row, by field; texts as they are. */
export type RowValues = { readonly [Name in Field]: Name extends TextField ? string : number };

/** A growing table of spans. */
export class SpanColumns {
  #length = 0;
  #capacity = 0;
  #arrays: ColumnArrays = allocate(0);
  readonly #strings: string[] = [""];
  readonly #stringRows = new Map([["", 0]]);

  get length(): number {
    return this.#length;
  }

  /** The columns; longer than the table. Do not keep them: they are replaced when the table grows. */
  get arrays(): ColumnArrays {
    return this.#arrays;
  }

  get strings(): readonly string[] {
    return this.#strings;
  }

  text(field: TextField, row: number): string {
    return this.#strings[this.#arrays[field][row] ?? 0] ?? "";
  }

  /** Writes one row; the table grows to hold it. */
  set(row: number, values: RowValues): void {
    this.#reserve(row + 1);
    for (const field of FIELDS) {
      const value = values[field];
      this.#arrays[field][row] = typeof value === "string" ? this.#intern(value) : value;
    }
  }

  setParent(row: number, parent: number): void {
    this.#arrays.parent[row] = parent;
  }

  /** Copies rows out. */
  gather(rows: Uint32Array): SpanBlock {
    const columns = allocate(rows.length);
    for (const field of FIELDS) {
      const from = this.#arrays[field];
      const to = columns[field];
      for (let at = 0; at < rows.length; at++) to[at] = from[rows[at]!]!;
    }
    const strings: string[] = [];
    const renumbered = new Map<number, number>();
    for (const field of TEXT_FIELDS) {
      columns[field].forEach((known, at, column) => {
        let row = renumbered.get(known);
        if (row === undefined) {
          row = strings.push(this.#strings[known]!) - 1;
          renumbered.set(known, row);
        }
        column[at] = row;
      });
    }
    return { rows, strings, columns };
  }

  /** Takes rows over: what `gather` gave, here or in another process. */
  take({ rows, strings, columns }: SpanBlock): void {
    for (const row of rows) this.#reserve(row + 1);
    const renumbered = Uint32Array.from(strings, (text) => this.#intern(text));
    for (const field of FIELDS) {
      const from = columns[field];
      const to = this.#arrays[field];
      if (isText(field)) for (let at = 0; at < rows.length; at++) to[rows[at]!] = renumbered[from[at]!]!;
      else for (let at = 0; at < rows.length; at++) to[rows[at]!] = from[at]!;
    }
  }

  #intern(text: string): number {
    let row = this.#stringRows.get(text);
    if (row === undefined) {
      row = this.#strings.push(text) - 1;
      this.#stringRows.set(text, row);
    }
    return row;
  }

  #reserve(length: number): void {
    if (length <= this.#length) return;
    this.#length = length;
    if (length <= this.#capacity) return;
    this.#capacity = Math.max(64, length, this.#capacity * 2);
    const grown = allocate(this.#capacity);
    for (const field of FIELDS) grown[field].set(this.#arrays[field]);
    this.#arrays = grown;
  }
}

const isText = (field: Field): field is TextField => (TEXT_FIELDS as readonly Field[]).includes(field);

const allocate = (length: number): ColumnArrays =>
  Object.fromEntries(FIELDS.map((field) => [field, new LAYOUT[field](length)])) as ColumnArrays;

/** A span id's two halves. */
export const splitId = (id: string): { readonly idHigh: number; readonly idLow: number } => ({
  idHigh: Number.parseInt(id.slice(0, 8), 16),
  idLow: Number.parseInt(id.slice(8, 16), 16),
});

/** The span id of a row, as 16 hex digits. */
export const idOf = ({ idHigh, idLow }: ColumnArrays, row: number): string =>
  hex(idHigh[row]!) + hex(idLow[row]!);

const hex = (half: number): string => half.toString(16).padStart(8, "0");
