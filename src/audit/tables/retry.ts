import type { Pattern } from "../resolve/pattern.ts";

/** What a library does about failed calls when nothing is configured. */
export interface RetryDefault {
  /** The path of a site, by pattern. */
  readonly path: Pattern;
  readonly packages: readonly Pattern[];
  /** `none` where nothing is retried, `unknown` where that depends on what the code does not say. */
  readonly retries: number | "none" | "unknown";
  /** Versions, both included, as far as they are written: `1.59`; absent for all that are known. */
  readonly from?: string;
  readonly to?: string;
  /** The models that it is about, as a call names them; absent for all. */
  readonly model?: RegExp;
  /** Whether every known version does so, so that a lock file adds nothing. */
  readonly unchanged: boolean;
  readonly why: string;
}

/** A model of Ollama, by its name or by what made it. */
const OLLAMA = /^ollama|Ollama\w*\(\)$/;

/** First match wins. Source: AR09 of the checklist's semantics, which names the commits that were read. */
export const RETRY_DEFAULTS: readonly RetryDefault[] = [
  {
    path: "{claude_agent_sdk,claude_code_sdk,@anthropic-ai/claude-agent-sdk}**",
    packages: ["claude-agent-sdk"],
    retries: "unknown",
    unchanged: false,
    why: "retries happen inside the command that the SDK starts",
  },
  {
    path: "{anthropic,@anthropic-ai/*}.**",
    packages: ["anthropic", "@anthropic-ai/*"],
    retries: 2,
    unchanged: true,
    why: "the SDK retries twice, 0.5 to 8 s apart",
  },
  {
    path: "langfuse.openai**",
    packages: ["openai"],
    retries: 2,
    unchanged: true,
    why: "the OpenAI SDK below retries twice, 0.5 to 8 s apart",
  },
  {
    path: "openai.{ChatCompletion,Completion}.**",
    packages: ["openai"],
    retries: "none",
    to: "0",
    unchanged: true,
    why: "version 0 of the SDK does not retry",
  },
  {
    path: "openai**",
    packages: ["openai"],
    retries: 2,
    unchanged: true,
    why: "the SDK retries twice, 0.5 to 8 s apart",
  },
  {
    path: "{instructor,@instructor-ai/instructor}**",
    packages: ["instructor"],
    retries: 2,
    unchanged: true,
    why: "the SDK below retries twice; instructor's own retries are for validation",
  },
  {
    path: "{groq,groq-sdk,together,together-ai,cerebras**}**",
    packages: ["groq", "groq-sdk", "together", "together-ai"],
    retries: 2,
    unchanged: true,
    why: "the SDK is generated as OpenAI's and retries twice",
  },
  {
    path: "ai.**",
    packages: ["ai"],
    retries: 2,
    unchanged: true,
    why: "maxRetries is 2, with exponential backoff from 2 s",
  },
  {
    path: "{langchain_ollama,langchain{,_community}.{llms,chat_models}**.{Ollama,ChatOllama}()}**",
    packages: ["langchain-ollama"],
    retries: "none",
    unchanged: true,
    why: "Ollama's client does not retry",
  },
  {
    path: "{langchain_google_genai,@langchain/google*}**",
    packages: ["langchain-google-genai"],
    retries: 6,
    unchanged: false,
    why: "ChatGoogleGenerativeAI retries 6 times",
  },
  {
    path: "@langchain/**",
    packages: ["@langchain/*"],
    retries: 6,
    unchanged: true,
    why: "AsyncCaller retries 6 times",
  },
  {
    path: "{langchain,langgraph,langchain_*,deepagents}**",
    packages: ["langchain", "langchain-*", "langgraph"],
    retries: 2,
    unchanged: true,
    why: "the chat model leaves the provider SDK's two retries on",
  },
  {
    path: "llama_index.llms.ollama**",
    packages: ["llama-index-llms-ollama"],
    retries: "none",
    unchanged: true,
    why: "Ollama's client does not retry a request",
  },
  {
    path: "llama_index**",
    packages: ["llama-index", "llama-index-llms-openai", "llama-index-core"],
    retries: 3,
    unchanged: true,
    why: "the OpenAI model retries 3 times, exponentially",
  },
  {
    path: "{agents,@openai/agents**}**",
    packages: ["openai-agents", "@openai/agents"],
    retries: 2,
    unchanged: true,
    why: "the runner does not retry, but the OpenAI SDK's two retries stay",
  },
  {
    path: "pydantic_ai**",
    packages: ["pydantic-ai", "pydantic-ai-slim"],
    retries: "none",
    model: /^google(?:-gla|-vertex)?:|^gemini|models\.(?:google|gemini)\b/,
    unchanged: true,
    why: "Google's SDK below does not retry unless retry options are given",
  },
  {
    path: "pydantic_ai**",
    packages: ["pydantic-ai", "pydantic-ai-slim"],
    retries: 2,
    unchanged: true,
    why: "the provider SDK's two retries stay on",
  },
  {
    path: "crewai**",
    packages: ["crewai"],
    retries: "none",
    model: /^(?:gemini|google)\//,
    unchanged: false,
    why: "the native Gemini model does not retry",
  },
  {
    path: "crewai**",
    packages: ["crewai"],
    retries: "none",
    to: "0",
    model: OLLAMA,
    unchanged: true,
    why: "the model is called through litellm, which does not retry Ollama",
  },
  {
    path: "crewai**",
    packages: ["crewai"],
    retries: "unknown",
    model: OLLAMA,
    unchanged: false,
    why: "crewai makes a client of its own by the model's name: which one depends on its version",
  },
  {
    path: "crewai**",
    packages: ["crewai"],
    retries: "unknown",
    model: /^(?!openai|anthropic|azure|bedrock|http)[\w.-]+\/./,
    unchanged: false,
    why: "the model is called through litellm, whose retries depend on the provider",
  },
  {
    path: "crewai**",
    packages: ["crewai"],
    retries: 2,
    unchanged: false,
    why: "the provider SDK's two retries stay on",
  },
  {
    path: "autogen**",
    packages: ["autogen-ext"],
    retries: "none",
    model: /OllamaChatCompletionClient/,
    unchanged: true,
    why: "the client of Ollama below does not retry",
  },
  {
    path: "autogen**",
    packages: ["autogen-ext", "autogen-agentchat"],
    retries: 2,
    unchanged: true,
    why: "max_retries is forwarded only if set, so the SDK's two stay",
  },
  {
    path: "litellm.**Router()**",
    packages: ["litellm"],
    retries: 2,
    unchanged: false,
    why: "the Router retries twice",
  },
  {
    path: "litellm**",
    packages: ["litellm"],
    retries: "none",
    model: /^ollama/,
    unchanged: true,
    why: "litellm retries by itself with OpenAI and Azure only",
  },
  {
    path: "litellm**",
    packages: ["litellm"],
    retries: "unknown",
    unchanged: false,
    why: "OpenAI and Azure get two retries, other providers none",
  },
  {
    path: "{google.genai,@google/genai,google.generativeai,@google/generative-ai}**",
    packages: ["google-genai", "@google/genai", "google-generativeai", "@google/generative-ai"],
    retries: "none",
    unchanged: true,
    why: "the SDK does not retry unless retry options are given",
  },
  {
    path: "@mastra/core**",
    packages: ["@mastra/core"],
    retries: "none",
    to: "0.18",
    unchanged: false,
    why: "this version never retries model calls",
  },
  {
    path: "@mastra/core**",
    packages: ["@mastra/core"],
    retries: 2,
    from: "0.24",
    to: "0.24",
    unchanged: false,
    why: "the model call is repeated twice, with a growing wait",
  },
  {
    path: "@mastra/core**",
    packages: ["@mastra/core"],
    retries: "none",
    from: "1.59",
    to: "1.60",
    unchanged: false,
    why: "this version sets the retries of the model call to none",
  },
  {
    path: "@mastra/core**",
    packages: ["@mastra/core"],
    retries: "unknown",
    unchanged: false,
    why: "the default changed between releases",
  },
  {
    path: "{mistralai,@mistralai/mistralai,cohere,replicate,ollama,@huggingface/inference}**",
    packages: [],
    retries: "unknown",
    unchanged: false,
    why: "not known of this SDK",
  },
];

