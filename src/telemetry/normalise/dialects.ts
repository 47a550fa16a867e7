/**
 * Who says what how: the one table from which foreign attributes become those of OpenTelemetry's current GenAI
 * conventions. A new framework is a new row here and a fixture in the tests. Sources: the projects'
 * own conventions and code, read 2026-11.
 */

/** Which state of this table translated a span; counts up with each change of what it says. */
export const DIALECTS_VERSION = "2026-11.1";

/** Whether a dialect's count of input tokens holds those that were read from and written to the cache. */
export type InputArithmetic = "with_cache" | "without_cache" | "unknown";

/** How instrumentations count, by the beginning of their scope's name; the first that fits. */
export const ARITHMETIC: readonly (readonly [scope: string, counts: InputArithmetic])[] = [
  ["agent-flightdeck", "with_cache"],
  ["anthropic", "with_cache"],
  ["com.anthropic.sdk", "with_cache"],
  ["openinference.", "with_cache"],
  ["@arizeai/openinference", "with_cache"],
  ["opentelemetry.instrumentation.", "with_cache"],
  ["@opentelemetry/instrumentation", "with_cache"],
  ["pydantic-ai", "with_cache"],
  ["logfire", "with_cache"],
  ["strands", "without_cache"],
  // As measured: their JavaScript packages pass on what the API says, which leaves the cache out.
  ["@traceloop/instrumentation", "without_cache"],
  ["gen_ai", "with_cache"],
];

/** A count, a text, or structured content that may come as JSON in a text. */
type Kind = "count" | "text" | "content";

export interface Row {
  /** The current name. */
  readonly to: string;
  readonly kind: Kind;
  /** Names that mean the same, the one that is believed most first; `to` itself goes before all. */
  readonly from: readonly string[];
}

export const ROWS: readonly Row[] = [
  {
    to: "gen_ai.provider.name",
    kind: "text",
    from: ["gen_ai.system", "llm.provider", "llm.system", "ai.model.provider"],
  },
  {
    to: "gen_ai.request.model",
    kind: "text",
    from: [
      "llm.model_name",
      "ai.model.id",
      "langfuse.observation.model.name",
      "embedding.model_name",
      "llm.request.model_name",
      "llm.request.model",
      "model_name",
    ],
  },
  {
    to: "gen_ai.response.model",
    kind: "text",
    from: ["ai.response.model", "llm.response.model", "llm.response.model_name"],
  },
  { to: "gen_ai.response.id", kind: "text", from: ["ai.response.id"] },
  {
    to: "gen_ai.usage.input_tokens",
    kind: "count",
    from: [
      "gen_ai.usage.prompt_tokens",
      "llm.token_count.prompt",
      "llm.usage.prompt_tokens",
      "ai.usage.inputTokens",
      "ai.usage.promptTokens",
      "ai.usage.tokens",
      "gen_ai.aggregated_usage.input_tokens",
    ],
  },
  {
    to: "gen_ai.usage.output_tokens",
    kind: "count",
    from: [
      "gen_ai.usage.completion_tokens",
      "llm.token_count.completion",
      "llm.usage.completion_tokens",
      "ai.usage.outputTokens",
      "ai.usage.completionTokens",
      "gen_ai.aggregated_usage.output_tokens",
    ],
  },
  {
    to: "gen_ai.usage.cache_read.input_tokens",
    kind: "count",
    from: [
      "gen_ai.usage.cache_read_input_tokens",
      "gen_ai.usage.details.cache_read_tokens",
      "llm.token_count.prompt_details.cache_read",
      "ai.usage.inputTokenDetails.cacheReadTokens",
      "ai.usage.cachedInputTokens",
    ],
  },
  {
    to: "gen_ai.usage.cache_write.input_tokens",
    kind: "count",
    from: [
      "gen_ai.usage.cache_creation.input_tokens",
      "gen_ai.usage.cache_creation_input_tokens",
      "gen_ai.usage.details.cache_write_tokens",
      "llm.token_count.prompt_details.cache_write",
      "ai.usage.inputTokenDetails.cacheWriteTokens",
    ],
  },
  {
    to: "gen_ai.usage.reasoning.output_tokens",
    kind: "count",
    from: [
      "gen_ai.usage.reasoning_tokens",
      "llm.token_count.completion_details.reasoning",
      "ai.usage.outputTokenDetails.reasoningTokens",
      "ai.usage.reasoningTokens",
    ],
  },
  {
    to: "gen_ai.tool.name",
    kind: "text",
    from: ["tool.name", "ai.toolCall.name"],
  },
  { to: "gen_ai.tool.call.id", kind: "text", from: ["tool.id", "tool_call.id", "ai.toolCall.id"] },
  {
    to: "gen_ai.tool.call.arguments",
    kind: "content",
    from: ["ai.toolCall.args", "tool_arguments"],
  },
  { to: "gen_ai.tool.call.result", kind: "content", from: ["ai.toolCall.result", "tool_response"] },
  { to: "gen_ai.agent.name", kind: "text", from: ["agent.name", "agent_name", "graph.node.id"] },
  {
    to: "gen_ai.conversation.id",
    kind: "text",
    from: [
      "session.id",
      "langfuse.session.id",
      "traceloop.association.properties.session_id",
      "ai.telemetry.metadata.sessionId",
      "gen_ai.agent.call.id",
    ],
  },
  { to: "code.file.path", kind: "text", from: ["code.filepath"] },
  { to: "code.line.number", kind: "count", from: ["code.lineno"] },
];

