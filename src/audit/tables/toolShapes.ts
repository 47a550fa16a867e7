import type { Pattern } from "../resolve/pattern.ts";

/** How a framework makes tools, and whether it checks a model's arguments before the tool's body runs. */
export interface ToolShapes {
  readonly framework: string;
  /** What a tool's function is decorated with; with or without a call. */
  readonly decorators: readonly Pattern[];
  /** Calls that make a tool, without the last `()`. */
  readonly calls: readonly Pattern[];
  /** Classes that a tool extends. */
  readonly bases: readonly Pattern[];
  /**
   * `always`: by the framework itself. `by_schema`: only where the schema argument is a validator (zod,
   * Pydantic, a `validate` function), not where it is a plain JSON schema. `never`: not at all.
   */
  readonly validates: "always" | "by_schema" | "never";
  /** The keyword or option that holds the schema. */
  readonly schemaOption?: string;
  readonly source: string;
}

/** Agents that wrap the plain functions of an option as tools, and check arguments by their types. */
export const TOOL_HOLDERS: readonly {
  readonly framework: string;
  readonly call: Pattern;
  readonly option: string;
}[] = [
  { framework: "autogen", call: "autogen_agentchat.agents.AssistantAgent", option: "tools" },
  { framework: "pydantic-ai", call: "pydantic_ai.{,agent.}Agent", option: "tools" },
];

/** Tools that come ready with a framework, and run, open or ask for whatever the model says. */
export interface OpenTool {
  readonly framework: string;
  /** What makes it, without the last `()`. */
  readonly calls: readonly Pattern[];
  /** For a sentence: “an address”. */
  readonly reaches: string;
  /** Options after which the model chooses no more. */
  readonly unless: readonly string[];
}

/**
 * Sources: crewAI-tools 06f00be0 (scraping; an address that is given fixes it) and 065e777b (reading; a path that is
 * given is a default only); of LangChain's, background knowledge.
 */
export const OPEN_TOOLS: readonly OpenTool[] = [
  {
    framework: "crewai",
    calls: ["crewai_tools.{ScrapeWebsiteTool,SeleniumScrapingTool,FirecrawlScrapeWebsiteTool}"],
    reaches: "an address",
    unless: ["website_url", "url"],
  },
  {
    framework: "crewai",
    calls: ["crewai_tools.{FileReadTool,FileWriterTool,DirectoryReadTool}"],
    reaches: "a path",
    unless: [],
  },
  {
    framework: "crewai",
    calls: ["crewai_tools.CodeInterpreterTool"],
    reaches: "an interpreter",
    unless: [],
  },
  {
    framework: "langchain",
    calls: ["langchain_community.tools**.{RequestsGetTool,RequestsPostTool,NavigateTool}"],
    reaches: "an address",
    unless: [],
  },
  {
    framework: "langchain",
    calls: ["langchain_community.tools**.{ReadFileTool,WriteFileTool,DeleteFileTool}"],
    reaches: "a path",
    unless: ["root_dir"],
  },
  {
    framework: "langchain",
    calls: [
      "langchain_community.tools**.ShellTool",
      "langchain_experimental.{tools,utilities}**.{PythonREPLTool,PythonAstREPLTool}",
    ],
    reaches: "a shell or an interpreter",
    unless: [],
  },
];

/** Calls that tell a model of tools which they do not run. */
export const BINDERS = /^(?:bind_tools|bindTools)$/;