/** Options that say how often to retry: at the call, at the client, in its transport. */
export const RETRY_OPTIONS: readonly string[] = [
  "max_retries",
  "maxRetries",
  "num_retries",
  "retry_options",
  "retryOptions",
  "retries",
];

/** Options that nest one of those. */
export const RETRY_HOLDERS: readonly string[] = [
  "http_options",
  "httpOptions",
  "model_settings",
  "modelSettings",
  "http_client",
  "httpClient",
  "client_args",
  "client_params",
  "model_client",
  "openai_client",
  "provider",
  "llm",
  "model",
];

/** `Agent(retries=)` and the like: they repeat what did not validate, not what failed. */
export const VALIDATION_RETRIES: readonly Pattern[] = ["pydantic_ai**", "instructor**"];

export interface RetryWrapper {
  readonly pattern: Pattern;
  /** An option that tells how it waits; `fixed` patterns of its value are no backoff. */
  readonly wait?: string;
  /** Whether it backs off when nothing is said. */
  readonly backsOff: boolean;
  /** It retries only where one of these options is given. */
  readonly needs?: readonly string[];
  readonly name: string;
}

/** Decorators, wrapping calls and steps of a chain that retry. */
export const RETRY_WRAPPERS: readonly RetryWrapper[] = [
  {
    pattern: "tenacity.{,asyncio.}{retry,Retrying,AsyncRetrying,AsyncRetrying.wraps}[()]",
    wait: "wait",
    backsOff: false,
    name: "tenacity",
  },
  { pattern: "backoff.{on_exception,on_predicate}[()]", backsOff: true, name: "backoff" },
  { pattern: "stamina.{retry,retry_context}[()]", backsOff: true, name: "stamina" },
  { pattern: "retrying.retry[()]", wait: "wait_exponential_multiplier", backsOff: false, name: "retrying" },
  { pattern: "{retry,retry.api}.{retry,retry_call}[()]", wait: "backoff", backsOff: false, name: "retry" },
  {
    pattern: "google.api_core.retry**.{Retry,AsyncRetry}[()]**",
    backsOff: true,
    name: "google.api_core.retry",
  },
  {
    pattern:
      "{p-retry,async-retry,promise-retry,ts-retry-promise,exponential-backoff,@lifeomic/attempt,retry}.{default,retry,backOff,pRetry,attempt}[()]",
    backsOff: true,
    name: "a retry library",
  },
  { pattern: "cockatiel.{retry,wrap}()[.execute]", backsOff: true, name: "cockatiel" },
  { pattern: "**.{with_retry,withRetry}()**", backsOff: true, name: "with_retry" },
  {
    pattern: "{langgraph,@langchain/langgraph}**.StateGraph().{add_node,addNode}",
    backsOff: true,
    needs: ["retry_policy", "retry", "retryPolicy"],
    name: "the node's retry policy",
  },
  { pattern: "temporalio.workflow.execute_activity", backsOff: true, name: "Temporal" },
];

/** Options and classes of frameworks that retry model calls. */
export const RETRY_MIDDLEWARE: readonly Pattern[] = [
  "langchain**.{ModelRetryMiddleware,modelRetryMiddleware}",
  "agents.**.ModelRetrySettings",
  "agents.ModelRetrySettings",
  "pydantic_ai.retries.**",
  "urllib3**.Retry",
];

/** Calls that wait. */
export const SLEEPS: readonly Pattern[] = [
  "time.sleep",
  "asyncio.sleep",
  "anyio.sleep",
  "trio.sleep",
  "{node:,}timers/promises.setTimeout",
  "gevent.sleep",
];
/** Names of functions that wait, where nothing says where they come from. */
export const SLEEP_NAMES = /^(?:sleep|delay|wait|pause|setTimeout|backoff\w*)$/i;
