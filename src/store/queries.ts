import type { RecordingKey, SessionId } from "../core/ids.ts";
import type { EpochMs } from "../core/units.ts";
import type { BehindQuery, BehindRow } from "./behind.ts";
import { dashboard } from "./dashboardQuery.ts";
import type { DashboardData, DashboardQuery } from "./dashboardData.ts";
import type { Database, SqlRow, SqlValue } from "./database.ts";
import type { Hours } from "./hours.ts";
import type { RecordingSource } from "./indexer.ts";
import { ownBehind } from "./ownBehind.ts";
import { RecordingFold, type FoldedRows } from "./recordingFold.ts";
import { cellsIn, type RolledUp, type Rollups } from "./rollups.ts";
import type { SessionRow, TraceRow, UsageRecord } from "./rows.ts";
import { callFromSql, sessionFromSql, traceFromSql } from "./sqlRows.ts";

export interface SessionsQuery {
  /** Part of the title, of a message, of the agent's or the model's name, or of the failure's. */
  readonly search?: string | undefined;
  readonly limit: number;
  readonly offset?: number;
}

export interface SessionsPage {
  /** Those that were active last come first. */
  readonly sessions: readonly SessionRow[];
  /** How many there are in all. */
  readonly total: number;
}

export interface UsageQuery {
  readonly since?: EpochMs | undefined;
  /** Not included. */
  readonly until?: EpochMs | undefined;
}

/** Turns of one recording, with the byte ranges where their lines stand. */
export interface TraceMatch {
  readonly key: RecordingKey;
  readonly session?: SessionId;
  readonly traces: readonly TraceRow[];
}

const USAGE_PAGE = 1_000;
const MOST_MATCHES = 20;
const PIECE = 1_000;

/** Answers from the index. Rows that it no longer keeps are folded from the recordings once more. */
export class IndexQueries {
  readonly #db: Database;
  readonly #rollups: Rollups;
  readonly #hours: Hours;
  readonly #source: RecordingSource;

  constructor(options: { db: Database; rollups: Rollups; hours: Hours; source: RecordingSource }) {
    this.#db = options.db;
    this.#rollups = options.rollups;
    this.#hours = options.hours;
    this.#source = options.source;
  }

  sessions({ search = "", limit, offset = 0 }: SessionsQuery): SessionsPage {
    const [where, params] = matching(search);
    const order = "ORDER BY updated DESC, key DESC LIMIT ? OFFSET ?";
    const rows = this.#db.all(`SELECT * FROM sessions ${where} ${order}`, [...params, limit, offset]);
    const total = this.#db.count(`SELECT COUNT(*) AS n FROM sessions ${where}`, params);
    return { sessions: rows.map(sessionFromSql), total };
  }

  /** The newest recording of a session. */
  session(id: SessionId): SessionRow | undefined {
    const [row] = this.#db.all("SELECT * FROM sessions WHERE id = ? ORDER BY key DESC LIMIT 1", [id]);
    return row && sessionFromSql(row);
  }

