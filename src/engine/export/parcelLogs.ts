import { groupBy } from "../../core/groupBy.ts";
import type { OtlpLogRecord, OtlpLogs } from "../../core/otlp.ts";
import type { LeavingLog } from "./waitingLogs.ts";

/** Log records by the program that wrote them, as they go to a backend. */
export const logsRequest = (logs: readonly LeavingLog[]): OtlpLogs => ({
  resourceLogs: [...groupBy(logs, ({ service }) => service)].map(([service, records]) => ({
    ...(service !== "" && {
      resource: { attributes: [{ key: "service.name", value: { stringValue: service } }] },
    }),
    scopeLogs: [{ logRecords: records.map(({ log }) => named(log)) }],
  })),
});

/** Older backends know an event by an attribute, newer ones by a field. */
const named = (log: OtlpLogRecord): OtlpLogRecord => ({
  ...log,
  attributes: [...(log.attributes ?? []), { key: "event.name", value: { stringValue: log.eventName } }],
});
