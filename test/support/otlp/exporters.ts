import { SpanStatusCode, type Attributes } from "@opentelemetry/api";
import { OTLPTraceExporter as GrpcExporter } from "@opentelemetry/exporter-trace-otlp-grpc";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, SimpleSpanProcessor, type SpanExporter } from "@opentelemetry/sdk-trace-base";
import { ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { TOKEN } from "./receiver.ts";

export const PROTOCOLS = ["grpc", "http/protobuf", "http/json"] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** The exporter that people use for a protocol. */
export function exporterOf(protocol: Protocol, url: string, token: string | undefined = TOKEN): SpanExporter {
  const headers = token === undefined ? {} : { "x-flightdeck-workspace": token };
  if (protocol === "grpc") return new GrpcExporter({ url });
  const options = { url: `${url}/v1/traces`, headers, compression: "gzip" as never };
  return protocol === "http/json" ? new JsonExporter(options) : new ProtobufExporter(options);
}

export interface Told {
  readonly name: string;
  readonly attributes?: Attributes;
  readonly children?: readonly Told[];
  readonly error?: Error;
}

/** Exports spans that lie in each other as told, through the SDK. Returns the trace's id. */
export async function exportSpans(
  exporter: SpanExporter,
  told: Told,
  { service = "support-bot", scope = "support-bot" }: { service?: string; scope?: string } = {},
): Promise<string> {
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ "service.name": service }),
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer(scope, "1.2.3");
  let traceId = "";
  const play = ({ name, attributes = {}, children = [], error }: Told, context = ROOT_CONTEXT): void => {
    const span = tracer.startSpan(name, { attributes }, context);
    traceId = span.spanContext().traceId;
    for (const child of children) play(child, trace.setSpan(context, span));
    if (error !== undefined) {
      span.recordException(error);
      span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
    }
    span.end();
  };
  play(told);
  await provider.forceFlush();
  await provider.shutdown();
  return traceId;
}
