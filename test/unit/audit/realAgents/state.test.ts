import { itCases, OPENAI, py, type Case } from "../../../audit/cases.ts";
import { type Files } from "../../../audit/memoryTree.ts";

const streamlit = (key: string): string =>
  `import streamlit as st\n${OPENAI}st.session_state.${key} = client.responses.create(model="m", input="Say hello.").output_text\n`;

const clipped = (lines: string): string =>
  `${OPENAI}def clip(text):\n    return text[:500]\n\n\ndef ask(history):\n    ${lines}\n\n\nask([])\n`;

const ASKS = 'answer = client.responses.create(model="m", input=history)';

const oneRun = (options: string): string =>
  `from autogen_agentchat.agents import AssistantAgent\n\n\nasync def guide(client, task):\n    agent = AssistantAgent(name="a", model_client=client${options})\n    return await agent.run(task=task)\n\n\nguide(None, "hi")\n`;

const chapters = (keeps: string): string =>
  `${OPENAI}class Writer:\n    def write(self, topic):\n        before = "\\n".join(self.chapters)\n        chapter = client.responses.create(model="m", input=f"Write on {topic}. So far: {before}").output_text\n        ${keeps}\n        return chapter\n\n\nWriter().write("hi")\n`;

const templated = (template: string): Files =>
  py(
    `import jinja2, yaml\n${OPENAI}template = jinja2.Template(yaml.safe_load(open("prompts.yaml"))["observation"])\nmessages = []\nwhile True:\n    messages.append({"role": "user", "content": template.render(output=input())})\n    client.responses.create(model="m", input=messages)\n`,
    { "prompts.yaml": `observation: "${template}"\n` },
  );

const stored = (load: string): Files => ({
  "db.ts": `import { drizzle } from "drizzle-orm/node-postgres";\nimport { message } from "./schema";\nconst db = drizzle("postgres://x");\nexport async function saveMessages(rows) {\n  await db.insert(message).values(rows);\n}\n${load}`,
  "main.ts":
    'import { streamText } from "ai";\nimport * as store from "./db";\nexport async function chat(messages) {\n  await store.saveMessages(messages);\n  return streamText({ model: "m", messages });\n}\nawait chat(await store.getMessagesByChatId?.("1"));\n',
});

/** Shapes that agents in public repositories have, rebuilt small; twins differ in one fact. */
const CASES: Readonly<Record<string, Case>> = {
  "an input that is cut before it is sent": {
    code: "AR08",
    state: "partial",
    files: py(clipped(`history.append(clip(input()))\n    ${ASKS}`)),
  },
  "an answer that is cut after it came": {
    code: "AR08",
    state: "absent",
    files: py(clipped(`history.append(input())\n    ${ASKS}\n    return clip(answer.output_text)`)),
  },
  "an input that is cut for the log only": {
    code: "AR08",
    state: "absent",
    files: py(clipped(`history.append(input())\n    print("asks", history[0][:500])\n    ${ASKS}`)),
  },
  "an agent that is made for one question": {
    code: "AR08",
    state: "not_applicable",
    files: py(oneRun("")),
  },
  "an agent that may go round with its tools": {
    code: "AR08",
    state: "absent",
    files: py(oneRun(", max_tool_iterations=20")),
  },
  "answers that are joined into the next prompt": {
    code: "AR08",
    state: "absent",
    files: py(chapters("self.chapters.append(chapter)")),
  },
  "texts that are joined into each prompt and stay the same": {
    code: "AR08",
    state: "not_applicable",
    files: py(chapters("print(chapter)")),
  },
  "a template that cuts what is put into it": {
    code: "AR08",
    state: "partial",
    files: templated("Output: {{ output[:5000] }}"),
  },
  "a template that takes all that is put into it": {
    code: "AR08",
    state: "absent",
    files: templated("Output: {{ output }}"),
  },
  "messages that are written and read by chat": {
    code: "AR07",
    state: "present",
    files: stored(
      "export async function getMessagesByChatId(id) {\n  return await db\n    .select()\n    .from(message)\n    .where(id);\n}\n",
    ),
  },
  "messages that are written only": { code: "AR07", state: "partial", files: stored("") },
  "messages that are turned into a text to be counted": {
    code: "AR07",
    state: "not_applicable",
    files: py(
      `import json\n${OPENAI}def size(messages):\n    return len(json.dumps(messages))\n\n\nprint(size([]), client.responses.create(model="m", input="Say hello."))\n`,
    ),
  },
  "messages in Streamlit's session state": {
    code: "AR07",
    state: "partial",
    files: py(streamlit("chat_messages")),
  },
  "a chosen colour in Streamlit's session state": {
    code: "AR07",
    state: "not_applicable",
    files: py(streamlit("colour")),
  },
  "a list of messages that is made for the call": {
    code: "AR08",
    state: "not_applicable",
    files: py(
      'from langchain_openai import ChatOpenAI\n\n\ndef ask(question):\n    messages = [("system", "Be brief."), ("human", question)]\n    return ChatOpenAI().invoke(messages)\n\n\nask("hi")\n',
    ),
  },
  "an agent of LlamaIndex with its own memory": {
    code: "AR08",
    state: "present",
    files: py('from llama_index.agent.openai import OpenAIAgent\n\nOpenAIAgent.from_tools([]).chat("hi")\n'),
  },
  "a query to an index": {
    code: "AR08",
    state: "not_applicable",
    files: py(
      'from llama_index.core.query_engine import CitationQueryEngine\n\nCitationQueryEngine.from_args(None).query("hi")\n',
    ),
  },
};

describe("The state of code as real agents have it", () => {
  itCases(CASES);
});
