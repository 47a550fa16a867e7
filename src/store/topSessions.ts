import type { DashboardData, DashboardQuery } from "./dashboardData.ts";
import type { Database, SqlValue } from "./database.ts";
import { sessionFromSql } from "./sqlRows.ts";

const SHOWN = 8;
/** So many sessions are sorted quickly; of more, most will do, and the index of the order is walked. */
const FEW = 300;

/** The sessions that were active in a range: the newest, the dearest and the longest. */
export function topSessions(
  db: Database,
  { range, filter = {} }: DashboardQuery,
): Pick<DashboardData, "newest" | "dearest" | "longest"> {
  const { agent, model } = filter;
  const params: SqlValue[] = [range.from, range.to];
  const conditions = ["updated >= ?", "updated < ?"];
  if (agent !== undefined) {
    conditions.push("agent = ?");
    params.push(agent);
  }
  if (model !== undefined) {
    conditions.push("provider = ?", "model = ?");
    params.push(model.provider, model.id);
  }
  const where = conditions.join(" AND ");
  const active = db.count(COUNT_ACTIVE, [range.from, range.to, FEW]);
  const top = (index: string, order: string) => {
    const sql = `SELECT * FROM sessions INDEXED BY ${active < FEW ? "sessionsByTime" : index} WHERE ${where} ORDER BY ${order} LIMIT ${SHOWN}`;
    return db.all(sql, params).map(sessionFromSql);
  };
  return {
    newest: top("sessionsByTime", "updated DESC, key DESC"),
    dearest: top("sessionsByCost", "nanoUsd DESC, simulatedNanoUsd DESC, updated DESC, key DESC"),
    longest: top("sessionsByDuration", "duration DESC, updated DESC, key DESC"),
  };
}

const COUNT_ACTIVE =
  "SELECT COUNT(*) AS n FROM (SELECT 1 FROM sessions INDEXED BY sessionsByTime WHERE updated >= ? AND updated < ? LIMIT ?)";
