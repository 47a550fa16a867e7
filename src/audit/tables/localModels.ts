import type { Pattern } from "../resolve/pattern.ts";

/** What makes a model that a server on this machine runs, without the last `()`. */
export const LOCAL_SERVERS: readonly Pattern[] = [
  "langchain{,_community}.{llms,chat_models}**.{Ollama,ChatOllama,OllamaLLM}",
  "langchain_ollama**.{ChatOllama,OllamaLLM}",
  "@langchain/{ollama,community/chat_models/ollama,community/llms/ollama}.{ChatOllama,Ollama}",
  "llama_index.llms.ollama**.*",
  "autogen_ext.models.ollama**.*",
  "{ollama-ai-provider,ollama-ai-provider-v2}.{ollama,createOllama}**",
  "pydantic_ai.**.OllamaProvider",
];

/** What makes a model that runs in the process itself, where no request can fail. */
export const IN_PROCESS_MODELS: readonly Pattern[] = [
  "langchain{,_community}.{llms,chat_models}**.{LlamaCpp,GPT4All,HuggingFacePipeline}",
  "llama_index.llms.{llama_cpp,huggingface}**.*",
  "autogen_ext.models.llama_cpp**.*",
];

/** What makes a model for which nothing is paid. */
export const LOCAL_MODELS: readonly Pattern[] = [...LOCAL_SERVERS, ...IN_PROCESS_MODELS];

/** What makes a model elsewhere, which is paid for. */
export const REMOTE_MODELS: readonly Pattern[] = [
  "{langchain,langchain_*,@langchain/*}**.{Chat{OpenAI,Anthropic,GoogleGenerativeAI,VertexAI,Bedrock,BedrockConverse,Groq,MistralAI,Cohere,Fireworks,Together,DeepSeek},AzureChatOpenAI,OpenAI,init_chat_model,initChatModel}",
  "llama_index.llms.{openai,anthropic,gemini,google_genai,groq,mistralai,azure_openai,openai_like}**.*",
  "autogen_ext.models.{openai,anthropic,azure}**.*",
  "{@ai-sdk/*}.**",
  "pydantic_ai.models.**",
];
