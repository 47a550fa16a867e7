import type { OtlpTraces } from "../../core/otlp.ts";
import type { Ports } from "../../core/ports.ts";
import { ms, type Ms } from "../../core/units.ts";
import { encodeTraces } from "../../telemetry/otlp/encode.ts";
import { decodeReply, parseReply, type PartialSuccess } from "../../telemetry/otlp/reply.ts";
import type { Backend } from "./backend.ts";

/** What a backend said to a batch. */
export type Sent =
  | ({ readonly outcome: "taken" } & PartialSuccess)
  /** Try again: it cannot be reached, is busy, or does not let us in yet. */
  | { readonly outcome: "later"; readonly why: string; readonly after?: Ms }
  /** The same batch will not be taken another time. */
  | { readonly outcome: "refused"; readonly why: string; readonly tooLarge: boolean };

const METHOD = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
const PATIENCE_MS = 30_000;

/** Sends a batch. Never throws. */
export function send(
  traces: OtlpTraces,
  backend: Backend,
  { fetch, grpc }: Pick<Ports, "fetch" | "grpc">,
  signal: AbortSignal,
): Promise<Sent> {
  return backend.protocol === "grpc"
    ? sendGrpc(traces, backend, grpc, signal)
    : sendHttp(traces, backend, fetch, signal);
}

/** gRPC's status codes that are worth another try. Source: the OTLP specification, failures. */
const GRPC_LATER = new Set([1, 4, 7, 8, 10, 11, 14, 15, 16]);

async function sendGrpc(
  traces: OtlpTraces,
  { url, headers }: Backend,
  grpc: Ports["grpc"],
  signal: AbortSignal,
): Promise<Sent> {
  const { status, message, reply } = await grpc(
    { url, path: METHOD, headers, message: encodeTraces(traces) },
    signal,
  );
  if (status === 0) return { outcome: "taken", ...(reply ? decodeReply(reply) : { rejected: 0 }) };
  const why = `gRPC status ${status}${message === "" ? "" : `: ${message}`}`;
  return GRPC_LATER.has(status) ? { outcome: "later", why } : { outcome: "refused", why, tooLarge: false };
}

/** Of the key or the account, which the person can mend: nothing is given up for that. */
const MENDABLE = new Set([401, 403, 404, 408, 429]);

async function sendHttp(
  traces: OtlpTraces,
  { protocol, url, headers }: Backend,
  fetch: Ports["fetch"],
  signal: AbortSignal,
): Promise<Sent> {
  const json = protocol === "http/json";
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { ...headers, "content-type": json ? "application/json" : "application/x-protobuf" },
      body: json ? JSON.stringify(traces) : Buffer.from(encodeTraces(traces)),
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const text = Buffer.from(bytes).toString("utf8");
    // Some answer in JSON whatever they are sent.
    const inJson = response.headers.get("content-type")?.startsWith("application/json") ?? json;
    if (response.ok) return { outcome: "taken", ...(inJson ? parseReply(text) : decodeReply(bytes)) };
    const why = `HTTP ${response.status}${text === "" ? "" : `: ${text.slice(0, 200)}`}`;
    if (response.status >= 500 || MENDABLE.has(response.status))
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
