import assert from "node:assert/strict";
import { AuditCache } from "../../../src/audit/cache.ts";
import { applied, type Fix } from "../../../src/audit/fixes/fix.ts";
import { fixesFor } from "../../../src/audit/fixes/fixes.ts";
import type { ItemCode } from "../../../src/audit/result.ts";
import {
  py,
  DOCKER,
  ANTHROPIC_PY,
  OPENAI_PY,
  LITELLM_PY,
  LANGCHAIN_PY,
  LANGGRAPH_PY,
  AGENTS_PY,
  PYDANTIC_PY,
  TOOLS_PY,
  REQUESTS_PY,
  LITELLM_OFF_PY,
  LITELLM_ROUTER_PY,
  CREW_PY,
  AUTOGEN_PY,
  LLAMA_PY,
  LLAMA_CHAT_PY,
  CREATE_AGENT_PY,
  GOOGLE_PY,
  CLAUDE_PY,
} from "../../audit/fixPrograms/python.ts";
import {
  ts,
  OPENAI_TS,
  AI_TS,
  LANGGRAPH_TS,
  MASTRA_TS,
  TOOLS_TS,
  AI_TOOL_TS,
  FETCH_TS,
  CREATE_AGENT_TS,
  AGENTS_TS,
  GOOGLE_TS,
  CLAUDE_LOOP_TS,
  CLAUDE_TS,
} from "../../audit/fixPrograms/typescript.ts";
import { auditFiles, itemOf, memoryTree, type Files } from "../../audit/memoryTree.ts";
import { loadParser } from "../../audit/parser.ts";

interface Case {
  readonly code: ItemCode;
  readonly title: string;
  readonly files: Files;
}

const ASKED = "Ask the SDK to retry, waiting longer each time";
const RETRIES = "Leave the SDK's retries on";
const SECOND = "Ask a second model where this one fails";
const NEWEST = "Send the newest messages only";
const TRACES = "Send OpenTelemetry traces of the model calls";
const COST = "Log what each call cost";
const BUDGET = "Stop before a call where today's budget is spent";
const SESSIONS = "Keep sessions in the file sessions.sqlite";
const GUARDRAIL = "Add an input guardrail against injection";
const CHECKED = "Check tool arguments by the schemas that are sent";

