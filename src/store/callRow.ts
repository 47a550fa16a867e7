import type { RequestId } from "../core/ids.ts";
import type { ResponseRecord } from "../core/lines.ts";
import { epochMs, type EpochMs } from "../core/units.ts";
import type { CallRow } from "./rows.ts";

/** A request that has no response yet. */
export interface Sent {
  readonly request: RequestId;
  readonly time: EpochMs;
  readonly step: number;
  readonly attempt: number;
}

/** The usage record of a response. `sent` is absent where the request's line is unreadable. */
export function callRow(data: ResponseRecord, seq: number, wall: EpochMs, sent: Sent | undefined): CallRow {
  const { request, span, model, usage, cost, duration, uncertain } = data;
  const common = {
    seq,
    time: sent?.time ?? epochMs(wall - duration),
    request,
    trace: span.traceId,
    span: span.spanId,
    ...(sent && { step: sent.step, attempt: sent.attempt }),
    model,
    usage,
    cost,
    duration,
    uncertain,
  };
  if (!data.ok) {
    const { status, requestId } = data.details;
    return { ...common, failure: data.failure, ...defined({ status, serverRequest: requestId }) };
  }
  const { status, requestId, timeToFirstToken, model: answered } = data.response;
  return { ...common, answered, ...defined({ status, timeToFirstToken, serverRequest: requestId }) };
}

/** Without the fields that are undefined. */
const defined = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
