import type { ExportProtocol } from "../../engine/export/backend.ts";

/** What a backend wants, as its own documentation says (read 2026-11). */
export interface ExportPreset {
  readonly label: string;
  readonly endpoint: string;
  readonly protocol: ExportProtocol;
  /** The header that carries the key; absent where none is needed. */
  readonly header?: string;
  /** What to ask the person for. */
  readonly secret?: string;
  /** How the header is made of what they entered. */
  readonly fill?: (entered: string) => string;
}

const basic = (entered: string): string => `Basic ${Buffer.from(entered).toString("base64")}`;

export const EXPORT_PRESETS: readonly ExportPreset[] = [
  { label: "Jaeger", endpoint: "http://localhost:4318", protocol: "http/protobuf" },
  { label: "Tempo", endpoint: "http://localhost:4318", protocol: "http/protobuf" },
  { label: "OpenTelemetry Collector", endpoint: "http://localhost:4317", protocol: "grpc" },
  {
    label: "Honeycomb",
    endpoint: "https://api.honeycomb.io",
    protocol: "http/protobuf",
    header: "x-honeycomb-team",
    secret: "The ingest API key of the environment",
  },
  {
    label: "Langfuse",
    endpoint: "https://cloud.langfuse.com/api/public/otel",
    protocol: "http/protobuf",
    header: "authorization",
    secret: "Public and secret key of the project, as pk-lf-…:sk-lf-…",
    fill: basic,
  },
  { label: "Phoenix", endpoint: "http://localhost:6006", protocol: "http/protobuf" },
  {
    label: "Another backend",
    endpoint: "https://",
    protocol: "http/protobuf",
    header: "authorization",
    secret: "The value of its authorization header; empty for none",
  },
];
