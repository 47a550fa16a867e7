import { oncePerTrace, type BehindQuery, type BehindRow } from "./behind.ts";
import type { Database, SqlRow, SqlValue } from "./database.ts";

/** A trace may have many of them; so many rows are looked at for each trace that is wanted. */
const ROWS_PER_TRACE = 20;

const TABLES = {
  call: {
    from: "calls r",
    time: "r.time",
    columns: "r.span AS span, r.model AS name, r.duration AS duration, r.nanoUsd AS nanoUsd",
    duration: "r.duration",
    money: "r.nanoUsd",
  },
  tool: {
    from: "tools r",
    time: "r.time",
    // A tool's row does not know its span; the turn's root is near.
    columns:
      "(SELECT root FROM traces t WHERE t.trace = r.trace AND t.recording = r.recording) AS span, r.name AS name, r.duration AS duration, 0 AS nanoUsd",
    duration: "r.duration",
    money: "r.duration",
  },
  turn: {
    from: "traces r",
    time: "r.started",
    columns: "r.root AS span, '' AS name, COALESCE(r.ended - r.started, 0) AS duration, r.nanoUsd AS nanoUsd",
    duration: "COALESCE(r.ended - r.started, 0)",
    money: "r.nanoUsd",
  },
} as const;

/** The turns of our sessions that stand behind a number, as far back as the index keeps rows. */
export function ownBehind(db: Database, query: BehindQuery): readonly BehindRow[] {
  const { kind, order, limit } = query;
  const { from, time, columns, duration, money } = TABLES[kind];
  const [where, params] = conditions(query, time);
  const by = { newest: time, slowest: duration, dearest: money }[order];
  const rows = db.all(
    `SELECT r.trace AS trace, ${columns}, ${time} AS time, r.failure AS failure, s.id AS session,
       s.title AS title, s.agent AS agent
     FROM ${from} JOIN sessions s USING (recording)
     WHERE ${where} AND s.id IS NOT NULL ORDER BY ${by} DESC LIMIT ?`,
    [...params, limit * ROWS_PER_TRACE],
  );
  return oncePerTrace(rows.map(rowOf), limit);
}

function conditions(
  { kind, range, filter = {}, tool, failure }: BehindQuery,
  time: string,
): readonly [where: string, params: readonly SqlValue[]] {
  const parts: (readonly [string, ...SqlValue[]])[] = [
    [`${time} >= ?`, range.from],
    [`${time} < ?`, range.to],
  ];
  if (filter.agent !== undefined) parts.push(["s.agent = ?", filter.agent]);
  if (kind === "call" && filter.model !== undefined)
    parts.push(["r.provider = ? AND r.model = ?", filter.model.provider, filter.model.id]);
  if (kind === "tool" && tool !== undefined) parts.push(["r.name = ?", tool]);
  if (failure === "any") parts.push(["r.failure IS NOT NULL AND r.failure <> 'cancelled'"]);
  else if (failure !== undefined) parts.push(["r.failure = ?", failure]);
  return [parts.map(([part]) => part).join(" AND "), parts.flatMap(([, ...values]) => values)];
}

function rowOf(row: SqlRow): BehindRow {
  const { span, failure, ...rest } = row;
  return {
    ...rest,
    ...(span !== null && { span }),
    ...(failure !== null && { failure }),
    count: 1,
  } as unknown as BehindRow;
}
