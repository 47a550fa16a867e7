import type { FileFacts } from "../facts/facts.ts";
import { majorOf, packagesLike } from "../project/manifest.ts";
import type { Project, Site } from "../project/project.ts";
import { optionOf } from "../project/optionOf.ts";
import { merged, type Edit, type Fixer } from "./fix.ts";
import { below, withOption } from "./source.ts";

/** The instrumentation of an SDK. Source: the OpenInference packages, pydantic-ai's and the AI SDK's own. */
const PYTHON: Readonly<Record<string, readonly [module: string, name: string]>> = {
  anthropic: ["openinference.instrumentation.anthropic", "AnthropicInstrumentor"],
  openai: ["openinference.instrumentation.openai", "OpenAIInstrumentor"],
  litellm: ["openinference.instrumentation.litellm", "LiteLLMInstrumentor"],
  langchain: ["openinference.instrumentation.langchain", "LangChainInstrumentor"],
  langgraph: ["openinference.instrumentation.langchain", "LangChainInstrumentor"],
  "openai-agents": ["openinference.instrumentation.openai_agents", "OpenAIAgentsInstrumentor"],
  crewai: ["openinference.instrumentation.crewai", "CrewAIInstrumentor"],
  "llama-index": ["openinference.instrumentation.llama_index", "LlamaIndexInstrumentor"],
  autogen: ["openinference.instrumentation.autogen_agentchat", "AutogenAgentChatInstrumentor"],
  "claude-agent-sdk": ["openinference.instrumentation.claude_agent_sdk", "ClaudeAgentSDKInstrumentor"],
  "google-genai": ["openinference.instrumentation.google_genai", "GoogleGenAIInstrumentor"],
};

const ECMASCRIPT: Readonly<Record<string, readonly [module: string, name: string]>> = {
  anthropic: ["@arizeai/openinference-instrumentation-anthropic", "AnthropicInstrumentation"],
  openai: ["@arizeai/openinference-instrumentation-openai", "OpenAIInstrumentation"],
  langchain: ["@arizeai/openinference-instrumentation-langchain", "LangChainInstrumentation"],
};

/** AR03: sets up an exporter where the program starts, and what makes spans of its SDK's calls. */
export const tracingFixes: Fixer = ({ project, sites }) => {
  const [first] = sites;
  if (first === undefined) return [];
  const start = project.files.get(project.entrypoint.file);
  const file = start?.language === first.file.language ? start : first.file;
  const edits = file.language === "python" ? python(file, sites) : ecmascript(file, sites, project);
  return [
    {
      title: "Send OpenTelemetry traces of the model calls",
      note: "Install the packages that the new lines import. OTEL_EXPORTER_OTLP_ENDPOINT says where the traces go.",
      edits: merged(edits),
    },
  ];
};

const sdksOf = (sites: readonly Site[]): readonly string[] => [...new Set(sites.map(({ sdk }) => sdk))];

function python(file: FileFacts, sites: readonly Site[]): readonly Edit[] {
  const imports: string[] = [];
  const code: string[] = [];
  for (const sdk of sdksOf(sites)) {
    const [module, name] = PYTHON[sdk] ?? [];
    // Its instrumentation sees agents and teams, and no client that is called by itself.
    if (
      sdk === "autogen" &&
      !sites.every((site) => site.sdk !== sdk || /^autogen_agentchat\b/.test(site.path))
    )
      continue;
    if (sdk === "pydantic-ai") {
      imports.push("from pydantic_ai import Agent");
      code.push("Agent.instrument_all()");
    } else if (module !== undefined) {
      imports.push(`from ${module} import ${name}`);
      code.push(`${name}().instrument(tracer_provider=tracer_provider)`);
    }
  }
  if (code.length === 0) return [];
  return below(
    file,
    [
      "from opentelemetry import trace",
      "from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter",
      "from opentelemetry.sdk.trace import TracerProvider",
      "from opentelemetry.sdk.trace.export import BatchSpanProcessor",
      ...imports,
    ],
    [
      "tracer_provider = TracerProvider()",
      "tracer_provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))",
      "trace.set_tracer_provider(tracer_provider)",
      ...code,
    ].join("\n"),
  );
}

function ecmascript(file: FileFacts, sites: readonly Site[], project: Project): readonly Edit[] {
  const imports: string[] = [];
  const instrumentations: string[] = [];
  const code: string[] = [];
  const edits: Edit[] = [];
  for (const sdk of sdksOf(sites)) {
    const [module, name] = ECMASCRIPT[sdk] ?? [];
    if (sdk === "ai-sdk" && major(project) > 6) {
      imports.push(
        'import { OpenTelemetry } from "@ai-sdk/otel";',
        'import { registerTelemetry } from "ai";',
      );
      code.push("registerTelemetry(new OpenTelemetry());");
    } else if (sdk === "ai-sdk") {
      edits.push(...sites.flatMap((site) => switchedOn(site)));
    } else if (module !== undefined) {
      imports.push(`import { ${name} } from "${module}";`);
      instrumentations.push(`new ${name}()`);
    }
  }
  if (edits.length + code.length + instrumentations.length === 0) return [];
  const list = instrumentations.length > 0 ? `, instrumentations: [${instrumentations.join(", ")}]` : "";
  return [
    ...edits,
    ...below(
      file,
      [
        'import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";',
        'import { NodeSDK } from "@opentelemetry/sdk-node";',
        ...imports,
      ],
      [`new NodeSDK({ traceExporter: new OTLPTraceExporter()${list} }).start();`, ...code].join("\n"),
    ),
  ];
}

/** From version 7 on the option of a call does nothing. */
const major = ({ manifest }: Project): number => {
  const [found] = packagesLike(manifest, ["ai"]);
  return (found && majorOf(found)) ?? 6;
};

function switchedOn({ sdk, file, call }: Site): readonly Edit[] {
  if (sdk !== "ai-sdk" || optionOf(call.args, "experimental_telemetry") !== undefined) return [];
  return [withOption(file, call, "experimental_telemetry", "{ isEnabled: true }") ?? []].flat();
}
