/** Where and how a program sends its spans to this window. Names are OpenTelemetry's and its GenAI instrumentations'. */
export interface ExportTarget {
  readonly port: number;
  readonly token: string;
  /** Whether what is said may be sent along. */
  readonly content: boolean;
}

/** Any of these means that the person sends their spans somewhere already. */
export const TAKEN = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];

export const exportVariables = ({
  port,
  token,
  content,
}: ExportTarget): Readonly<Record<string, string>> => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
  OTEL_EXPORTER_OTLP_HEADERS: `x-flightdeck-workspace=${token}`,
  OTEL_SEMCONV_STABILITY_OPT_IN: "gen_ai_latest_experimental",
  ...(content && { OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: "true" }),
});
