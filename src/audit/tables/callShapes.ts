import type { Pattern } from "../resolve/pattern.ts";

/** How calls of a language model look in one SDK. */
export interface CallShapes {
  /** The name in reports, such as `anthropic`. */
  readonly sdk: string;
  /** Names of packages in a manifest. */
  readonly packages: readonly Pattern[];
  /** What is called, without the last `()`. */
  readonly calls: readonly Pattern[];
  /** Where the names were read. */
  readonly source: string;
}

const ANTHROPIC_PY = "anthropic.[lib.*.]{,Async}Anthropic{,Bedrock,BedrockMantle,Vertex,Foundry}()";
const ANTHROPIC_JS =
  "@anthropic-ai/{sdk,bedrock-sdk,vertex-sdk,foundry-sdk}.{default,Anthropic,AnthropicBedrock,AnthropicVertex,AnthropicFoundry,default.Anthropic}()";
const OPENAI = [
  "openai.{,Async}{OpenAI,AzureOpenAI}()",
  "openai.{default,default.OpenAI}()",
  "langfuse.openai.{,openai.}{,Async}{OpenAI,AzureOpenAI}()",
  "openai",
  "langfuse.openai.openai",
  "@langfuse/openai.observeOpenAI()",
] as const;
const VERBS =
  "{invoke,ainvoke,stream,astream,batch,abatch,astream_events,streamEvents,run,arun,predict,apredict,call,acall,generate,agenerate}";

/** What makes an agent which LangGraph's server runs, without the last `()`. */
export const SERVED_AGENTS: readonly Pattern[] = [
  "{langgraph,@langchain/langgraph}**.{create_react_agent,createReactAgent}",
  "langchain{,.agents}**.{create_agent,createAgent}",
  "deepagents**.{create_deep_agent,createDeepAgent,async_create_deep_agent}",
];

