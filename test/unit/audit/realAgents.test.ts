import assert from "node:assert/strict";
import { itCases, OPENAI, py, ts, type Case } from "../../audit/cases.ts";
import { auditFiles, itemOf, type Files } from "../../audit/memoryTree.ts";

const POST = `import requests, logging\nlogger = logging.getLogger()\n\n\ndef ask(q):\n    answer = requests.post("https://openrouter.ai/api/v1/chat/completions", json={"messages": q}).json()\n`;

const capped = (head: string): string =>
  `${OPENAI}def run(messages, max_turns):\n    ${head}\n        messages.append(client.responses.create(model="m", input=messages))\n\n\nrun([], 9)\n`;

const guarded = (handler: string): string =>
  `${OPENAI}def ask(pages):\n    found = []\n    for page in pages:\n        try:\n            found.append(client.responses.create(model="m", input=page).output_text)\n        except openai.APIError:\n            ${handler}\n    return found\n\n\nask(["hi"])\n`;

const streamlit = (key: string): string =>
  `import streamlit as st\n${OPENAI}st.session_state.${key} = client.responses.create(model="m", input="Say hello.").output_text\n`;

const autogen = (imports: string, client: string): string =>
  `from autogen_agentchat.agents import AssistantAgent\n${imports}\n\nasync def run():\n    await AssistantAgent(name="a", model_client=${client}).run(task="hi")\n\n\nrun()\n`;

const bound = (dispatch: string): string =>
  `from langchain_openai import ChatOpenAI\nfrom pydantic import BaseModel\n\n\nclass Research(BaseModel):\n    topic: str\n\n\ndef run(messages):\n    answer = ChatOpenAI().bind_tools([Research]).invoke(messages)\n    return [${dispatch} for call in answer.tool_calls]\n\n\nrun([])\n`;

const handMade = (body: string): string =>
  `import anthropic\n\n\nclass ClickTool:\n    def __call__(self, *, x=None):\n        ${body}\n\n\ndef run(messages, tools):\n    answer = anthropic.Anthropic().messages.create(messages=messages, tools=tools.to_params())\n    for block in answer.content:\n        tools[block.name](**block.input)\n\n\nrun([], ClickTool())\n`;

const crewTool = (made: string): string =>
  `from crewai import Agent, Crew\nfrom crewai_tools import ScrapeWebsiteTool\n\nCrew(agents=[Agent(role="r", tools=[${made}])]).kickoff()\n`;

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

const tried = (handler: string): string =>
  `${OPENAI}class Agent:\n    model = "a"\n\n    def ask(self, q):\n        for attempt in range(3):\n            try:\n                return client.responses.create(model=self.model, input=q)\n            except openai.APIError:\n                ${handler}\n\n\nAgent().ask("hi")\n`;

const stored = (load: string): Files => ({
  "db.ts": `import { drizzle } from "drizzle-orm/node-postgres";\nimport { message } from "./schema";\nconst db = drizzle("postgres://x");\nexport async function saveMessages(rows) {\n  await db.insert(message).values(rows);\n}\n${load}`,
  "main.ts":
    'import { streamText } from "ai";\nimport * as store from "./db";\nexport async function chat(messages) {\n  await store.saveMessages(messages);\n  return streamText({ model: "m", messages });\n}\nawait chat(await store.getMessagesByChatId?.("1"));\n',
});

const weather = (city: string, url: string): string =>
  `import { generateText, tool } from "ai";\nimport { z } from "zod";\nconst look = tool({ inputSchema: z.object({ city: ${city} }), execute: async (input) => (await fetch(${url})).text() });\nawait generateText({ model: "m", prompt: "hi", tools: { look } });\n`;

const capped2 = (used: string): string =>
  `${OPENAI}class Chat:\n    ${used} = 0\n\n    def ask(self, q):\n        if self.${used} >= MAX_TOKENS:\n            return None\n        return client.responses.create(model="m", input=q)\n\n\nChat().ask("hi")\n`;

const listed = (fill: string): string =>
  `import anthropic\n\n\nclass Chat:\n    def __init__(self):\n        self.tools = load()\n\n    def ask(self, q):\n        return anthropic.Anthropic().messages.create(messages=q, tools=self.tools)\n\n\ndef load():\n    found = []\n    ${fill}\n    return found\n\n\nChat().ask("hi")\n`;

