import { FlightdeckError } from "../core/failure.ts";
import type { TraceId } from "../core/ids.ts";
import type { Ports, SecretName } from "../core/ports.ts";
import { OtlpError } from "../telemetry/otlp/limits.ts";
import {
  pastedTraceId,
  QUERY_APIS,
  type BackendKind,
  type RemoteSearch,
  type RemoteTrace,
} from "../telemetry/remote/queries.ts";

/** Of an answer, at most: a trace of a million spans is no page any more. */
const MOST_BYTES = 256 << 20;
const PATIENCE_MS = 60_000;

export type RemotePorts = Pick<Ports, "fetch" | "settings" | "secrets">;

/** Reads traces from the query API of Jaeger or Tempo that the settings name. */
export class RemoteTraces {
  readonly #ports: RemotePorts;

  constructor(ports: RemotePorts) {
    this.#ports = ports;
  }

  /** The address; empty where none is set. */
  get url(): string {
    return this.#ports.settings.current["traces.backend.url"].trim().replace(/\/+$/, "");
  }

  get kind(): BackendKind {
    return this.#ports.settings.current["traces.backend.kind"];
  }

  /** The trace that a person means where they paste an id. */
  pasted(text: string): TraceId | undefined {
    return pastedTraceId(text);
  }

  async services(signal?: AbortSignal): Promise<readonly string[]> {
    const { services, servicesIn } = QUERY_APIS[this.kind];
    return this.#read(servicesIn, await this.#json(services, signal));
  }

  /** The newest first. */
  async search(search: RemoteSearch, signal?: AbortSignal): Promise<readonly RemoteTrace[]> {
    const { search: path, found } = QUERY_APIS[this.kind];
    const answer = await this.#json(path(search), signal);
    return this.#read((value) => found(value, search), answer).toSorted((a, b) => b.start - a.start);
  }

  /** A trace as the backend has it: a JSON text, or OTLP in protobuf. @throws FlightdeckError */
  async trace(trace: string, signal?: AbortSignal): Promise<string | Uint8Array> {
    const { trace: path } = QUERY_APIS[this.kind];
    const { body, type } = await this.#get(path(trace), "application/protobuf, application/json", signal);
    return type.includes("protobuf") ? body : Buffer.from(body).toString("utf8");
  }

  /** Keeps what the backend wants to see in `Authorization`, for this address only. */
  async login(authorization: string): Promise<void> {
    await this.#ports.secrets.set(this.#secret, authorization);
  }

  get #secret(): SecretName {
    return `traces:${new URL(this.url).origin}`;
  }

  /** What a reader makes of an answer. */
  #read<T>(reader: (answer: unknown) => T, answer: unknown): T {
    try {
      return reader(answer);
    } catch (error) {
      if (error instanceof OtlpError) throw this.#foreign(error.message);
      throw error;
    }
  }

  async #json(path: string, signal: AbortSignal | undefined): Promise<unknown> {
    const { body } = await this.#get(path, "application/json", signal);
    try {
      return JSON.parse(Buffer.from(body).toString("utf8"));
    } catch {
      throw this.#foreign("The answer is not JSON.");
    }
  }

  #foreign(why: string): FlightdeckError {
    const { kind, url } = this;
    return new FlightdeckError("invalid_request", `${url} did not answer as ${NAMES[kind]} does. ${why}`, {
      advice: `Give the address of ${NAMES[kind]}'s query API in the setting flightdeck.traces.backend.url, and its kind beside it.`,
    });
  }

  async #get(
    path: string,
    accept: string,
    signal = new AbortController().signal,
  ): Promise<{ readonly body: Uint8Array; readonly type: string }> {
    const { url } = this;
    const headers = await this.#headers();
    const within = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
    try {
      // A redirect would take the key elsewhere.
      const response = await this.#ports.fetch(`${url}${path}`, {
        headers: { ...headers, accept },
        redirect: "manual",
        signal: within,
      });
      if (!response.ok) throw refusal(response.status, url, this.kind);
      return { body: await bounded(response), type: response.headers.get("content-type") ?? "" };
    } catch (error) {
      if (error instanceof FlightdeckError || signal.aborted) throw error;
      throw unreachable(url, error);
    }
  }

  async #headers(): Promise<Record<string, string>> {
    const stored = await this.#ports.secrets.get(this.#secret);
    const headers = this.#ports.settings.current["traces.backend.headers"];
    return { ...(stored && { authorization: stored }), ...headers };
  }
}

const NAMES: Readonly<Record<BackendKind, string>> = { jaeger: "Jaeger", tempo: "Tempo" };

function refusal(status: number, url: string, kind: BackendKind): FlightdeckError {
  if (status === 401 || status === 403)
    return new FlightdeckError("authentication", `${url} does not let us in (HTTP ${status}).`, {
      advice: "Enter what it wants in its Authorization header.",
    });
  if (status === 404)
    return new FlightdeckError("invalid_request", `${url} has no such trace (HTTP 404).`, {
      advice: "Look whether the id is whole, and whether the backend still keeps traces of that age.",
    });
  const advice =
    status >= 300 && status < 400
      ? "It leads elsewhere, perhaps to a page to log in; give the address of the API itself."
      : `Look at the log of ${NAMES[kind]}.`;
  return new FlightdeckError("server_error", `${url} answered with HTTP ${status}.`, { advice });
}

function unreachable(url: string, error: unknown): FlightdeckError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const late = error instanceof Error && error.name === "TimeoutError";
  const why = late ? "it did not answer in time" : cause instanceof Error ? cause.message : String(cause);
  return new FlightdeckError(late ? "timeout" : "network", `${url} cannot be read: ${why}.`, {
    advice: "Look whether the backend runs, and whether flightdeck.traces.backend.url names it.",
    cause: error,
  });
}

/** The body, up to the limit. @throws FlightdeckError */
async function bounded(response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > MOST_BYTES)
      throw new FlightdeckError("request_too_large", "The answer is larger than 256 MB.", {
        advice: "Search in a shorter time, or open a smaller trace.",
      });
    parts.push(part);
  }
  return Buffer.concat(parts);
}