/** Source, where none is named: section B1 of the checklist's semantics. */
export const CALL_SHAPES: readonly CallShapes[] = [
  {
    sdk: "anthropic",
    packages: ["anthropic", "@anthropic-ai/{sdk,bedrock-sdk,vertex-sdk,foundry-sdk}"],
    calls: [
      `${ANTHROPIC_PY}[.beta].messages.{create,stream,parse,tool_runner}`,
      `${ANTHROPIC_JS}[.beta].messages.{create,stream,parse,toolRunner}`,
      `${ANTHROPIC_PY}.completions.create`,
      `${ANTHROPIC_JS}.completions.create`,
    ],
    source: "anthropic-sdk-python 009b0353, anthropic-sdk-typescript bfa9197f",
  },
  {
    sdk: "openai",
    packages: ["openai", "langfuse"],
    calls: [
      ...OPENAI.map((client) => `${client}[.beta].chat.completions.{create,parse,stream,runTools}`),
      ...OPENAI.map((client) => `${client}[.beta].responses.{create,parse,stream,compact}`),
      ...OPENAI.map((client) => `${client}.completions.create`),
      "openai.{ChatCompletion,Completion}.{create,acreate}",
      "{instructor,@instructor-ai/instructor}.{from_openai,patch,from_anthropic,from_provider,default}()**.{create,create_with_completion,create_partial,create_iterable}",
    ],
    source: "openai-python e43b4224, openai-node 7b7d6ca7",
  },
  {
    sdk: "litellm",
    packages: ["litellm"],
    calls: [
      "litellm.{,a}{completion,responses,text_completion,batch_completion}",
      "litellm.{completion_with_retries,acompletion_with_retries,batch_completion_models}",
      "litellm.[router.]Router().{,a}{completion,responses,text_completion}",
      "litellm.main.{,a}completion",
    ],
    source: "litellm excerpts, version unknown",
  },
  {
    sdk: "langgraph",
    packages: ["langgraph", "@langchain/langgraph", "deepagents"],
    calls: [
      `{langgraph,@langchain/langgraph}**.{create_react_agent,createReactAgent}()**.${VERBS}`,
      `{langgraph,@langchain/langgraph}**.compile()**.${VERBS}`,
      `deepagents**.{create_deep_agent,createDeepAgent,async_create_deep_agent}()**.${VERBS}`,
    ],
    source: "langgraph f09cfe8f",
  },
  {
    sdk: "langchain",
    packages: ["langchain", "langchain-*", "langchain_*", "@langchain/*"],
    calls: [
      `{langchain_*,@langchain/*,langchain.chat_models,langchain_community.chat_models}**.{Chat*,*LLM,init_chat_model,initChatModel,OpenAI,Anthropic,AzureChatOpenAI}()**.${VERBS}`,
      `langchain{,.agents,.chat_models}**.{create_agent,createAgent,create_tool_calling_agent,initialize_agent,init_chat_model,initChatModel}()**.${VERBS}`,
      `{langchain,langchain_classic}**.{AgentExecutor,LLMChain,ConversationChain,RetrievalQA,ConversationalRetrievalChain,load_qa_chain,load_summarize_chain}**().${VERBS}`,
    ],
    source: "langchain 1.4.2, @langchain/core 1.4.0",
  },
  {
    sdk: "pydantic-ai",
    packages: ["pydantic-ai", "pydantic-ai-slim"],
    calls: [
      "pydantic_ai.{,agent.}Agent().{run,run_sync,run_stream,run_stream_events,iter}",
      "pydantic_ai.direct.model_request{,_sync,_stream,_stream_sync}",
    ],
    source: "pydantic-ai 4fda3898",
  },
  {
    sdk: "openai-agents",
    packages: ["openai-agents", "@openai/agents", "@openai/agents-core"],
    calls: [
      "agents.{,run.}Runner[()].{run,run_sync,run_streamed}",
      "@openai/agents{,-core}.{run,Runner().run}",
    ],
    source: "openai-agents-python 7f7a44f8, openai-agents-js 6d0c61a5",
  },
  {
    sdk: "crewai",
    packages: ["crewai"],
    calls: [
      "crewai.{Crew,crew.Crew}().{kickoff,kickoff_async,akickoff,kickoff_for_each,kickoff_for_each_async}",
      "crewai.{Agent,LLM,LiteAgent}().{kickoff,kickoff_async,call,acall}",
      "crewai.flow**.Flow().{kickoff,kickoff_async}",
      "crewai.project**().{kickoff,kickoff_async}",
    ],
    source: "crewAI f4731f50",
  },
  {
    sdk: "autogen",
    packages: ["autogen-agentchat", "autogen-core", "autogen-ext", "pyautogen", "ag2"],
    calls: [
      "autogen_agentchat.**().{run,run_stream,on_messages,on_messages_stream}",
      "autogen_ext.models.**().{create,create_stream}",
      "autogen_core.models.ChatCompletionClient{,.load_component}().{create,create_stream}",
      "{autogen,ag2}.**().{initiate_chat,a_initiate_chat,generate_reply,a_generate_reply,run}",
    ],
    source: "autogen 027ecf0a",
  },
  {
    sdk: "llama-index",
    packages: ["llama-index", "llama-index-*", "llama_index", "llamaindex", "@llamaindex/*"],
    calls: [
      "llama_index.llms.**().{,a,stream_,astream_}{chat,complete,predict,structured_predict,chat_with_tools}",
      "llama_index.**().{as_query_engine,as_chat_engine}().{query,aquery,chat,achat,stream_chat,astream_chat}",
      "llama_index.{core.agent,agent,core.chat_engine}.**().{run,chat,achat,query,aquery,stream_chat,astream_chat}",
      "llama_index.core.query_engine.**().{query,aquery}",
      "llama_index.**().as_structured_llm().{,a}{complete,chat}",
      "llama_index.core.Settings.llm.{,a}{chat,complete,predict}",
      "{llamaindex,@llamaindex/*}.**().{chat,complete,query,run}",
    ],
    source: "the checklist's semantics, B1",
  },
  {
    sdk: "google-genai",
    packages: ["google-genai", "@google/genai", "google-generativeai", "@google/generative-ai"],
    calls: [
      "google.genai.Client()[.aio].models.generate_content{,_stream}",
      "google.genai.Client()[.aio].chats.create().send_message{,_stream}",
      "google.generativeai.GenerativeModel().{generate_content,generate_content_async}",
      "google.generativeai.GenerativeModel().start_chat().{send_message,send_message_async}",
      "@google/genai.{GoogleGenAI,default.GoogleGenAI}().models.{generateContent,generateContentStream}",
      "@google/genai.GoogleGenAI().chats.create().{sendMessage,sendMessageStream}",
      "@google/generative-ai.GoogleGenerativeAI().getGenerativeModel().{generateContent,generateContentStream}",
      "@google/generative-ai.GoogleGenerativeAI().getGenerativeModel().startChat().{sendMessage,sendMessageStream}",
      "vertexai.generative_models.GenerativeModel().{generate_content,generate_content_async}",
    ],
    source: "python-genai 66807187, js-genai 6e9b35c4",
  },
  {
    sdk: "ai-sdk",
    packages: ["ai"],
    calls: [
      "ai.{generateText,streamText,generateObject,streamObject}",
      "ai.{ToolLoopAgent,Experimental_Agent,Agent}().{generate,stream}",
    ],
    source: "vercel/ai ed857f50, ai 6.0.326",
  },
  {
    sdk: "mastra",
    packages: ["@mastra/core"],
    calls: [
      "@mastra/core{,/agent}.Agent().{generate,stream,generateVNext,streamVNext,generateLegacy,streamLegacy,network}",
      "@mastra/core{,/mastra}.Mastra().getAgent().{generate,stream,generateVNext,streamVNext,network}",
    ],
    source: "@mastra/core 0.24.9",
  },
  {
    sdk: "claude-agent-sdk",
    packages: [
      "claude-agent-sdk",
      "claude-code-sdk",
      "@anthropic-ai/claude-agent-sdk",
      "@anthropic-ai/claude-code",
    ],
    calls: [
      "{claude_agent_sdk,claude_code_sdk}.query",
      "{claude_agent_sdk,claude_code_sdk}.{ClaudeSDKClient,client.ClaudeSDKClient}().query",
      "@anthropic-ai/{claude-agent-sdk,claude-code}.query",
    ],
    source: "claude-agent-sdk-python e8bde60",
  },
  {
    sdk: "other",
    packages: [
      "groq",
      "groq-sdk",
      "mistralai",
      "@mistralai/mistralai",
      "cohere",
      "together",
      "together-ai",
      "ollama",
      "replicate",
      "@huggingface/inference",
      "cerebras_cloud_sdk",
    ],
    calls: [
      "{groq,groq-sdk,together,together-ai,cerebras.cloud.sdk}.{,Async}{Groq,Together,Cerebras,default}().chat.completions.create",
      "{mistralai,@mistralai/mistralai}**().chat{,.complete,.stream,.complete_async,.stream_async}",
      "cohere.{Client,ClientV2,AsyncClient}().{chat,chat_stream,generate}",
      "ollama.{chat,generate,default.chat,default.generate,Client().chat,AsyncClient().chat,Ollama().chat,Client().generate,Ollama().generate}",
      "replicate.{run,default().run,default().stream,Client().run}",
      "@huggingface/inference.{HfInference,InferenceClient}().{chatCompletion,textGeneration,chatCompletionStream}",
    ],
    source: "the packages' own documentation",
  },
];