const langfuse = (version: string): Files =>
  py(`import langfuse\n${OPENAI}langfuse.Langfuse()\nclient.responses.create(model="m", input="hi")\n`, {
    "requirements.txt": `openai==2.0.0\nlangfuse==${version}\n`,
  });

const tool = (argument: string, body: string): string =>
  `from langchain_core.tools import tool\nfrom langchain_openai import ChatOpenAI\nimport requests\n\n\n@tool\ndef act(${argument}: str) -> str:\n    """Acts."""\n    ${body}\n\n\nChatOpenAI().bind_tools([act]).invoke("hi")\n`;

/** Shapes that agents in public repositories have, rebuilt small; twins differ in one fact. */
const CASES: Readonly<Record<string, Case>> = {
  "the cost that an answer's usage names, written to a log": {
    code: "AR01",
    state: "present",
    files: py(
      `${POST}    logger.info("cost %s", answer.get("usage", {}).get("cost"))\n    usage = answer["usage"]\n    logger.info("cost %s", usage.get("cost"))\n\n\nask([])\n`,
    ),
  },
  "an answer that is logged whole": {
    code: "AR01",
    state: "partial",
    files: py(`${POST}    logger.info("answer %s", answer)\n    return answer["text"]\n\n\nask([])\n`),
  },
  "an answer of which only the text is logged": {
    code: "AR01",
    state: "absent",
    files: py(
      `${POST}    logger.info("answer %s", answer["text"])\n    return answer["text"]\n\n\nask([])\n`,
    ),
  },
  "a loop that asks at most so many times": {
    code: "AR02",
    state: "partial",
    files: py(capped("for _ in range(max_turns):")),
  },
  "a loop that leaves after so many turns": {
    code: "AR02",
    state: "partial",
    files: py(
      capped("turn = 0\n    while True:\n        turn += 1\n        if turn > max_turns:\n            break"),
    ),
  },
  "a loop without a limit": { code: "AR02", state: "absent", files: py(capped("while True:")) },
  "a loop over tries, which limits retries and no steps": {
    code: "AR02",
    state: "absent",
    files: py(capped("for _ in range(max_retries):")),
  },
  "a handler that goes on with the start of the page": {
    code: "AR10",
    state: "partial",
    files: ts(
      'import { generateText } from "ai";\nconst found: string[] = [];\nfor (const page of process.argv) {\n  try {\n    found.push((await generateText({ model: "m", prompt: page })).text);\n  } catch {\n    found.push(page ? page.slice(0, 500) : "");\n  }\n}\n',
    ),
  },
  "a handler that tells a person to wait": {
    code: "AR10",
    state: "absent",
    files: py(
      guarded(
        'error_msg = "The limit is reached. Please wait before you send more."\n            print(error_msg)',
      ),
    ),
  },
  "a handler that answers that there is none": {
    code: "AR10",
    state: "absent",
    files: py(guarded('found.append("Content is unavailable, try again later")')),
  },
  "a class that is only bound as a schema": {
    code: "AR06",
    state: "absent",
    files: py(bound('call["args"]["topic"]')),
  },
  "a class that is bound and made of what the model wrote": {
    code: "AR06",
    state: "present",
    files: py(bound('Research.model_validate(call["args"])')),
  },
  "a tool whose body refuses what it cannot use": {
    code: "AR06",
    state: "partial",
    files: py(handMade('if x is None:\n            raise ValueError("x is required")\n        return x')),
  },
  "a tool whose body takes what comes": {
    code: "AR06",
    state: "absent",
    files: py(handMade("return x")),
  },
  "a ready-made tool that opens any address": {
    code: "AR06",
    state: "partial",
    files: py(crewTool("ScrapeWebsiteTool()")),
  },
  "the same tool for one address": {
    code: "AR06",
    state: "present",
    files: py(crewTool('ScrapeWebsiteTool(website_url="https://example.com")')),
  },
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
  "a handler that names another model for the next try": {
    code: "AR10",
    state: "present",
    files: py(tried('self.model = "b"')),
  },
  "a handler that counts its tries": {
    code: "AR10",
    state: "absent",
    files: py(tried("print(attempt)")),
  },
  "a person who interrupts, to whom something is answered": {
    code: "AR10",
    state: "absent",
    files: py(
      guarded('found.append("Interrupted. How can I help you?")').replace(
        "openai.APIError",
        "KeyboardInterrupt",
      ),
    ),
  },
  "a loop that asks again at once, over an SDK that waits": {
    code: "AR09",
    state: "present",
    files: py(tried("continue")),
  },
  "a loop that asks again at once, and nothing below it": {
    code: "AR09",
    state: "partial",
    files: py(tried("continue").replace("OpenAI()", "OpenAI(max_retries=0)")),
  },
  "messages that are written and read by chat": {
    code: "AR07",
    state: "present",
    files: stored(
      "export async function getMessagesByChatId(id) {\n  return await db\n    .select()\n    .from(message)\n    .where(id);\n}\n",
    ),
  },
  "messages that are written only": { code: "AR07", state: "partial", files: stored("") },
  "a text that is encoded into an address": {
    code: "AR06",
    state: "present",
    files: ts(weather("z.string()", "`https://example.com/at/${encodeURIComponent(input.city)}`")),
  },
  "a text that is put into the query of an address": {
    code: "AR06",
    state: "present",
    files: ts(weather("z.string()", "`https://example.com/at?city=${input.city}`")),
  },
  "a text that is put into the path of an address": {
    code: "AR06",
    state: "partial",
    files: ts(weather("z.string()", "`https://example.com/${input.city}`")),
  },
  "a number that is put into the path of an address": {
    code: "AR06",
    state: "present",
    files: ts(weather("z.number()", "`https://example.com/${input.city}`")),
  },
  "parameters of a request to an address that is written": {
    code: "AR06",
    state: "present",
    files: py(tool("query", 'return requests.get("https://example.com", params={"q": query}).text')),
  },
  "a conversation that ends after so many tokens": {
    code: "AR02",
    state: "partial",
    files: py(capped2("total_tokens_used")),
  },
  "a conversation that counts something else": {
    code: "AR02",
    state: "absent",
    files: py(capped2("pages")),
  },
  "a list of tools that is filled before it is sent": {
    code: "AR06",
    state: "absent",
    files: py(listed('found.append({"name": "act"})')),
  },
  "a list of tools that stays empty": {
    code: "AR06",
    state: "not_applicable",
    files: py(listed("print(found)")),
  },
  "a tool that comes with LangChain": {
    code: "AR06",
    state: "present",
    files: py(
      'from langchain_community.tools import DuckDuckGoSearchResults\nfrom langchain_openai import ChatOpenAI\n\nChatOpenAI().bind_tools([DuckDuckGoSearchResults()]).invoke("hi")\n',
    ),
  },
  "Langfuse before it made OpenTelemetry's spans": {
    code: "AR03",
    state: "partial",
    files: langfuse("2.60.2"),
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
  "a client that a framework is given by a module which is not there": {
    code: "AR09",
    state: "unknown",
    files: py(autogen("from config import client", "client")),
  },
  "the same client, made in a module that is there": {
    code: "AR09",
    state: "present",
    files: py(autogen("from config import client", "client"), {
      "config.py":
        'from autogen_ext.models.openai import OpenAIChatCompletionClient\n\nclient = OpenAIChatCompletionClient(model="m")\n',
    }),
  },
  "a model that a server on this machine runs": {
    code: "AR09",
    state: "absent",
    files: py(
      'from langchain_community.chat_models import ChatOllama\n\nChatOllama(model="m").invoke("hi")\n',
    ),
  },
  "a model that runs in the process": {
    code: "AR09",
    state: "not_applicable",
    files: py(
      'from langchain_community.llms import LlamaCpp\nfrom langchain.chains import LLMChain\n\nLLMChain(llm=LlamaCpp(model_path="m")).run("hi")\n',
    ),
  },
  "a server on this machine that is asked through OpenAI's SDK": {
    code: "AR09",
    state: "present",
    files: py(
      'import openai\n\nopenai.OpenAI(base_url="http://localhost:11434/v1").responses.create(model="m", input="hi")\n',
    ),
  },
};

describe("An item of the checklist, of code as real agents have it", () => {
  itCases(CASES);

  it("is judged where names are given each other again and again", async () => {
    // A search without an end would take years.
    const steps = Array.from({ length: 60 }, (_, n) => `    a = b.of(a, ${n})\n    b = a.of(b, ${n})`);
    const source = `${OPENAI}def ask():\n${steps.join("\n")}\n    return a.create(b), client.responses.create(model="m", input=b)\n\n\nask()\n`;
    assert.equal(itemOf(await auditFiles(py(source)), "AR09").state, "present");
  });
});
