import type { OtlpLogRecord, OtlpResourceSpans, SpanGroup } from "../../core/otlp.ts";
import { parseTraces } from "../../telemetry/otlp/json.ts";
import { decodeLogs, parseLogs } from "../../telemetry/otlp/logs.ts";
import { decodeTraces } from "../../telemetry/otlp/protobuf.ts";
import type { ReadTraces } from "../../telemetry/otlp/reading.ts";
import type { OtlpExport } from "../../node/otlp/exchange.ts";

/** What an export held, apart by whether its senders belong to this workspace. */
export interface Intake {
  readonly read: Pick<ReadTraces, "rejected" | "problem">;
  readonly parts: readonly IntakePart[];
}

export interface IntakePart {
  readonly claimed: boolean;
  /** Its sender showed the workspace's token. */
  readonly token?: true;
  /** Out of a file. */
  readonly imported?: true;
  readonly groups: readonly OtlpResourceSpans[];
  readonly logs: readonly OtlpLogRecord[];
}

type IsClaimed = (service: string) => boolean;

/** Decodes an export. @throws OtlpError where it is none. */
export function intakeOf({ signal, encoding, body }: OtlpExport, isClaimed: IsClaimed): Intake {
  const text = (): string => Buffer.from(body.buffer, body.byteOffset, body.length).toString("utf8");
  // Nothing is made of them, and their senders should not try again.
  if (signal === "metrics") return { read: { rejected: 0 }, parts: [] };
  if (signal === "traces") {
    const read = encoding === "json" ? parseTraces(text()) : decodeTraces(body);
    return { read, parts: spanParts(read, isClaimed) };
  }
  const services = encoding === "json" ? parseLogs(text()) : decodeLogs(body);
  const of = (claimed: boolean): readonly OtlpLogRecord[] =>
    services.filter(({ service }) => isClaimed(service) === claimed).flatMap(({ records }) => records);
  const parts = [true, false].map((claimed) => ({ claimed, groups: [], logs: of(claimed) }));
  return { read: { rejected: 0 }, parts: parts.filter(({ logs }) => logs.length > 0) };
}

export function spanParts(
  { resourceSpans, accepted }: Pick<ReadTraces, "resourceSpans" | "accepted">,
  isClaimed: IsClaimed,
): readonly IntakePart[] {
  if (accepted === 0) return [];
  return [true, false]
    .map((claimed) => ({
      claimed,
      groups: resourceSpans.filter((group) => isClaimed(serviceOf(group)) === claimed),
      logs: [],
    }))
    .filter(({ groups }) => groups.length > 0);
}

/** `service.name`; empty where the sender gives none. */
export const serviceOf = ({ resource }: SpanGroup<unknown>): string =>
  resource?.attributes?.find(({ key }) => key === "service.name")?.value.stringValue ?? "";
