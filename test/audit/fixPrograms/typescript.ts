import type { Files } from "../memoryTree.ts";

// Small programs that each lack what a fix of the audit puts in.

export const ts = (source: string, more: Files = {}): Files => ({ "main.ts": source, ...more });

export const OPENAI_TS = `import OpenAI from "openai";

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

export const AI_TS = (version: string): Files => ({
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

export const LANGGRAPH_TS = `import { MemorySaver } from "@langchain/langgraph";
import { createReactAgent } from "@langchain/langgraph/prebuilt";
import { ChatOpenAI } from "@langchain/openai";

const agent = createReactAgent({ llm: new ChatOpenAI({ model: "m" }), tools: [], checkpointer: new MemorySaver() });

export const chat = (threadId: string, question: string) =>
  agent.invoke({ messages: [question] }, { configurable: { thread_id: threadId } });

await chat("a", "hello");
`;

export const MASTRA_TS = `import { Agent } from "@mastra/core/agent";

const agent = new Agent({ name: "Support", instructions: "Help.", model: "openai/m" });

console.log(await agent.generate(process.argv[2] ?? ""));
`;

export const TOOLS_TS = `import Anthropic from "@anthropic-ai/sdk";

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

export const AI_TOOL_TS = `import { generateText, jsonSchema, tool } from "ai";

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

export const FETCH_TS = `export async function ask(prompt: string) {
  const response = await fetch("https://api.openai.com/v1/chat/completions", {
    method: "POST",
    body: JSON.stringify({ model: "m", messages: [{ role: "user", content: prompt }] }),
  });
  return response.json();
}

await ask("hi");
`;

export const CREATE_AGENT_TS = `import { createAgent } from "langchain";

const agent = createAgent({ model: "openai:m", tools: [] });
console.log(await agent.invoke({ messages: [{ role: "user", content: "hi" }] }));
`;

export const AGENTS_TS = `import { Agent, run } from "@openai/agents";

const agent = new Agent({ name: "Support", instructions: "Help." });
const result = await run(agent, process.argv[2] ?? "");
console.log(result.finalOutput);
`;

export const GOOGLE_TS = `import { GoogleGenAI } from "@google/genai";

const client = new GoogleGenAI({ apiKey: process.env["KEY"] });
const answer = await client.models.generateContent({ model: "m", contents: "hi" });
console.log(answer.text);
`;

export const CLAUDE_TS = `import { query } from "@anthropic-ai/claude-agent-sdk";

for await (const message of query({ prompt: "hi", options: { model: "m" } })) console.log(message);
`;

export const CLAUDE_LOOP_TS = CLAUDE_TS.replace(" console.log(message);", " {\n  console.log(message);\n}");