/** Sources: AR06 of the checklist's semantics, which names the commits that were read. */
export const TOOL_SHAPES: readonly ToolShapes[] = [
  {
    framework: "langchain",
    decorators: ["langchain_core.tools[.convert].tool[()]", "langchain{,.tools,.agents}.tool[()]"],
    calls: [
      "langchain_core.tools**.{StructuredTool,Tool}[.from_function]",
      "langchain.{tools,agents}**.{StructuredTool,Tool}[.from_function]",
      "langchain_community.tools**.{*Tool,*Results,*Run,*Search}",
      "langchain_tavily.Tavily*",
      "@langchain/{community/tools/**.{*Tool,*Results,*Search},tavily.Tavily*}",
      "{@langchain/core/tools,langchain,langchain/tools}.{tool,DynamicStructuredTool,DynamicTool}",
    ],
    bases: ["{langchain_core.tools,langchain.tools,@langchain/core/tools}**.{BaseTool,StructuredTool,Tool}"],
    validates: "always",
    source: "langchain 1.4.2, @langchain/core 1.4.0",
  },
  {
    framework: "pydantic-ai",
    decorators: [
      "pydantic_ai.{,agent.}Agent().{tool,tool_plain}[()]",
      "pydantic_ai.toolsets**.FunctionToolset().tool[()]",
    ],
    calls: ["pydantic_ai.{,tools.}Tool"],
    bases: [],
    validates: "always",
    source: "pydantic-ai 4fda3898",
  },
  {
    framework: "openai-agents",
    decorators: ["agents.{,tool.}function_tool[()]"],
    calls: ["agents.{,tool.}function_tool"],
    bases: [],
    validates: "always",
    source: "openai-agents-python 7f7a44f8",
  },
  {
    framework: "openai-agents-raw",
    decorators: [],
    calls: ["agents.{,tool.}FunctionTool"],
    bases: [],
    validates: "never",
    source: "openai-agents-python 7f7a44f8: on_invoke_tool gets the JSON text",
  },
  {
    framework: "openai-agents-js",
    decorators: [],
    calls: ["@openai/agents{,-core}.tool"],
    bases: [],
    validates: "by_schema",
    schemaOption: "parameters",
    source: "openai-agents-js 6d0c61a5: a plain JSON schema is only JSON.parse",
  },
  {
    framework: "crewai",
    decorators: ["{crewai.tools,crewai_tools}**.tool[()]"],
    calls: [],
    bases: ["{crewai.tools,crewai_tools}**.BaseTool"],
    validates: "always",
    source: "crewAI f4731f50",
  },
  {
    framework: "autogen",
    decorators: [],
    calls: ["autogen_core.tools.FunctionTool"],
    bases: ["autogen_core.tools.BaseTool"],
    validates: "always",
    source: "autogen 027ecf0a: _args_type.model_validate",
  },
  {
    framework: "anthropic",
    decorators: ["anthropic.{beta_tool,beta_async_tool,lib.tools**}[()]"],
    calls: ["@anthropic-ai/sdk/helpers/beta/{zod,json-schema}.{betaZodTool,betaTool}"],
    bases: [],
    validates: "always",
    source: "anthropic-sdk-python 009b0353: pydantic.validate_call",
  },
  {
    framework: "claude-agent-sdk",
    decorators: ["{claude_agent_sdk,claude_code_sdk}.tool[()]"],
    calls: ["@anthropic-ai/claude-agent-sdk.tool"],
    bases: [],
    validates: "always",
    source: "claude-agent-sdk-python e8bde60: jsonschema.validate",
  },
  {
    framework: "ai-sdk",
    decorators: [],
    calls: ["ai.{tool,dynamicTool}"],
    bases: [],
    validates: "by_schema",
    schemaOption: "inputSchema",
    source: "vercel/ai ed857f50: jsonSchema() without validate passes any value",
  },
  {
    framework: "mastra",
    decorators: [],
    calls: ["@mastra/core/tools.createTool"],
    bases: [],
    validates: "by_schema",
    schemaOption: "inputSchema",
    source: "@mastra/core 0.24.9",
  },
  {
    framework: "openai",
    decorators: [],
    calls: ["openai/helpers/zod.{zodFunction,zodResponsesFunction}", "openai.pydantic_function_tool"],
    bases: [],
    validates: "always",
    source: "openai-node 7b7d6ca7",
  },
  {
    framework: "mcp",
    decorators: ["{mcp.server.fastmcp,fastmcp}**.FastMCP().tool[()]"],
    calls: ["@modelcontextprotocol/**.McpServer().{tool,registerTool}", "fastmcp.FastMCP().addTool"],
    bases: [],
    validates: "always",
    source: "the checklist's semantics, AR06",
  },
  {
    framework: "llama-index",
    decorators: [],
    calls: [
      "llama_index.core.tools**.{FunctionTool,QueryEngineTool}[.from_defaults]",
      "{llamaindex,@llamaindex/core/tools}.{tool,FunctionTool}[.from]",
    ],
    bases: [],
    validates: "never",
    source: "background knowledge",
  },
];
