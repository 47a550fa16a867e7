interface Connection {
  readonly port: number;
  readonly variables: Readonly<Record<string, string>>;
}

/** What a person does so that their agent's spans arrive, for the frameworks that people use. */
export function connectText({ port, variables }: Connection): string {
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return `# Connect your agent

This window receives OpenTelemetry spans on 127.0.0.1:${port}, over gRPC, HTTP/protobuf and HTTP/JSON.
New terminals, tasks and debug sessions of this window know it already: start your agent there, and its
traces appear in the view Traces. Elsewhere set:

    ${lines.join("\n    ")}

What is received stays on this machine. The setting flightdeck.receiver.content says what is kept of prompts
and answers.

## Python

OpenTelemetry, for the Anthropic and OpenAI SDKs and others:

    pip install opentelemetry-distro opentelemetry-exporter-otlp
    opentelemetry-bootstrap -a install
    opentelemetry-instrument python agent.py

OpenLLMetry:

    from traceloop.sdk import Traceloop
    Traceloop.init(app_name="my-agent", api_endpoint="http://127.0.0.1:${port}")

OpenInference, LangChain and LangGraph:

    from openinference.instrumentation.langchain import LangChainInstrumentor
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    LangChainInstrumentor().instrument(tracer_provider=provider)

pydantic-ai:

    import logfire
    logfire.configure(send_to_logfire=False)
    logfire.instrument_pydantic_ai()

OpenAI Agents:

    from openinference.instrumentation.openai_agents import OpenAIAgentsInstrumentor
    OpenAIAgentsInstrumentor().instrument()

## TypeScript and JavaScript

OpenTelemetry:

    npm install @opentelemetry/auto-instrumentations-node
    node --require @opentelemetry/auto-instrumentations-node/register agent.js

Vercel AI SDK: register the SDK as above, and ask for spans with each call:

    experimental_telemetry: { isEnabled: true }

Any code of yours: a root span with session.id groups the runs of a session.

    tracer.startActiveSpan("agent.run", { attributes: { "session.id": id } }, async (span) => { … });
`;
}
