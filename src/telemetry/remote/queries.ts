import type { TraceId } from "../../core/ids.ts";
import { epochMs, ms, type EpochMs, type Ms } from "../../core/units.ts";
import { isRecord, records, type Fields } from "../otlp/jsonValues.ts";
import { OtlpError } from "../otlp/limits.ts";

/** The query APIs that are known. Sources: Jaeger's internal HTTP API as its UI uses it, Tempo's API documentation. */
const BACKEND_KINDS = ["jaeger", "tempo"] as const;
export type BackendKind = (typeof BACKEND_KINDS)[number];

export interface RemoteSearch {
  /** Empty: of any service, which Jaeger does not know. */
  readonly service: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Part of a span's name; empty for all. */
  readonly text: string;
  readonly limit: number;
}

/** A trace that a search found. */
export interface RemoteTrace {
  readonly trace: TraceId;
  readonly name: string;
  readonly service: string;
  readonly start: EpochMs;
  readonly duration: Ms;
  /** Absent where the backend does not say. */
  readonly spans?: number;
}

export interface QueryApi {
  readonly services: string;
  readonly servicesIn: (answer: unknown) => readonly string[];
  readonly search: (search: RemoteSearch) => string;
  readonly found: (answer: unknown, search: RemoteSearch) => readonly RemoteTrace[];
  readonly trace: (trace: string) => string;
}

const encoded = (parameters: Readonly<Record<string, string>>): string =>
  new URLSearchParams(parameters).toString();

const texts = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? (value as readonly unknown[]) : []).flatMap((each) => {
    if (typeof each === "string") return each;
    return isRecord(each) && typeof each["value"] === "string" ? each["value"] : [];
  });

/** The list under a name; both write null, or leave it out, where there is nothing. @throws OtlpError */
function listIn(answer: unknown, name: string): unknown {
  const list = isRecord(answer) ? (answer[name] ?? []) : undefined;
  if (!Array.isArray(list)) throw new OtlpError("The answer is none of a query API.");
  return list;
}

const JAEGER: QueryApi = {
  services: "/api/services",
  servicesIn: (answer) => texts(listIn(answer, "data")).toSorted(),
  search: ({ service, from, to, limit }) =>
    `/api/traces?${encoded({ service, start: `${from * 1_000}`, end: `${to * 1_000}`, limit: `${limit}` })}`,
  found: (answer, { text }) => records(listIn(answer, "data")).flatMap((trace) => jaegerFound(trace, text)),
  trace: (trace) => `/api/traces/${trace}`,
};

function jaegerFound(trace: Fields, text: string): readonly RemoteTrace[] {
  const spans = records(trace["spans"]);
  if (!spans.some((span) => includes(span["operationName"], text))) return [];
  const ids = new Set(spans.map((span) => span["spanID"]));
  const isRoot = (span: Fields): boolean =>
    !records(span["references"]).some(({ spanID }) => ids.has(spanID));
  const root = spans.find(isRoot) ?? spans[0];
  if (root === undefined) return [];
  const start = Math.min(...spans.map((span) => Number(span["startTime"]) || Infinity));
  const end = Math.max(...spans.map((span) => Number(span["startTime"]) + Number(span["duration"]) || 0));
  const processes = trace["processes"];
  const process = isRecord(processes) ? processes[String(root["processID"])] : undefined;
  return [
    {
      trace: traceIdOf(trace["traceID"]),
      name: textOf(root["operationName"]),
      service: isRecord(process) ? textOf(process["serviceName"]) : "",
      start: epochMs(start / 1_000),
      duration: ms(Math.max(0, end - start) / 1_000),
      spans: spans.length,
    },
  ];
}

const TEMPO: QueryApi = {
  services: "/api/v2/search/tag/resource.service.name/values",
  servicesIn: (answer) => texts(listIn(answer, "tagValues")).toSorted(),
  search: ({ service, from, to, text, limit }) =>
    `/api/search?${encoded({
      q: traceQl(service, text),
      start: `${Math.floor(from / 1_000)}`,
      end: `${Math.ceil(to / 1_000)}`,
      limit: `${limit}`,
    })}`,
  found: (answer) =>
    records(listIn(answer, "traces")).map((trace) => ({
      trace: traceIdOf(trace["traceID"]),
      name: textOf(trace["rootTraceName"]),
      service: textOf(trace["rootServiceName"]),
      start: epochMs(Number(trace["startTimeUnixNano"]) / 1e6 || 0),
      duration: ms(Number(trace["durationMs"]) || 0),
    })),
  trace: (trace) => `/api/traces/${trace}`,
};

function traceQl(service: string, text: string): string {
  const conditions = [
    ...(service === "" ? [] : [`resource.service.name = ${JSON.stringify(service)}`]),
    ...(text === ""
      ? []
      : [`name =~ ${JSON.stringify(`(?i).*${text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}.*`)}`]),
  ];
  return `{ ${conditions.join(" && ")} }`;
}

export const QUERY_APIS: Readonly<Record<BackendKind, QueryApi>> = { jaeger: JAEGER, tempo: TEMPO };

/** An id as a person pastes it: in hex, zeros at its beginning may be missing. */
export function pastedTraceId(text: string): TraceId | undefined {
  const id = text.trim().toLowerCase();
  return /^[0-9a-f]{1,32}$/.test(id) && !/^0+$/.test(id) ? (id.padStart(32, "0") as TraceId) : undefined;
}

const textOf = (value: unknown): string => (typeof value === "string" ? value.slice(0, 1_024) : "");
const traceIdOf = (value: unknown): TraceId => textOf(value).toLowerCase().padStart(32, "0") as TraceId;

const includes = (value: unknown, text: string): boolean =>
  textOf(value).toLowerCase().includes(text.toLowerCase());