/** An attribute whose value says what kind of work a span is, and the operation that stands for it. */
export interface OperationRow {
  readonly attribute: string;
  readonly values: Readonly<Record<string, string>>;
}

export const OPERATIONS: readonly OperationRow[] = [
  {
    attribute: "openinference.span.kind",
    values: {
      LLM: "chat",
      EMBEDDING: "embeddings",
      TOOL: "execute_tool",
      AGENT: "invoke_agent",
      RETRIEVER: "retrieval",
    },
  },
  {
    attribute: "traceloop.span.kind",
    values: { tool: "execute_tool", agent: "invoke_agent", workflow: "invoke_workflow" },
  },
  {
    attribute: "llm.request.type",
    values: { chat: "chat", completion: "text_completion", embedding: "embeddings" },
  },
  {
    attribute: "ai.operationId",
    values: {
      "ai.generateText": "invoke_agent",
      "ai.streamText": "invoke_agent",
      "ai.generateObject": "invoke_agent",
      "ai.streamObject": "invoke_agent",
      "ai.generateText.doGenerate": "chat",
      "ai.streamText.doStream": "chat",
      "ai.generateObject.doGenerate": "chat",
      "ai.streamObject.doStream": "chat",
      "ai.toolCall": "execute_tool",
      "ai.embed.doEmbed": "embeddings",
      "ai.embedMany.doEmbed": "embeddings",
    },
  },
  {
    attribute: "langfuse.observation.type",
    values: { generation: "chat", embedding: "embeddings", tool: "execute_tool", agent: "invoke_agent" },
  },
];

/** Where JSON in a text holds several counts at once. */
export const USAGE_JSON: readonly {
  readonly attribute: string;
  readonly fields: Readonly<Record<string, string>>;
}[] = [
  {
    attribute: "langfuse.observation.usage_details",
    fields: {
      input: "gen_ai.usage.input_tokens",
      output: "gen_ai.usage.output_tokens",
      input_cached_tokens: "gen_ai.usage.cache_read.input_tokens",
      input_cache_creation: "gen_ai.usage.cache_write.input_tokens",
      output_reasoning_tokens: "gen_ai.usage.reasoning.output_tokens",
    },
  },
];

/** Where a dialect names a cost of its own, in US dollars. */
export const REPORTED_COST = [
  "gen_ai.usage.cost.amount",
  "gen_ai.usage.cost",
  "llm.cost.total",
  "operation.cost",
];

/** Times until the first content, with what makes seconds of them. */
export const FIRST_CHUNK: readonly (readonly [attribute: string, toSeconds: number])[] = [
  ["gen_ai.response.time_to_first_chunk", 1],
  ["gen_ai.server.time_to_first_token", 1],
  ["copilot_chat.time_to_first_token", 0.001],
  ["ai.response.msToFirstChunk", 0.001],
];
