import type { Database as SqlDatabase, SqlJsStatic, SqlValue, Statement } from "sql.js";

export type { SqlJsStatic, SqlValue } from "sql.js";
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** A statement with the names of its columns, which sql.js would look up for each row. */
interface Prepared {
  readonly statement: Statement;
  readonly columns: readonly string[];
}

/** sql.js with typed rows and statements that are prepared once. */
export class Database {
  readonly #database: SqlDatabase;
  readonly #prepared = new Map<string, Prepared>();

  /** @param bytes a database file; empty where absent. */
  constructor(sql: SqlJsStatic, bytes?: Uint8Array) {
    this.#database = new sql.Database(bytes);
    // The file lies in memory: there is nothing for it to survive.
    this.#database.exec(
      "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY;",
    );
  }

  /** Runs statements without parameters. */
  script(text: string): void {
    this.#database.exec(text);
  }

  run(sql: string, params: readonly SqlValue[] = []): void {
    const { statement } = this.#prepare(sql);
    try {
      statement.run([...params]);
    } finally {
      statement.reset();
    }
  }

  /** The caller names the columns of the row that it selects. */
  all<Row = SqlRow>(sql: string, params: readonly SqlValue[] = []): Row[] {
    const { statement, columns } = this.#prepare(sql);
    try {
      statement.bind([...params]);
      const rows: Row[] = [];
      while (statement.step()) {
        const values = statement.get();
        const row: Record<string, unknown> = {};
        for (let i = 0; i < columns.length; i++) row[columns[i] as string] = values[i];
        rows.push(row as Row);
      }
      return rows;
    } finally {
      statement.reset();
    }
  }

  /** The number that a query selects as `n`. */
  count(sql: string, params: readonly SqlValue[] = []): number {
    return Number(this.all(sql, params)[0]?.["n"] ?? 0);
  }

  /** Inserts a row, or replaces the one with its key. */
  put(table: string, row: SqlRow): void {
    const names = Object.keys(row);
    const sql = `INSERT OR REPLACE INTO ${table} (${names.join()}) VALUES (${names.map(() => "?").join()})`;
    this.run(sql, Object.values(row));
  }

  /** All or nothing. */
  transaction<T>(work: () => T): T {
    this.run("BEGIN");
    try {
      const result = work();
      this.run("COMMIT");
      return result;
    } catch (error) {
      this.run("ROLLBACK");
      throw error;
    }
  }

  /** The database file's bytes. */
  export(): Uint8Array {
    return this.#database.export();
  }

  close(): void {
    this.#database.close();
  }

  #prepare(sql: string): Prepared {
    let prepared = this.#prepared.get(sql);
    if (prepared === undefined) {
      const statement = this.#database.prepare(sql);
      prepared = { statement, columns: statement.getColumnNames() };
      this.#prepared.set(sql, prepared);
    }
    return prepared;
  }
}
