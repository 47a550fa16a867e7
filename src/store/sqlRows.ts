import type { RecordingKey } from "../core/ids.ts";
import type { SqlRow } from "./database.ts";
import type { FoldedSession } from "./recordingFold.ts";
import type { CallRow, SessionRow, Sums, ToolRow, TraceRow } from "./rows.ts";

/**
 * Rows as the database takes and gives them: columns have the names of fields, nested ones stand beside
 * the others, and what is absent is null.
 */

export const sessionToSql = (
  recording: number,
  key: RecordingKey,
  row: FoldedSession,
  unreadable: number,
): SqlRow => {
  const { id = null, failure = null, imported = null, model, ...rest } = row;
  return {
    recording,
    key,
    id,
    failure,
    imported,
    unreadable,
    ...columnsOf(rest),
    provider: model.provider,
    model: model.id,
  };
};

export function sessionFromSql(row: SqlRow): SessionRow {
  const { recording: _recording, provider, model, ...rest } = withSums(row);
  return { ...rest, model: { provider, id: model } } as unknown as SessionRow;
}

export const traceToSql = (recording: number, row: TraceRow): SqlRow => {
  const { turn = null, ended = null, failure = null, from, to, ...rest } = row;
  return { recording, turn, ended, failure, firstByte: from, endByte: to, ...columnsOf(rest) };
};

export function traceFromSql(row: SqlRow): TraceRow {
  const { recording: _recording, firstByte, endByte, ...rest } = withSums(row);
  return { ...rest, from: firstByte, to: endByte } as unknown as TraceRow;
}

export const callToSql = (recording: number, row: CallRow): SqlRow => {
  const { model, usage, cost, serverRequest = null, step = null, attempt = null, ...rest } = row;
  const {
    answered = null,
    failure = null,
    status = null,
    timeToFirstToken = null,
    uncertain,
    ...required
  } = rest;
  const { priceSource = null, priceDate = null, ...price } = cost;
  const optional = {
    serverRequest,
    step,
    attempt,
    answered,
    failure,
    status,
    timeToFirstToken,
    priceSource,
    priceDate,
  };
  const columns = { provider: model.provider, model: model.id, uncertain: Number(uncertain) };
  return { recording, ...required, ...optional, ...usage, ...price, ...columns };
};

export function callFromSql(row: SqlRow): CallRow {
  const {
    recording: _recording,
    provider,
    model,
    uncertain,
    metering,
    nanoUsd,
    priceSource,
    priceDate,
    ...rest
  } = present(row);
  const { fields, usage } = splitUsage(rest);
  const cost = present({ metering, nanoUsd, priceSource, priceDate });
  return {
    ...fields,
    model: { provider, id: model },
    usage,
    cost,
    uncertain: uncertain === 1,
  } as unknown as CallRow;
}

export const toolToSql = (recording: number, row: ToolRow): SqlRow => ({
  recording,
  ...row,
  failure: row.failure ?? null,
});

const columnsOf = <T extends Sums>({ usage, cost, ...rest }: T) => ({ ...rest, ...usage, ...cost });

function withSums(row: SqlRow): Record<string, unknown> {
  const { fields, usage } = splitUsage(present(row));
  const { nanoUsd, simulatedNanoUsd, unpriced, ...rest } = fields;
  return { ...rest, usage, cost: { nanoUsd, simulatedNanoUsd, unpriced } };
}

function splitUsage({
  input,
  cacheRead,
  cacheWrite5m,
  cacheWrite1h,
  output,
  ...fields
}: Record<string, unknown>) {
  return { fields, usage: { input, cacheRead, cacheWrite5m, cacheWrite1h, output } };
}

/** The fields that are there. */
const present = (row: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== undefined));
