import type { SessionId } from "../../../src/core/ids.ts";
import { epochMs } from "../../../src/core/units.ts";
import type { SessionRow, UsageRecord } from "../../../src/store/rows.ts";
import type { IndexService } from "../../../src/workers/index/service.ts";

/** All that an index has to say, for comparing two of them. */
export async function answers(index: IndexService) {
  const { sessions } = await index.answer("sessions", { limit: 1_000 });
  const ids = sessions.flatMap(({ id }) => id ?? []);
  const traces = ids.map((prefix) => index.answer("traces", { prefix }));
  const query = { range: THE_MONTH, before: THE_MONTH_BEFORE };
  return {
    sessions,
    traces: await Promise.all(traces),
    usage: await usageOf(index),
    byDay: await index.answer("dashboard", { query: { ...query, by: "day" } }),
    byHour: await index.answer("dashboard", { query: { ...query, by: "hour" } }),
  };
}

export async function usageOf(index: IndexService): Promise<readonly UsageRecord[]> {
  const stream = 1;
  await index.answer("usage", { stream, query: {} });
  const records: UsageRecord[] = [];
  for (;;) {
    const page = await index.answer("nextUsage", { stream });
    if (page === undefined) return records;
    records.push(...page);
  }
}

export async function sessionOf(index: IndexService, id: SessionId): Promise<SessionRow> {
  const session = await index.answer("session", { id });
  if (session === undefined) throw new Error(`the index does not know ${id}`);
  return session;
}

const month = (number: number) => epochMs(Date.UTC(2026, number - 1, 1));
export const THE_MONTH = { from: month(11), to: month(12) };
export const THE_MONTH_BEFORE = { from: month(10), to: month(11) };
