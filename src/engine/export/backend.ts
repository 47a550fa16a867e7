import { createHash } from "node:crypto";
import type { Settings } from "../../core/settings.ts";

import { SECRET } from "./exportSecret.ts";

/** Where spans go, and how. */
export interface Backend {
  readonly protocol: ExportProtocol;
  /** Of the traces: for HTTP with its path, for gRPC without. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether what was said goes along. */
  readonly content: boolean;
  /** The same for the same place, safe in a path. */
  readonly key: string;
}

export type ExportProtocol = Settings["export.protocol"];

type Environment = Readonly<Record<string, string | undefined>>;

/** What our own receivers ask their senders to show. */
const OURS = "x-flightdeck-workspace";

/**
 * The backend of the settings, else that of OpenTelemetry's variables. Undefined where there is none, and where the
 * variables name a receiver of ours, which has what we record already.
 * @param secret what stands for `${secret}` in the headers.
 */
export function backendOf(settings: Settings, env: Environment, secret?: string): Backend | undefined {
  const { "export.endpoint": endpoint, "export.protocol": protocol, "export.content": content } = settings;
  if (endpoint !== "") {
    const headers = Object.entries(settings["export.headers"])
      // Without its key a header would only spoil the answer.
      .filter(([, value]) => secret !== undefined || !value.includes(SECRET))
      .map(
        ([name, value]) =>
          [name.toLowerCase(), filled(value, env).replaceAll(SECRET, () => secret ?? "")] as const,
      );
    return backend(protocol, endpoint, Object.fromEntries(headers), content);
  }
  const headers = variableHeaders(
    env["OTEL_EXPORTER_OTLP_TRACES_HEADERS"] ?? env["OTEL_EXPORTER_OTLP_HEADERS"],
  );
  const named = env["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] ?? env["OTEL_EXPORTER_OTLP_ENDPOINT"];
  if (named === undefined || named === "" || !/^https?:\/\//.test(named) || OURS in headers) return undefined;
  const said = env["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"] ?? env["OTEL_EXPORTER_OTLP_PROTOCOL"];
  const known = (["grpc", "http/protobuf", "http/json"] as const).find((each) => each === said);
  return backend(known ?? "http/protobuf", named, headers, content);
}

function backend(
  protocol: ExportProtocol,
  endpoint: string,
  headers: Readonly<Record<string, string>>,
  content: boolean,
): Backend {
  const base = endpoint.replace(/\/+$/, "");
  const url = protocol === "grpc" || base.endsWith("/v1/traces") ? base : `${base}/v1/traces`;
  const key = createHash("sha256").update(url).digest("hex").slice(0, 16);
  return { protocol, url, headers, content, key };
}

/** `${env:NAME}`, so that a key need not stand in the settings. */
const filled = (value: string, env: Environment): string =>
  value.replace(/\$\{env:(\w+)\}/g, (_, name: string) => env[name] ?? "");

/** `name=value,name=value`, percent-encoded, as OpenTelemetry specifies. */
function variableHeaders(text = ""): Readonly<Record<string, string>> {
  const pairs = text.split(",").flatMap((pair) => {
    const at = pair.indexOf("=");
    if (at <= 0) return [];
    return [[pair.slice(0, at).trim().toLowerCase(), decoded(pair.slice(at + 1).trim())] as const];
  });
  return Object.fromEntries(pairs);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
