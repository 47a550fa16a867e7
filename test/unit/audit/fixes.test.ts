import assert from "node:assert/strict";
import { AuditCache } from "../../../src/audit/cache.ts";
import { applied, type Fix } from "../../../src/audit/fixes/fix.ts";
import { fixesFor } from "../../../src/audit/fixes/fixes.ts";
import type { ItemCode } from "../../../src/audit/result.ts";
import { auditFiles, itemOf, memoryTree, type Files } from "../../audit/memoryTree.ts";
import { loadParser } from "../../audit/parser.ts";

interface Case {
  readonly code: ItemCode;
  readonly title: string;
  readonly files: Files;
}

const ANTHROPIC_PY = `import anthropic

client = anthropic.Anthropic(max_retries=0)
messages = []


def chat(session_id, question):
    messages.append({"role": "user", "content": question})
    answer = client.messages.create(
        model="claude",
        max_tokens=500,
        messages=messages,
    )
    messages.append({"role": "assistant", "content": answer.content})
    return answer


chat("a", input())
`;

const OPENAI_PY = `import openai

client = openai.OpenAI()


def ask(history):
    return client.chat.completions.create(model="m", messages=history).choices[0].message.content


history = []
while True:
    history.append({"role": "user", "content": input()})
    print(ask(history))
`;

const OPENAI_TS = `import OpenAI from "openai";

const client = new OpenAI({ maxRetries: 0 });
const messages: OpenAI.ChatCompletionMessageParam[] = [];

export async function ask(question: string) {
  messages.push({ role: "user", content: question });
  const answer = await client.chat.completions.create({
    model: "m",
    messages,
  });
  return answer.choices[0]?.message.content;
}

await ask("hello");
`;

const AI_TS = (version: string): Files => ({
  "package.json": `{ "name": "agent", "dependencies": { "ai": "${version}" } }`,
  "main.ts": `import { generateText } from "ai";

const messages = [];

export async function ask(question: string) {
  messages.push({ role: "user", content: question });
  const { text } = await generateText({ model: "openai/m", messages });
  return text;
}

await ask("hello");
`,
});

const py = (source: string, more: Files = {}): Files => ({ "main.py": source, ...more });
const ts = (source: string, more: Files = {}): Files => ({ "main.ts": source, ...more });

const LITELLM_PY = `import litellm


def ask(question):
    response = litellm.completion(model="gpt", messages=[{"role": "user", "content": question}])
    return response.choices[0].message.content


print(ask(input()))
`;

const LANGCHAIN_PY = `from langchain_openai import ChatOpenAI

model = ChatOpenAI(model="m")
history = []
while True:
    history.append(input())
    print(model.invoke(history))
`;

const LANGGRAPH_PY = `from langgraph.checkpoint.memory import MemorySaver
from langgraph.prebuilt import create_react_agent

agent = create_react_agent("openai:m", tools=[], checkpointer=MemorySaver())


def chat(thread_id, question):
    return agent.invoke({"messages": [question]}, {"configurable": {"thread_id": thread_id}})


chat("a", input())
`;

const LANGGRAPH_TS = `import { MemorySaver } from "@langchain/langgraph";
import { createReactAgent } from "@langchain/langgraph/prebuilt";
import { ChatOpenAI } from "@langchain/openai";

const agent = createReactAgent({ llm: new ChatOpenAI({ model: "m" }), tools: [], checkpointer: new MemorySaver() });

export const chat = (threadId: string, question: string) =>
  agent.invoke({ messages: [question] }, { configurable: { thread_id: threadId } });

await chat("a", "hello");
`;

const AGENTS_PY = `from agents import Agent, Runner, SQLiteSession

agent = Agent(name="Support", instructions="Help.")


def chat(session_id, question):
    return Runner.run_sync(agent, question, session=SQLiteSession(session_id))


chat("a", input())
`;

const MASTRA_TS = `import { Agent } from "@mastra/core/agent";

const agent = new Agent({ name: "Support", instructions: "Help.", model: "openai/m" });

console.log(await agent.generate(process.argv[2] ?? ""));
`;

const PYDANTIC_PY = `from pydantic_ai import Agent

agent = Agent("openai:m")


def chat(history, question):
    return agent.run_sync(question, message_history=history)


chat([], input())
`;