const CASES: Readonly<Record<string, Case>> = {
  "AR01 Anthropic in Python": { code: "AR01", title: COST, files: py(ANTHROPIC_PY) },
  "AR01 an answer without a name": { code: "AR01", title: COST, files: py(OPENAI_PY) },
  "AR01 OpenAI in TypeScript": { code: "AR01", title: COST, files: ts(OPENAI_TS) },
  "AR01 the AI SDK's answer that is taken apart": { code: "AR01", title: COST, files: AI_TS("^5.0.0") },
  "AR01 LiteLLM": { code: "AR01", title: COST, files: py(LITELLM_PY) },
  "AR01 Claude's agent in Python": { code: "AR01", title: COST, files: py(CLAUDE_PY) },
  "AR01 Claude's agent in TypeScript": { code: "AR01", title: COST, files: ts(CLAUDE_LOOP_TS) },
  "AR01 Google in Python": { code: "AR01", title: COST, files: py(GOOGLE_PY) },
  "AR01 Google in TypeScript": { code: "AR01", title: COST, files: ts(GOOGLE_TS) },
  "AR02 Google in Python": { code: "AR02", title: BUDGET, files: py(GOOGLE_PY) },
  "AR02 Google in TypeScript": { code: "AR02", title: BUDGET, files: ts(GOOGLE_TS) },
  "AR02 Python": { code: "AR02", title: BUDGET, files: py(ANTHROPIC_PY) },
  "AR02 TypeScript": { code: "AR02", title: BUDGET, files: ts(OPENAI_TS) },
  "AR03 Python": { code: "AR03", title: TRACES, files: py(ANTHROPIC_PY) },
  "AR03 Pydantic AI": { code: "AR03", title: TRACES, files: py(PYDANTIC_PY) },
  "AR03 OpenAI Agents": { code: "AR03", title: TRACES, files: py(AGENTS_PY) },
  "AR03 Claude's agent in Python": { code: "AR03", title: TRACES, files: py(CLAUDE_PY) },
  "AR03 AutoGen": { code: "AR03", title: TRACES, files: py(AUTOGEN_PY) },
  "AR03 TypeScript": { code: "AR03", title: TRACES, files: ts(OPENAI_TS) },
  "AR03 the AI SDK up to 6": { code: "AR03", title: TRACES, files: AI_TS("^6.0.0") },
  "AR03 the AI SDK from 7 on": { code: "AR03", title: TRACES, files: AI_TS("^7.0.0") },
  "AR04 Python": {
    code: "AR04",
    title: "Add a Grafana dashboard of the error rate",
    files: py(ANTHROPIC_PY, DOCKER),
  },
  "AR05 Agents in Python": { code: "AR05", title: GUARDRAIL, files: py(AGENTS_PY) },
  "AR05 Mastra": { code: "AR05", title: "Add Mastra's detector of injections", files: ts(MASTRA_TS) },
  "AR05 Anthropic in Python": {
    code: "AR05",
    title: "Refuse injections with LLM Guard",
    files: py(ANTHROPIC_PY),
  },
  "AR06 Python": { code: "AR06", title: CHECKED, files: py(TOOLS_PY) },
  "AR06 TypeScript": { code: "AR06", title: CHECKED, files: ts(TOOLS_TS) },
  "AR06 the AI SDK": {
    code: "AR06",
    title: "Make a zod schema of the JSON schema, which is applied",
    files: ts(AI_TOOL_TS),
  },
  "AR07 LangGraph in Python": { code: "AR07", title: SESSIONS, files: py(LANGGRAPH_PY) },
  "AR07 LangGraph in TypeScript": { code: "AR07", title: SESSIONS, files: ts(LANGGRAPH_TS) },
  "AR07 Agents in Python": { code: "AR07", title: SESSIONS, files: py(AGENTS_PY) },
  "AR08 Anthropic in Python": { code: "AR08", title: NEWEST, files: py(ANTHROPIC_PY) },
  "AR08 OpenAI in TypeScript": { code: "AR08", title: NEWEST, files: ts(OPENAI_TS) },
  "AR08 LangChain": { code: "AR08", title: NEWEST, files: py(LANGCHAIN_PY) },
  "AR08 Pydantic AI": { code: "AR08", title: NEWEST, files: py(PYDANTIC_PY) },
  "AR08 Agents in Python": { code: "AR08", title: NEWEST, files: py(AGENTS_PY) },
  "AR08 AutoGen": { code: "AR08", title: NEWEST, files: py(AUTOGEN_PY) },
  "AR08 AutoGen with a context that keeps everything": {
    code: "AR08",
    title: NEWEST,
    files: py(
      AUTOGEN_PY.replace(
        "max_retries=0),",
        "max_retries=0),\n    model_context=UnboundedChatCompletionContext(),",
      ),
    ),
  },
  "AR08 Responses": {
    code: "AR08",
    title: NEWEST,
    files: ts(
      OPENAI_TS.replace("chat.completions.create", "responses.create").replace(
        "    messages,",
        "    input: messages,",
      ),
    ),
  },
  "AR09 Python": { code: "AR09", title: RETRIES, files: py(ANTHROPIC_PY) },
  "AR09 TypeScript": { code: "AR09", title: RETRIES, files: ts(OPENAI_TS) },
  "AR09 an option in a line of its own": {
    code: "AR09",
    title: RETRIES,
    files: ts(OPENAI_TS.replace("{ maxRetries: 0 }", "{\n  maxRetries: 0,\n  timeout: 9,\n}")),
  },
  "AR09 the AI SDK": {
    code: "AR09",
    title: RETRIES,
    files: ts(String(AI_TS("5")["main.ts"]).replace("messages }", "messages, maxRetries: 0 }")),
  },
  "AR09 Google in Python": {
    code: "AR09",
    title: ASKED,
    files: py(GOOGLE_PY),
  },
  "AR09 Google in TypeScript": {
    code: "AR09",
    title: ASKED,
    files: ts(GOOGLE_TS),
  },
  "AR09 Mastra, some versions of which never retry": {
    code: "AR09",
    title: ASKED,
    files: ts(MASTRA_TS, { "package.json": '{ "dependencies": { "@mastra/core": "0.17.0" } }' }),
  },
  "AR09 LiteLLM": { code: "AR09", title: ASKED, files: py(LITELLM_PY.replace("gpt", "mistral/m")) },
  "AR09 LiteLLM, switched off": { code: "AR09", title: ASKED, files: py(LITELLM_OFF_PY) },
  "AR09 a router of LiteLLM": { code: "AR09", title: RETRIES, files: py(LITELLM_ROUTER_PY) },
  "AR09 CrewAI with Gemini": { code: "AR09", title: ASKED, files: CREW_PY('LLM(model="gemini/m")') },
  "AR09 CrewAI with a model of LiteLLM": { code: "AR09", title: ASKED, files: CREW_PY('LLM("mistral/m")') },
  "AR09 CrewAI with a model that is named": { code: "AR09", title: ASKED, files: CREW_PY('"gemini/m"', "") },
  "AR09 CrewAI, switched off": {
    code: "AR09",
    title: RETRIES,
    files: CREW_PY('LLM(model="openai/m", max_retries=0)'),
  },
  "AR09 AutoGen": { code: "AR09", title: RETRIES, files: py(AUTOGEN_PY) },
  "AR09 LlamaIndex, in its settings": { code: "AR09", title: RETRIES, files: py(LLAMA_PY) },
  "AR09 LlamaIndex, given to the engine": { code: "AR09", title: RETRIES, files: py(LLAMA_CHAT_PY) },
  "AR09 plain HTTP in Python": {
    code: "AR09",
    title: "Retry with tenacity, waiting longer each time",
    files: py(REQUESTS_PY),
  },
  "AR09 plain HTTP in TypeScript": {
    code: "AR09",
    title: "Retry with p-retry, waiting longer each time",
    files: ts(FETCH_TS),
  },
  "AR10 Anthropic in Python": { code: "AR10", title: SECOND, files: py(ANTHROPIC_PY) },
  "AR10 a call that is returned": { code: "AR10", title: SECOND, files: py(OPENAI_PY) },
  "AR10 OpenAI in TypeScript": { code: "AR10", title: SECOND, files: ts(OPENAI_TS) },
  "AR10 LiteLLM": { code: "AR10", title: SECOND, files: py(LITELLM_PY) },
  "AR10 LangChain in Python": { code: "AR10", title: SECOND, files: py(LANGCHAIN_PY) },
  "AR10 LangChain in TypeScript": {
    code: "AR10",
    title: SECOND,
    files: ts(
      'import { ChatOpenAI } from "@langchain/openai";\n\nconst model = new ChatOpenAI({ model: "m" });\nconsole.log(await model.invoke("hi"));\n',
    ),
  },
  "AR10 Google in Python": { code: "AR10", title: SECOND, files: py(GOOGLE_PY) },
  "AR10 Google in TypeScript": { code: "AR10", title: SECOND, files: ts(GOOGLE_TS) },
  "AR10 the AI SDK": { code: "AR10", title: SECOND, files: AI_TS("^6.0.0") },
  "AR10 Claude's agent in Python": { code: "AR10", title: SECOND, files: py(CLAUDE_PY) },
  "AR10 Claude's agent in TypeScript": { code: "AR10", title: SECOND, files: ts(CLAUDE_TS) },
  "AR10 Agents in Python": { code: "AR10", title: SECOND, files: py(AGENTS_PY) },
  "AR10 Agents in TypeScript": { code: "AR10", title: SECOND, files: ts(AGENTS_TS) },
  "AR10 LangChain's agents in Python": { code: "AR10", title: SECOND, files: py(CREATE_AGENT_PY) },
  "AR10 LangChain's agents in TypeScript": { code: "AR10", title: SECOND, files: ts(CREATE_AGENT_TS) },
  "AR10 Mastra": { code: "AR10", title: SECOND, files: ts(MASTRA_TS) },
  "AR10 Pydantic AI": { code: "AR10", title: SECOND, files: py(PYDANTIC_PY) },
};

