import type { Pattern } from "../resolve/pattern.ts";

/** Calls that set up a provider or an exporter of OpenTelemetry. */
export const OTEL_SETUP: readonly Pattern[] = [
  "opentelemetry.exporter.otlp**.OTLPSpanExporter",
  "opentelemetry.exporter.{jaeger,zipkin,gcp,cloud_trace}**.*Exporter",
  "@opentelemetry/exporter-trace-otlp-{http,grpc,proto}.OTLPTraceExporter",
  "@opentelemetry/sdk-node.NodeSDK",
  "@vercel/otel.registerOTel",
  "traceloop.sdk.Traceloop.init",
  "@traceloop/node-server-sdk.initialize",
  "@traceloop/node-server-sdk.Traceloop.initialize",
  "phoenix.otel.register",
  "logfire.configure",
  "azure.monitor.opentelemetry.configure_azure_monitor",
  "langfuse.{Langfuse,get_client}",
  "@langfuse/otel.LangfuseSpanProcessor",
  "openlit.init",
  "agentops.init",
];

/** A provider without an exporter that leaves the process. */
export const OTEL_PROVIDER: readonly Pattern[] = [
  "opentelemetry.sdk.trace.TracerProvider",
  "opentelemetry.trace.set_tracer_provider",
  "@opentelemetry/sdk-trace-{node,base}.{NodeTracerProvider,BasicTracerProvider}",
];

/** What makes spans of model calls. */
export const LLM_INSTRUMENTATION: readonly Pattern[] = [
  "openinference.instrumentation**.*Instrumentor[()[.instrument]]",
  "@arizeai/openinference-instrumentation-**",
  "opentelemetry.instrumentation.{openai,openai_v2,anthropic,langchain,llamaindex,crewai,google_generativeai,vertexai,bedrock,mistralai,cohere}**",
  "logfire.instrument_{openai,anthropic,pydantic_ai,openai_agents,litellm,google_genai,langchain,mcp}",
  "pydantic_ai.**.{instrument_all,InstrumentationSettings}",
  "pydantic_ai.Agent.instrument_all",
  "llama_index.observability.otel.LlamaIndexOpenTelemetry",
  "ai.registerTelemetry",
  "@ai-sdk/otel.OpenTelemetry",
  "langfuse.langchain.CallbackHandler",
  "langfuse-langchain.CallbackHandler",
  "@langfuse/langchain.CallbackHandler",
  "@langfuse/openai.observeOpenAI",
];

/** Packages whose instrumentation is loaded by a program that starts another. */
export const LLM_INSTRUMENTATION_PACKAGES: readonly Pattern[] = [
  "opentelemetry-instrumentation-{openai,openai-v2,anthropic,langchain,llamaindex,crewai,google-generativeai,vertexai,bedrock,mistralai,cohere}",
  "openinference-instrumentation-*",
];

/** Set-ups that bring the instrumentation of model SDKs with them. */
export const SETUP_WITH_INSTRUMENTATION: readonly Pattern[] = [
  "traceloop.sdk.Traceloop.init",
  "@traceloop/node-server-sdk**",
  "openlit.init",
  "agentops.init",
];

/** A span whose name or attributes follow the GenAI conventions. */
export const GENAI_TEXT = /gen_ai\.|\bllm\.(?:model|usage|token)/;

export const MANUAL_SPANS = /^(?:start_as_current_span|start_span|startActiveSpan|startSpan)$/;

/** Tracing of one vendor, without OpenTelemetry. */
export const VENDOR_TRACING: readonly Pattern[] = [
  "langfuse**",
  "langsmith.{traceable,trace,tracing_context,wrappers.**,run_helpers.**}",
  "langsmith/**",
  "@mastra/observability**",
  "weave.init",
  "mlflow.{autolog,openai.autolog,langchain.autolog}",
  "helicone**",
  "portkey_ai**",
  "wandb.**",
  "braintrust.**",
  "opik.**",
];

/** Tracing whose spans of model calls have token counts. */
export const TOKEN_TRACING: readonly Pattern[] = [
  "@mastra/observability.Observability",
  "langsmith.**.wrap_*",
  "weave.init",
];

/**
 * Instrumentation whose spans have no token counts. LlamaIndex's own keeps the flat fields of events only;
 * the usage lies inside their response. Source: llama-index-observability-otel 0.1.1.
 */
export const WITHOUT_TOKENS: readonly Pattern[] = ["llama_index.observability.otel.LlamaIndexOpenTelemetry"];

export const VENDOR_ENV = /LANGSMITH_TRACING|LANGCHAIN_TRACING_V2|HELICONE_|LANGSMITH_API_KEY/;

/** Programs that switch instrumentation on around another. */
export const ZERO_CODE =
  /\bopentelemetry-instrument\b|@opentelemetry\/auto-instrumentations-node\/register|traceloop-run|ddtrace-run/;
