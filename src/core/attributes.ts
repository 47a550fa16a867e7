/** The event on a turn's root span that says which failure ended it. */
export const ALERT_EVENT = "flightdeck.alert";

/**
 * Names of span attributes: OpenTelemetry's GenAI conventions where they have one (copied here,
 * because no release of the npm package has the current names), our own under `flightdeck.` elsewhere.
 * Source: open-telemetry/semantic-conventions-genai, read 2026-11.
 */
export const ATTR = {
  operation: "gen_ai.operation.name",
  provider: "gen_ai.provider.name",
  conversation: "gen_ai.conversation.id",
  agentName: "gen_ai.agent.name",
  agentDescription: "gen_ai.agent.description",
  requestModel: "gen_ai.request.model",
  requestMaxTokens: "gen_ai.request.max_tokens",
  responseModel: "gen_ai.response.model",
  responseId: "gen_ai.response.id",
  finishReasons: "gen_ai.response.finish_reasons",
  timeToFirstChunk: "gen_ai.response.time_to_first_chunk",
  /** Includes what was read from and written to the cache. */
  inputTokens: "gen_ai.usage.input_tokens",
  outputTokens: "gen_ai.usage.output_tokens",
  cacheReadTokens: "gen_ai.usage.cache_read.input_tokens",
  cacheWriteTokens: "gen_ai.usage.cache_write.input_tokens",
  /** The share of the input that was read from the cache, 0 to 1. */
  cacheHitRate: "flightdeck.cache.hit_rate",
  toolName: "gen_ai.tool.name",
  toolCallId: "gen_ai.tool.call.id",
  toolType: "gen_ai.tool.type",
  toolDescription: "gen_ai.tool.description",
  errorType: "error.type",
  systemInstructions: "gen_ai.system_instructions",
  inputMessages: "gen_ai.input.messages",
  outputMessages: "gen_ai.output.messages",
  serverAddress: "server.address",
  serverPort: "server.port",
  httpStatus: "http.response.status_code",
  sessionId: "session.id",
  inputLength: "input.length",
  inputPreview: "input.preview",
  outputLength: "output.length",
  /** Of a received span: the version of the table of dialects by which it was translated. */
  dialects: "flightdeck.dialects",
  turn: "flightdeck.turn",
  step: "flightdeck.step",
  attempt: "flightdeck.attempt",
  request: "flightdeck.request",
  requestId: "flightdeck.request_id",
  attemptModel: "flightdeck.attempt.model",
  attemptProvider: "flightdeck.attempt.provider",
  attemptMaxTokens: "flightdeck.attempt.max_tokens",
  /** Stands on each attempt, so that their sum is the `chat` span's cost. */
  attemptCost: "flightdeck.attempt.cost_nano_usd",
  metering: "flightdeck.metering",
  costNanoUsd: "flightdeck.cost_nano_usd",
  /** The counts of a received span could be meant in two ways, and the likelier was priced. */
  costAssumed: "flightdeck.cost.assumed",
  /** What a received span's sender says that it cost, in US dollars. */
  costReportedUsd: "flightdeck.cost.reported_usd",
  simulated: "flightdeck.simulated",
  uncertain: "flightdeck.uncertain",
  /** The process ended before the span did; the end is when that was found out. */
  interrupted: "flightdeck.interrupted",
  toolTitle: "flightdeck.tool.title",
  toolEffects: "flightdeck.tool.effects",
  /** The session had read untrusted text: its kind, or `true`. */
  tainted: "flightdeck.tainted",
  /** What the person can do about the failure; on the root span. */
  advice: "flightdeck.advice",
} as const;
