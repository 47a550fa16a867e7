import type { OtlpLogs, OtlpTraces } from "../../core/otlp.ts";
import type { Ports } from "../../core/ports.ts";
import { ms, type Ms } from "../../core/units.ts";
import { encodeTraces } from "../../telemetry/otlp/encode.ts";
import { encodeLogs } from "../../telemetry/otlp/encodeLogs.ts";
import { decodeReply, parseReply, type PartialSuccess } from "../../telemetry/otlp/reply.ts";
import type { Backend } from "./backend.ts";

/** What a backend said to a batch. */
export type Sent =
  | ({ readonly outcome: "taken" } & PartialSuccess)
  /** Try again: it cannot be reached, is busy, or does not let us in yet. */
  | { readonly outcome: "later"; readonly why: string; readonly after?: Ms }
  /** The same batch will not be taken another time. */
  | { readonly outcome: "refused"; readonly why: string; readonly tooLarge: boolean };

/** What one request carries. */
export type Outgoing = OtlpTraces | OtlpLogs;

interface Form {
  readonly method: string;
  /** Of a backend over HTTP. */
  readonly url: string;
  readonly protobuf: () => Uint8Array;
  /** HTTP statuses that say that it takes nothing of the kind. */
  readonly never: readonly number[];
}

const PATIENCE_MS = 30_000;

function formOf(batch: Outgoing, { url }: Backend): Form {
  if ("resourceSpans" in batch)
    return {
      method: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
      url,
      protobuf: () => encodeTraces(batch),
      never: [],
    };
  return {
    method: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
    url: url.replace(/\/v1\/traces$/, "/v1/logs"),
    protobuf: () => encodeLogs(batch),
    // Many a backend of traces takes no log records.
    never: [404, 501],
  };
}

/** Sends a batch. Never throws. */
export function send(
  batch: Outgoing,
  backend: Backend,
  { fetch, grpc }: Pick<Ports, "fetch" | "grpc">,
  signal: AbortSignal,
): Promise<Sent> {
  return backend.protocol === "grpc"
    ? sendGrpc(batch, backend, grpc, signal)
    : sendHttp(batch, backend, fetch, signal);
}

/** gRPC's status codes that are worth another try. Source: the OTLP specification, failures. */
const GRPC_LATER = new Set([1, 4, 7, 8, 10, 11, 14, 15, 16]);

async function sendGrpc(
  batch: Outgoing,
  backend: Backend,
  grpc: Ports["grpc"],
  signal: AbortSignal,
): Promise<Sent> {
  const { url, headers } = backend;
  const { method: path, protobuf } = formOf(batch, backend);
  const { status, message, reply } = await grpc({ url, path, headers, message: protobuf() }, signal);
  if (status === 0) return { outcome: "taken", ...(reply ? decodeReply(reply) : { rejected: 0 }) };
  const why = `gRPC status ${status}${message === "" ? "" : `: ${message}`}`;
  return GRPC_LATER.has(status) ? { outcome: "later", why } : { outcome: "refused", why, tooLarge: false };
}

/** Of the key or the account, which the person can mend: nothing is given up for that. */
const MENDABLE = new Set([401, 403, 404, 408, 429]);

async function sendHttp(
  batch: Outgoing,
  backend: Backend,
  fetch: Ports["fetch"],
  signal: AbortSignal,
): Promise<Sent> {
  const { protocol, headers } = backend;
  const json = protocol === "http/json";
  const { url, protobuf, never } = formOf(batch, backend);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { ...headers, "content-type": json ? "application/json" : "application/x-protobuf" },
      body: json ? JSON.stringify(batch) : Buffer.from(protobuf()),
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const text = Buffer.from(bytes).toString("utf8");
    // Some answer in JSON whatever they are sent.
    const inJson = response.headers.get("content-type")?.startsWith("application/json") ?? json;
    if (response.ok) return { outcome: "taken", ...(inJson ? parseReply(text) : decodeReply(bytes)) };
    const why = `HTTP ${response.status}${text === "" ? "" : `: ${text.slice(0, 200)}`}`;
    const mendable = response.status >= 500 || MENDABLE.has(response.status);
    if (mendable && !never.includes(response.status))
      return { outcome: "later", why, ...after(response.headers.get("retry-after")) };
    return { outcome: "refused", why, tooLarge: response.status === 413 };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { outcome: "later", why: cause instanceof Error ? cause.message : String(cause) };
  }
}

function after(seconds: string | null): { readonly after?: Ms } {
  const value = Number(seconds);
  return seconds !== null && value > 0 && Number.isFinite(value) ? { after: ms(value * 1_000) } : {};
}
