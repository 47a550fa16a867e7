import assert from "node:assert/strict";
import { itCases, OPENAI, py, ts, type Case } from "../../audit/cases.ts";
import { auditFiles, type Files } from "../../audit/memoryTree.ts";

const ask = (before: string, options = "", after = ""): string =>
  `${OPENAI}${before}def ask(question):\n    answer = client.chat.completions.create(model="m", messages=[{"role": "user", "content": question}]${options})\n${after}    return answer\n\n\nask("hello")\n`;

const tool = (signature: string, body: string): string =>
  `from langchain_core.tools import tool\nfrom langchain_openai import ChatOpenAI\nimport subprocess, requests\n\n\n@tool\ndef act(${signature}) -> str:\n    """Acts."""\n    ${body}\n\n\nChatOpenAI().bind_tools([act]).invoke("hi")\n`;

const crew = (llm: string): string =>
  `from crewai import Agent, Crew\nfrom langchain_ollama import ChatOllama\nfrom langchain_openai import ChatOpenAI\n\nworker = Agent(role="w", goal="g", backstory="b"${llm})\nCrew(agents=[worker], tasks=[]).kickoff()\n`;

const loop = (inside: string): string =>
  `${OPENAI}messages = []\nwhile True:\n    messages.append({"role": "user", "content": input()})\n${inside}    print(client.chat.completions.create(model="m", messages=messages))\n`;

const history = (name: string, body: string): Files => ({
  "main.py": `${OPENAI}import history\n\nwhile True:\n    history.add(input())\n    print(client.chat.completions.create(model="m", messages=history.turns))\n`,
  [name]: body,
});

