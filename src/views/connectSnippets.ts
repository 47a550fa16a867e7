/** What to write and run so that a framework's spans leave the program. */
export interface Snippet {
  readonly id: string;
  readonly label: string;
  readonly steps: readonly SnippetStep[];
}

export interface SnippetStep {
  readonly title: string;
  readonly code: string;
}

const INSTALL = "Install";
const RUN = "Run it in a new terminal of this window";

/** For the frameworks that people use. @param port that of this window, for those that read no variable. */
export const snippets = (port: number): readonly Snippet[] => [
  {
    id: "otel-python",
    label: "OpenTelemetry Python",
    steps: [
      {
        title: INSTALL,
        code: "pip install opentelemetry-distro opentelemetry-exporter-otlp\nopentelemetry-bootstrap -a install",
      },
      { title: RUN, code: "opentelemetry-instrument python agent.py" },
    ],
  },
  {
    id: "otel-js",
    label: "OpenTelemetry JS",
    steps: [
      { title: INSTALL, code: "npm install @opentelemetry/api @opentelemetry/auto-instrumentations-node" },
      { title: RUN, code: "node --require @opentelemetry/auto-instrumentations-node/register agent.js" },
      {
        title: "A root span with session.id groups the runs of a session",
        code: 'tracer.startActiveSpan("agent.run", { attributes: { "session.id": id } }, async (span) => {\n  try {\n    return await run();\n  } finally {\n    span.end();\n  }\n});',
      },
    ],
  },
  {
    id: "openllmetry",
    label: "OpenLLMetry",
    steps: [
      { title: INSTALL, code: "pip install traceloop-sdk" },
      {
        title: "Begin your program with",
        code: `from traceloop.sdk import Traceloop\nTraceloop.init(app_name="my-agent", api_endpoint="http://127.0.0.1:${port}")`,
      },
    ],
  },
  {
    id: "openinference",
    label: "OpenInference",
    steps: [
      {
        title: INSTALL,
        code: "pip install openinference-instrumentation-anthropic opentelemetry-sdk opentelemetry-exporter-otlp",
      },
      { title: "Begin your program with", code: openInference("anthropic", "AnthropicInstrumentor") },
    ],
  },
  {
    id: "vercel",
    label: "Vercel AI SDK",
    steps: [
      { title: INSTALL, code: "npm install @opentelemetry/auto-instrumentations-node" },
      {
        title: "Ask for spans with each call",
        code: "await generateText({ model, prompt, experimental_telemetry: { isEnabled: true } });",
      },
      { title: RUN, code: "node --require @opentelemetry/auto-instrumentations-node/register agent.js" },
    ],
  },
  {
    id: "langchain",
    label: "LangChain, LangGraph",
    steps: [
      {
        title: INSTALL,
        code: "pip install openinference-instrumentation-langchain opentelemetry-sdk opentelemetry-exporter-otlp",
      },
      { title: "Begin your program with", code: openInference("langchain", "LangChainInstrumentor") },
    ],
  },
  {
    id: "pydantic-ai",
    label: "pydantic-ai",
    steps: [
      { title: INSTALL, code: "pip install logfire" },
      {
        title: "Begin your program with",
        code: "import logfire\nlogfire.configure(send_to_logfire=False)\nlogfire.instrument_pydantic_ai()",
      },
    ],
  },
  {
    id: "openai-agents",
    label: "OpenAI Agents",
    steps: [
      {
        title: INSTALL,
        code: "pip install openinference-instrumentation-openai-agents opentelemetry-sdk opentelemetry-exporter-otlp",
      },
      {
        title: "Begin your program with",
        code: openInference("openai_agents", "OpenAIAgentsInstrumentor"),
      },
    ],
  },
];

function openInference(module: string, instrumentor: string): string {
  return `from openinference.instrumentation.${module} import ${instrumentor}
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
${instrumentor}().instrument(tracer_provider=provider)`;
}
