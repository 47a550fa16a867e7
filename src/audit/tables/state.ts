import type { Pattern } from "../resolve/pattern.ts";

/** Stores of sessions that survive a restart. */
export const DURABLE: readonly Pattern[] = [
  "langgraph.checkpoint.{postgres,sqlite,mongodb,redis}**",
  "langgraph.checkpoint.**.{AsyncPostgresSaver,PostgresSaver,SqliteSaver,AsyncSqliteSaver,RedisSaver,MongoDBSaver}**",
  "@langchain/langgraph-checkpoint-{postgres,sqlite,mongodb,redis}.**",
  "agents.extensions.memory.**",
  "agents.{SQLAlchemySession,RedisSession,OpenAIConversationsSession}",
  "langchain_community.chat_message_histories.{SQL,Redis,Mongo,Postgres,File,DynamoDB}*",
  "langchain_postgres.**",
  "@mastra/{pg,upstash,mongodb,dynamodb,cloudflare-d1}.**",
  "@mastra/libsql.LibSQLStore",
  "crewai.flow.persistence.persist",
  "crewai.flow**.persist",
  "llama_index.storage.chat_store.**",
];

/** Stores that end with the process. */
export const VOLATILE: readonly Pattern[] = [
  "langgraph.checkpoint.memory.{MemorySaver,InMemorySaver}",
  "@langchain/langgraph**.MemorySaver",
  "langgraph.store.memory.InMemoryStore",
  "langchain**.{ConversationBufferMemory,ConversationBufferWindowMemory,InMemoryChatMessageHistory,ChatMessageHistory}",
  "llama_index.core.memory.ChatMemoryBuffer[.from_defaults]",
  "llama_index**.as_chat_engine",
  "@mastra/core**.InMemoryStore",
  "chatkit.store.MemoryStore",
];

/** An address of a database that is only memory. */
export const IN_MEMORY = /:memory:|memory:\/\//;

/** Frameworks whose state a project keeps and gives back by itself. */
export const STATE_CALLS: readonly { readonly save: Pattern; readonly load: Pattern }[] = [
  { save: "autogen_agentchat.**.save_state", load: "autogen_agentchat.**.load_state" },
];

/** Options that carry a session from one call to the next. */
export const SESSION_OPTIONS = [
  "session",
  "resume",
  "session_store",
  "conversation_id",
  "conversationId",
  "previous_response_id",
  "previousResponseId",
  "message_history",
  "messageHistory",
  "continue_conversation",
] as const;

/** Names of a chat's history. */
export const HISTORY_NAMES =
  /^(?:messages?|history|chat_?history|conversation|turns|transcript|message_?history|conversation_?history|chat_?messages|chat_?log|all_messages|threads|conversations|chats|sessions?|session_state)$/i;

/** Words in the name of what holds a conversation among other things. */
export const HISTORY_WORDS = /message|history|conversation|chat|thread|turns|transcript/i;

/** Code that writes to, and code that reads from, something that lasts. */
const STORES = String.raw`(?:\w*redis|\w*db|\w*database|kv|stor(?:e|age)|prisma|supabase|collection|repo(?:sitory)?|conn(?:ection)?|cursor|table)\w*[\w.()\s"']*`;
export const WRITES = new RegExp(
  String.raw`\b(?:json\.dump\(|(?:_?(?:f|fh|fp|out|handle)|\w*file)\.write\(|write_text|writeFile|writeFileSync|pickle\.dump|INSERT|insert_one|insertOne|hset\(|rpush\(|lpush\(|dump_json|save_state|appendFile|appendFileSync)|\b${STORES}\.(?:save|set|put|create|createMany|insert|upsert|add|add_all|commit|update)\(`,
);
export const READS = new RegExp(
  String.raw`\b(?:json\.load|read_text|readFile|readFileSync|pickle\.load|SELECT|find_one|findOne|hget\(|lrange\(|load_state|validate_json|findMany|findUnique|select\(\s*[A-Z])|\b${STORES}\.(?:get|query|find|select|scalars|load|all)\(`,
);

/** Steps of a framework that shorten a history. */
export const TRIMMERS: readonly Pattern[] = [
  "langchain_core.messages**.trim_messages",
  "{@langchain/core/messages,langchain}.trimMessages",
  "langchain**.{SummarizationMiddleware,ContextEditingMiddleware,summarizationMiddleware,contextEditingMiddleware}",
  "langmem.**.SummarizationNode",
  "langmem**",
  "litellm.{utils.,}trim_messages",
  "ai.pruneMessages",
  "autogen_core.model_context.{BufferedChatCompletionContext,TokenLimitedChatCompletionContext,HeadAndTailChatCompletionContext}",
  "agents**.{OpenAIResponsesCompactionSession,SessionSettings,ToolOutputTrimmer,ToolCallOutputTrimmer}",
  "pydantic_ai**.{ProcessHistory,OpenAICompaction,AnthropicCompaction}",
  "@mastra/{core,memory}/processors.{TokenLimiter,TokenLimiterProcessor,ToolCallFilter}",
  "llama_index.core.memory.{ChatMemoryBuffer,ChatSummaryMemoryBuffer,Memory}[.from_defaults]",
];

/** Options of a call, its client or its agent that shorten a history. */
export const TRIM_OPTIONS = [
  "context_management",
  "contextManagement",
  "truncation",
  "history_processors",
  "historyProcessors",
  "pre_model_hook",
  "preModelHook",
  "prepareStep",
  "model_context",
  "lastMessages",
] as const;

/** What a framework does by itself. Source: AR08 of the checklist's semantics. */
export const TRIM_DEFAULTS: readonly {
  readonly path: Pattern;
  readonly why: string;
  readonly unless?: readonly string[];
}[] = [
  {
    path: "{claude_agent_sdk,claude_code_sdk,@anthropic-ai/claude-agent-sdk,@anthropic-ai/claude-code}**",
    why: "the agent compacts its context by itself",
  },
  {
    path: "crewai**",
    why: "respect_context_window is on, so a full context is summarised",
    unless: ["respect_context_window"],
  },
  { path: "llama_index**.as_chat_engine()**", why: "its chat memory is a buffer with a token limit" },
  {
    path: "llama_index.{core.agent,agent,core.chat_engine}.**.{from_tools,from_defaults,from_llm}()**",
    why: "its memory is a buffer with a token limit",
  },
];

/** What renders a template. */
export const TEMPLATES: readonly Pattern[] = ["jinja2.{Template,Environment,sandbox.SandboxedEnvironment}"];

/** A part of a template that cuts a value: `{{ output[:5000] }}`, `{{ page | truncate(2000) }}`. */
export const TEMPLATE_CUT = /\{\{[^{}]*(?:\[\s*:\s*\d{3,}\s*\]|\|\s*truncate\b)[^{}]*\}\}/;
