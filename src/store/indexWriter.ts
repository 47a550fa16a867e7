import type { RecordingKey } from "../core/ids.ts";
import type { Database } from "./database.ts";
import { decodeState, encodeState } from "./foldState.ts";
import type { FoldedRows, FoldState } from "./recordingFold.ts";
import type { Rollups } from "./rollups.ts";
import { callToSql, sessionToSql, toolToSql, traceToSql } from "./sqlRows.ts";

/** How far a recording has been read. */
export interface ReadState {
  readonly id: number;
  readonly key: RecordingKey;
  /** Of the file when it was read last, in bytes. */
  readonly size: number;
  /** The end of the last readable line. */
  readonly indexed: number;
  readonly nextSeq: number;
  /** The bytes up to the end of the first readable line, and their CRC-32: tell another file of the same name. */
  readonly headLength: number;
  readonly headCrc: number;
  /** Unreadable lines before `indexed`. */
  readonly unreadable: number;
}

/** A piece of a recording on its way into the index. */
export interface Piece {
  readonly read: ReadState;
  /** Unreadable lines after `indexed`, which are looked at again next time. */
  readonly trailing: number;
  /** Absent where no line is readable. */
  readonly rows: FoldedRows | undefined;
}

const LIMITED = [
  { table: "calls", time: "time", id: "request" },
  { table: "tools", time: "time", id: "call" },
  { table: "traces", time: "started", id: "trace" },
] as const;

/** Puts folded recordings into the tables and takes them out again. */
export class IndexWriter {
  readonly #db: Database;
  readonly #rollups: Rollups;
  readonly #rowLimit: number;

  /** @param rowLimit how many of the newest rows `calls`, `tools` and `traces` keep each. */
  constructor(db: Database, rollups: Rollups, rowLimit: number) {
    this.#db = db;
    this.#rollups = rollups;
    this.#rowLimit = rowLimit;
  }

  readStates(): readonly ReadState[] {
    return this.#db.all<ReadState>(
      "SELECT id, key, size, indexed, nextSeq, headLength, headCrc, unreadable FROM recordings",
    );
  }

  /** What the fold of a recording has to remember. */
  stateOf(recording: number): FoldState | undefined {
    const sql = "SELECT state FROM recordings WHERE id = ?";
    const [row] = this.#db.all<{ readonly state: string | null }>(sql, [recording]);
    const state = row?.state ?? undefined;
    return state === undefined ? undefined : decodeState(state);
  }

  apply(pieces: readonly Piece[]): void {
    this.#db.transaction(() => {
      for (const piece of pieces) this.#put(piece);
      this.#trim();
    });
  }

  /** Removes all that came from a recording. */
  remove(recording: number): void {
    this.#db.transaction(() => {
      for (const cell of this.stateOf(recording)?.cells ?? []) this.#rollups.add(cell, -1);
      for (const table of ["calls", "tools", "traces", "sessions"]) {
        this.#db.run(`DELETE FROM ${table} WHERE recording = ?`, [recording]);
      }
      this.#db.run("DELETE FROM recordings WHERE id = ?", [recording]);
    });
  }

  /** Marks a session whose process is gone. Its next line, if there ever is one, says otherwise. */
  interrupt(recording: number): void {
    for (const table of ["sessions", "traces"]) {
      this.#db.run(`UPDATE ${table} SET status = 'interrupted' WHERE recording = ? AND status = 'running'`, [
        recording,
      ]);
    }
  }

  running(): readonly { readonly recording: number; readonly key: RecordingKey }[] {
    return this.#db.all("SELECT recording, key FROM sessions WHERE status = 'running'");
  }

  #put({ read, trailing, rows }: Piece): void {
    const { id } = read;
    this.#db.put("recordings", { ...read, state: rows === undefined ? null : encodeState(rows.state) });
    if (rows === undefined) return;
    this.#db.put("sessions", sessionToSql(id, read.key, rows.state.session, read.unreadable + trailing));
    for (const trace of rows.traces) this.#db.put("traces", traceToSql(id, trace));
    for (const call of rows.calls) this.#db.put("calls", callToSql(id, call));
    for (const tool of rows.tools) this.#db.put("tools", toolToSql(id, tool));
    for (const cell of rows.cells) this.#rollups.add(cell);
  }

  /** Keeps the newest rows. */
  #trim(): void {
    for (const { table, time, id } of LIMITED) {
      const newestFirst = `SELECT ${time} AS time, ${id} AS id FROM ${table} ORDER BY ${time} DESC, ${id} DESC`;
      const newestToGo = this.#db.all<{ readonly time: number; readonly id: string }>(
        `${newestFirst} LIMIT 1 OFFSET ?`,
        [this.#rowLimit],
      )[0];
      if (newestToGo === undefined) continue;
      this.#db.run(`DELETE FROM ${table} WHERE (${time}, ${id}) <= (?, ?)`, [newestToGo.time, newestToGo.id]);
    }
  }
}