const offered = async (files: Files, code: ItemCode): Promise<readonly Fix[]> =>
  fixesFor({ tree: memoryTree(files), parser: await loadParser(), cache: new AuditCache(), root: ".", code });

function patched(files: Files, { edits }: Fix): Files {
  const made = edits.filter(({ creates }) => creates).map(({ file, text }) => [file, text] as const);
  const changed = Object.entries(files).map(
    ([path, text]) =>
      [
        path,
        applied(
          String(text),
          edits.filter(({ file }) => file === path),
        ),
      ] as const,
  );
  return Object.fromEntries([...changed, ...made]);
}

describe("A fix of the audit", () => {
  for (const [name, { code, title, files }] of Object.entries(CASES)) {
    it(`turns its item: ${name}`, async () => {
      const found = await offered(files, code);
      const fix = found.find((one) => one.title === title);
      assert.ok(fix, `offered are: ${found.map((one) => one.title).join(", ") || "none"}`);
      const after = patched(files, fix);
      const result = await auditFiles(after);
      assert.equal(result.files.failed, 0);
      assert.equal(itemOf(result, code).state, "present", JSON.stringify(itemOf(result, code).gaps));
    });
  }

  it("names what stood where it changes something, so that a file that has changed is told", async () => {
    const files = py(ANTHROPIC_PY);
    for (const fix of await offered(files, "AR10"))
      for (const { file, start, end, was } of fix.edits)
        assert.equal(String(files[file]).slice(start, end), was);
  });

  it("is not offered where it would not turn the item", async () => {
    const withoutThread = LANGGRAPH_PY.replace('{"configurable": {"thread_id": thread_id}}', "{}");
    assert.deepEqual(await offered(py(withoutThread), "AR07"), []);
  });

  it("is not offered for an item that has nothing open", async () => {
    assert.deepEqual(await offered(py(ANTHROPIC_PY.replace("max_retries=0", "")), "AR09"), []);
  });
});