/** Twins differ in one fact, so that a rule that looks at something else cannot pass both. */
const CASES: Readonly<Record<string, Case>> = {
  "retries of the SDK that are left on": { code: "AR09", state: "present", files: py(ask("")) },
  "retries of the SDK that are switched off": {
    code: "AR09",
    state: "absent",
    files: py(ask("").replace("OpenAI()", "OpenAI(max_retries=0)")),
  },
  "other models that stand in options which are added later": {
    code: "AR10",
    state: "present",
    files: py(
      'import litellm\n\n\ndef ask(question):\n    options = {}\n    options["fallbacks"] = ["b"]\n    return litellm.completion(model="a", messages=[{"content": question}], **options)\n\n\nask("hi")\n',
    ),
  },
  "a step of a framework that repeats the call after a fixed wait": {
    code: "AR09",
    state: "partial",
    files: py(
      'import requests\nfrom pocketflow import Node\n\n\ndef call(prompt):\n    return requests.post("https://api.openai.com/v1/chat/completions", json={"p": prompt})\n\n\nclass Ask(Node):\n    def exec(self, prompt):\n        return call(prompt)\n\n\nAsk(max_retries=5, wait=20).run("hi")\n',
    ),
  },
  "the same step without retries": {
    code: "AR09",
    state: "absent",
    files: py(
      'import requests\nfrom pocketflow import Node\n\n\ndef call(prompt):\n    return requests.post("https://api.openai.com/v1/chat/completions", json={"p": prompt})\n\n\nclass Ask(Node):\n    def exec(self, prompt):\n        return call(prompt)\n\n\nAsk().run("hi")\n',
    ),
  },
  "an error handler that asks another model": {
    code: "AR10",
    state: "present",
    files: py(
      `${OPENAI}def ask(q):\n    try:\n        return client.responses.create(model="a", input=q)\n    except openai.APIError:\n        return client.responses.create(model="b", input=q)\n\n\nask("hi")\n`,
    ),
  },
  "an error handler that asks the same model": {
    code: "AR10",
    state: "partial",
    files: py(
      `${OPENAI}def ask(q):\n    try:\n        return client.responses.create(model="a", input=q)\n    except openai.APIError:\n        return client.responses.create(model="a", input=q)\n\n\nask("hi")\n`,
    ),
  },
  "an error handler with a fixed answer": {
    code: "AR10",
    state: "partial",
    files: py(
      `${OPENAI}def ask(q):\n    try:\n        return client.responses.create(model="a", input=q)\n    except openai.APIError:\n        return "Please hold the line, we call you back."\n\n\nask("hi")\n`,
    ),
  },
  "an error handler that only says that it failed": {
    code: "AR10",
    state: "absent",
    files: py(
      `${OPENAI}def ask(q):\n    try:\n        return client.responses.create(model="a", input=q)\n    except openai.APIError as error:\n        return f"It failed: {error}"\n\n\nask("hi")\n`,
    ),
  },
  "a cost that is worked out and logged": {
    code: "AR01",
    state: "present",
    files: py(
      `import litellm, logging\nlog = logging.getLogger()\n\n\ndef ask(q):\n    answer = litellm.completion(model="a", messages=[{"content": q}])\n    log.info("cost %s", litellm.completion_cost(answer))\n    return answer\n\n\nask("hi")\n`,
    ),
  },
  "tokens that are read without a price": {
    code: "AR01",
    state: "partial",
    files: py(ask("", "", "    print(answer.usage.total_tokens)\n")),
  },
  "a limit of tokens that only sounds like usage": {
    code: "AR01",
    state: "absent",
    files: py(ask("settings = object()\n", ", max_tokens=settings.output_tokens")),
  },
  "a crew whose model is on this machine": {
    code: "AR01",
    state: "not_applicable",
    files: py(crew(', llm=ChatOllama(model="llama3")')),
  },
  "a crew whose model is elsewhere": {
    code: "AR01",
    state: "absent",
    files: py(crew(', llm=ChatOpenAI(model="gpt")')),
  },
  "a crew with the framework's own model": { code: "AR02", state: "absent", files: py(crew("")) },
  "a typed tool": {
    code: "AR06",
    state: "present",
    files: py(tool("order: int, note: str", "return note.upper() + str(order)")),
  },
  "a tool whose parameter has no type": {
    code: "AR06",
    state: "partial",
    files: py(tool("note", "return note.upper()")),
  },
  "a typed text that reaches a shell": {
    code: "AR06",
    state: "partial",
    files: py(tool("command: str", "return subprocess.run(command, shell=True).stdout")),
  },
  "a typed number that reaches a shell": {
    code: "AR06",
    state: "present",
    files: py(tool("order: int", 'return subprocess.run(["refund", str(order)]).stdout')),
  },
  "a typed text that reaches an address by way of another function": {
    code: "AR06",
    state: "partial",
    files: py(
      tool("page: str", "return load(page)").replace(
        "@tool",
        "def load(url: str) -> str:\n    return requests.get(url).text\n\n\n@tool",
      ),
    ),
  },
  "a typed text that is checked before it reaches an address": {
    code: "AR06",
    state: "present",
    files: py(
      tool(
        "page: str",
        'if not page.startswith("https://example.org/"):\n        raise ValueError(page)\n    return requests.get(page).text',
      ),
    ),
  },
  "plain functions that an agent wraps": {
    code: "AR06",
    state: "present",
    files: py(
      'from autogen_agentchat.agents import AssistantAgent\nfrom autogen_ext.models.openai import OpenAIChatCompletionClient\n\n\ndef look(order: int) -> str:\n    return str(order)\n\n\nagent = AssistantAgent("a", model_client=OpenAIChatCompletionClient(model="m"), tools=[look])\nagent.run(task="hi")\n',
    ),
  },
  "tools that are put together elsewhere and dispatched as they come": {
    code: "AR06",
    state: "absent",
    files: py(
      `${OPENAI}def run(collection, q):\n    answer = client.chat.completions.create(model="m", messages=[q], tools=collection.schemas())\n    for call in answer.choices[0].message.tool_calls:\n        collection.run(call.name, **call.arguments)\n\n\nrun(None, "hi")\n`,
    ),
  },
  "one tool that the model must call, which is its answer's form": {
    code: "AR06",
    state: "not_applicable",
    files: py(
      'import anthropic\n\nanswer = anthropic.Anthropic().messages.create(\n    model="m",\n    tools=[{"name": "answer", "input_schema": {"type": "object"}}],\n    tool_choice={"type": "tool", "name": "answer"},\n)\n',
    ),
  },
  "a conversation that is written and read again": {
    code: "AR07",
    state: "present",
    files: history(
      "history.py",
      'import json\n\nturns = json.load(open("turns.json"))\n\n\ndef add(text):\n    turns.append(text)\n    json.dump(turns, open("turns.json", "w"))\n',
    ),
  },
  "a conversation that is written and never read": {
    code: "AR07",
    state: "partial",
    files: history(
      "history.py",
      'import json\n\nturns = []\n\n\ndef add(text):\n    turns.append(text)\n    json.dump(turns, open("turns.json", "w"))\n',
    ),
  },
  "a model call, which creates but keeps nothing": {
    code: "AR07",
    state: "not_applicable",
    files: py(`${OPENAI}print(client.responses.create(model="m", input="Say hello."))\n`),
  },
  "a chat route that keeps nothing": {
    code: "AR07",
    state: "absent",
    files: py(
      `from fastapi import FastAPI\n${OPENAI}app = FastAPI()\n\n\ndef answer(prompt):\n    return client.responses.create(model="m", input=prompt)\n\n\n@app.post("/chat")\ndef route(prompt: str):\n    return answer(prompt)\n`,
    ),
  },
  "a history that only grows": { code: "AR08", state: "absent", files: py(loop("")) },
  "a history of which the newest are kept": {
    code: "AR08",
    state: "present",
    files: py(loop("    messages = messages[-20:]\n")),
  },
  "an agent that is asked one thing": {
    code: "AR08",
    state: "not_applicable",
    files: py('from pydantic_ai import Agent\n\nprint(Agent("openai:gpt").run_sync("Say hello.").output)\n'),
  },
  "an agent that goes on with a history": {
    code: "AR08",
    state: "absent",
    files: py(
      'from pydantic_ai import Agent\n\nagent = Agent("openai:gpt")\nold = []\nwhile True:\n    old = agent.run_sync(input(), message_history=old).all_messages()\n',
    ),
  },
  "a schema that the AI SDK applies": {
    code: "AR06",
    state: "present",
    files: ts(
      'import { generateText, tool } from "ai";\nimport { z } from "zod";\nawait generateText({ model: "m", tools: { add: tool({ inputSchema: z.object({ a: z.number() }), execute: async ({ a }) => a + 1 }) } });\n',
    ),
  },
  "a schema that the AI SDK only tells the model": {
    code: "AR06",
    state: "absent",
    files: ts(
      'import { generateText, jsonSchema, tool } from "ai";\nawait generateText({ model: "m", tools: { add: tool({ inputSchema: jsonSchema({ type: "object" }), execute: async ({ a }) => a + 1 }) } });\n',
    ),
  },
  "a client that is reached through an alias of types": {
    code: "AR09",
    state: "present",
    files: py(
      'import anthropic\nfrom anthropic.lib.bedrock import AnthropicBedrock\n\nClient = anthropic.Anthropic | AnthropicBedrock\n\n\ndef ask(client: Client):\n    api = client.beta.messages if client else client.messages\n    with api.stream(model="m") as stream:\n        return stream\n\n\nask(None)\n',
    ),
  },
};

describe("An item of the checklist", () => {
  itCases(CASES);

  for (const [what, files] of Object.entries<Files>({
    "text messages by a client of the same shape": py(
      'from twilio.rest import Client\n\nclient = Client()\nclient.messages.create(from_="+1", to="+2", body="hi")\n',
    ),
    "models that are only named in comments and texts": py(
      '# client.chat.completions.create(model="m")\nprint("anthropic.Anthropic().messages.create()")\n',
    ),
    "a queue with a method of a crew's name": py(
      "class Queue:\n    def kickoff(self):\n        return 1\n\n\nQueue().kickoff()\n",
    ),
    "calls in tests only": { "tests/test_main.py": ask("") },
  })) {
    it(`is not judged with ${what}`, async () => {
      assert.equal((await auditFiles(files)).verdict, "nothing_analysable");
    });
  }
});