  /** @param received what other programs' traces add. */
  dashboard(query: DashboardQuery, received: readonly RolledUp[] = []): DashboardData {
    return dashboard(this.#db, [this.#rollups, cellsIn(received)], this.#hours, query);
  }

  /** The turns of our sessions behind a number of the dashboard. */
  behind(query: BehindQuery): readonly BehindRow[] {
    return ownBehind(this.#db, query);
  }

  /** By the beginning of a session's id or a trace's id: all turns of a session, or one turn. At most 20. */
  async traces(prefix: string): Promise<readonly TraceMatch[]> {
    if (prefix === "") return [];
    const bounds = [...startingWith(prefix), MOST_MATCHES];
    const sessions = this.#db.all<SessionStub>(
      `${STUBS} WHERE id >= ? AND id < ? ORDER BY key LIMIT ?`,
      bounds,
    );
    const traces = this.#db.all<SqlRow & SessionStub>(TRACES_BY_ID, bounds);
    if (sessions.length + traces.length === 0) return this.#olderTraces(prefix);
    const whole = await Promise.all(sessions.map((session) => this.#tracesOf(session)));
    const single = traces.map(({ key, id, ...row }) => match({ key, id }, [traceFromSql(row)]));
    return [...whole, ...single].slice(0, MOST_MATCHES);
  }

  /** Every usage record of a time, in pages: session by session, oldest first, each in its order. */
  async *usage({
    since = -Infinity as EpochMs,
    until = Infinity as EpochMs,
  }: UsageQuery = {}): AsyncGenerator<readonly UsageRecord[]> {
    const sessions = this.#db.all<SessionStub>(`${STUBS} WHERE updated >= ? AND started < ? ORDER BY key`, [
      since,
      until,
    ]);
    let page: UsageRecord[] = [];
    for (const session of sessions) {
      for await (const calls of this.#callsOf(session)) {
        for (const { seq: _seq, ...call } of calls) {
          if (call.time < since || call.time >= until) continue;
          const { key, id, agent } = session;
          page.push({ ...call, key, ...(id !== null && { session: id }), agent });
        }
        if (page.length < USAGE_PAGE) continue;
        yield page;
        page = [];
      }
    }
    if (page.length > 0) yield page;
  }

  async *#callsOf({ recording, key, calls }: SessionStub): AsyncGenerator<FoldedRows["calls"]> {
    const rows = this.#db.all("SELECT * FROM calls WHERE recording = ? ORDER BY seq", [recording]);
    if (rows.length === calls) yield rows.map(callFromSql);
    else for await (const piece of this.#fold(key)) yield piece.calls;
  }

  async #tracesOf(session: SessionStub): Promise<TraceMatch> {
    const { recording, turns } = session;
    const rows = this.#db.all("SELECT * FROM traces WHERE recording = ? ORDER BY seq", [recording]);
    if (rows.length === turns) return match(session, rows.map(traceFromSql));
    // A turn that goes on in the next piece comes again, and the later one counts.
    const traces = new Map<string, TraceRow>();
    for await (const piece of this.#fold(session.key))
      for (const trace of piece.traces) traces.set(trace.trace, trace);
    const isOver = session.status === "interrupted";
    const status = (trace: TraceRow): TraceRow =>
      isOver && trace.status === "running" ? { ...trace, status: "interrupted" } : trace;
    return match(session, [...traces.values()].map(status));
  }

  /** Looks through the recordings of those sessions of which not all turns are kept. */
  async #olderTraces(prefix: string): Promise<readonly TraceMatch[]> {
    const kept = "(SELECT COUNT(*) FROM traces t WHERE t.recording = s.recording)";
    const matches: TraceMatch[] = [];
    for (const session of this.#db.all<SessionStub>(`${STUBS} s WHERE turns > ${kept} ORDER BY key`)) {
      const { traces } = await this.#tracesOf(session);
      const found = traces.filter(({ trace }) => trace.startsWith(prefix));
      if (found.length > 0) matches.push(match(session, found));
      if (matches.length >= MOST_MATCHES) break;
    }
    return matches;
  }

  async *#fold(key: RecordingKey): AsyncGenerator<FoldedRows> {
    const fold = new RecordingFold(this.#hours);
    for await (const item of this.#source.read(key, 0, 0)) {
      if (item.kind === "line") fold.take(item.line, item);
      const rows = fold.pending < PIECE ? undefined : fold.drain();
      if (rows !== undefined) yield rows;
    }
    const rest = fold.drain();
    if (rest !== undefined) yield rest;
  }
}

interface SessionStub {
  readonly recording: number;
  readonly key: RecordingKey;
  readonly id: SessionId | null;
  readonly agent: string;
  readonly calls: number;
  readonly turns: number;
  readonly status: string;
}

const STUBS = "SELECT recording, key, id, agent, calls, turns, status FROM sessions";

const TRACES_BY_ID =
  "SELECT t.*, s.key, s.id FROM traces t JOIN sessions s USING (recording) WHERE trace >= ? AND trace < ? LIMIT ?";

const match = ({ key, id }: Pick<SessionStub, "key" | "id">, traces: readonly TraceRow[]): TraceMatch => ({
  key,
  ...(id !== null && { session: id }),
  traces,
});

/** Bounds of all ids that begin so: ids are letters and digits, which lie below `~`. */
const startingWith = (prefix: string): readonly [string, string] => [prefix, `${prefix}~`];

function matching(search: string): readonly [where: string, params: readonly SqlValue[]] {
  const text = search.trim();
  if (text === "") return ["", []];
  const pattern = `%${text.replace(/[\\%_]/g, String.raw`\$&`)}%`;
  const columns = ["title", "agent", "model", "prompts", "failure"].map(
    (column) => String.raw`${column} LIKE ? ESCAPE '\'`,
  );
  return [`WHERE (${columns.join(" OR ")})`, columns.map(() => pattern)];
}
