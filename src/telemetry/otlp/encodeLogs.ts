import { BinaryWriter } from "@bufbuild/protobuf/wire";
import type { OtlpLogRecord, OtlpLogs } from "../../core/otlp.ts";
import { bytes, message, nano, pairs, text, valueInto } from "./encode.ts";

/** An `ExportLogsServiceRequest` in protobuf. The numbers of the fields are those of the OTLP specification. */
export function encodeLogs({ resourceLogs }: OtlpLogs): Uint8Array {
  const writer = new BinaryWriter();
  for (const { resource, scopeLogs } of resourceLogs)
    message(writer, 1, () => {
      if (resource !== undefined) message(writer, 1, () => pairs(writer, 1, resource.attributes));
      for (const { logRecords } of scopeLogs)
        message(writer, 2, () => {
          for (const record of logRecords) message(writer, 2, () => recordInto(writer, record));
        });
    });
  return writer.finish();
}

function recordInto(writer: BinaryWriter, record: OtlpLogRecord): void {
  const { traceId, spanId, timeUnixNano, eventName, body, attributes } = record;
  nano(writer, 1, timeUnixNano);
  if (body !== undefined) message(writer, 5, () => valueInto(writer, body));
  pairs(writer, 6, attributes);
  bytes(writer, 9, traceId);
  bytes(writer, 10, spanId);
  text(writer, 12, eventName);
}