const TOOLS_PY = `import anthropic

client = anthropic.Anthropic()
TOOLS = [{"name": "refund", "description": "Refunds.", "input_schema": {"type": "object"}}]


def refund(order):
    print("refunded", order)


HANDLERS = {"refund": refund}


def run(question):
    answer = client.messages.create(
        model="m", max_tokens=9, messages=[{"role": "user", "content": question}], tools=TOOLS
    )
    for block in answer.content:
        if block.type == "tool_use":
            HANDLERS[block.name](**block.input)


run(input())
`;

const TOOLS_TS = `import Anthropic from "@anthropic-ai/sdk";

const client = new Anthropic();
const TOOLS = [{ name: "refund", description: "Refunds.", input_schema: { type: "object" as const } }];
const handlers: Record<string, (input: unknown) => void> = { refund: (input) => console.log(input) };

const answer = await client.messages.create({ model: "m", max_tokens: 9, messages: [{ role: "user", content: "hi" }], tools: TOOLS });
for (const block of answer.content) {
  if (block.type === "tool_use") {
    handlers[block.name]?.(block.input);
  }
}
`;

const AI_TOOL_TS = `import { generateText, jsonSchema, tool } from "ai";

const refund = tool({
  description: "Refunds an order.",
  inputSchema: jsonSchema({
    type: "object",
    properties: { order: { type: "string", description: "Its number" }, amount: { type: "number" }, why: { enum: ["late", "broken"] } },
    required: ["order", "amount"],
  }),
  execute: async (input) => console.log(input),
});

await generateText({ model: "openai/m", prompt: "Refund order 7.", tools: { refund } });
`;

const FETCH_TS = `export async function ask(prompt: string) {
  const response = await fetch("https://api.openai.com/v1/chat/completions", {
    method: "POST",
    body: JSON.stringify({ model: "m", messages: [{ role: "user", content: prompt }] }),
  });
  return response.json();
}

await ask("hi");
`;

const REQUESTS_PY = `import requests


def ask(prompt):
    response = requests.post("https://api.openai.com/v1/chat/completions", json={"model": "m", "prompt": prompt})
    response.raise_for_status()
    return response.json()


ask("hi")
`;

const GOOGLE_PY = `from google import genai

client = genai.Client()
answer = client.models.generate_content(model="m", contents=input())
print(answer.text)
`;

const GOOGLE_TS = `import { GoogleGenAI } from "@google/genai";

const client = new GoogleGenAI({ apiKey: process.env["KEY"] });
const answer = await client.models.generateContent({ model: "m", contents: "hi" });
console.log(answer.text);
`;

const CLAUDE_PY = `import asyncio
from claude_agent_sdk import ClaudeAgentOptions, query


async def main():
    options = ClaudeAgentOptions(model="m")
    async for message in query(prompt=input(), options=options):
        print(message)


asyncio.run(main())
`;

const CLAUDE_TS = `import { query } from "@anthropic-ai/claude-agent-sdk";

for await (const message of query({ prompt: "hi", options: { model: "m" } })) console.log(message);
`;

const DOCKER: Files = { Dockerfile: "FROM python:3.13\n" };

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
  "AR02 Python": { code: "AR02", title: BUDGET, files: py(ANTHROPIC_PY) },
  "AR02 TypeScript": { code: "AR02", title: BUDGET, files: ts(OPENAI_TS) },
  "AR03 Python": { code: "AR03", title: TRACES, files: py(ANTHROPIC_PY) },
  "AR03 Pydantic AI": { code: "AR03", title: TRACES, files: py(PYDANTIC_PY) },
  "AR03 OpenAI Agents": { code: "AR03", title: TRACES, files: py(AGENTS_PY) },
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
    title: "Ask the SDK to retry, waiting longer each time",
    files: py(GOOGLE_PY),
  },
  "AR09 Google in TypeScript": {
    code: "AR09",
    title: "Ask the SDK to retry, waiting longer each time",
    files: ts(GOOGLE_TS),
  },
  "AR09 Mastra, some versions of which never retry": {
    code: "AR09",
    title: "Ask the SDK to retry, waiting longer each time",
    files: ts(MASTRA_TS, { "package.json": '{ "dependencies": { "@mastra/core": "0.17.0" } }' }),
  },
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
