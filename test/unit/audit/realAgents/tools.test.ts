import { itCases, OPENAI, py, ts, type Case } from "../../../audit/cases.ts";

const bound = (dispatch: string): string =>
  `from langchain_openai import ChatOpenAI\nfrom pydantic import BaseModel\n\n\nclass Research(BaseModel):\n    topic: str\n\n\ndef run(messages):\n    answer = ChatOpenAI().bind_tools([Research]).invoke(messages)\n    return [${dispatch} for call in answer.tool_calls]\n\n\nrun([])\n`;

const handMade = (body: string): string =>
  `import anthropic\n\n\nclass ClickTool:\n    def __call__(self, *, x=None):\n        ${body}\n\n\ndef run(messages, tools):\n    answer = anthropic.Anthropic().messages.create(messages=messages, tools=tools.to_params())\n    for block in answer.content:\n        tools[block.name](**block.input)\n\n\nrun([], ClickTool())\n`;

const crewTool = (made: string): string =>
  `from crewai import Agent, Crew\nfrom crewai_tools import ScrapeWebsiteTool\n\nCrew(agents=[Agent(role="r", tools=[${made}])]).kickoff()\n`;

const weather = (city: string, url: string): string =>
  `import { generateText, tool } from "ai";\nimport { z } from "zod";\nconst look = tool({ inputSchema: z.object({ city: ${city} }), execute: async (input) => (await fetch(${url})).text() });\nawait generateText({ model: "m", prompt: "hi", tools: { look } });\n`;

const listed = (fill: string): string =>
  `import anthropic\n\n\nclass Chat:\n    def __init__(self):\n        self.tools = load()\n\n    def ask(self, q):\n        return anthropic.Anthropic().messages.create(messages=q, tools=self.tools)\n\n\ndef load():\n    found = []\n    ${fill}\n    return found\n\n\nChat().ask("hi")\n`;

const tool = (argument: string, body: string): string =>
  `from langchain_core.tools import tool\nfrom langchain_openai import ChatOpenAI\nimport requests\n\n\n@tool\ndef act(${argument}: str) -> str:\n    """Acts."""\n    ${body}\n\n\nChatOpenAI().bind_tools([act]).invoke("hi")\n`;

/** Shapes that agents in public repositories have, rebuilt small; twins differ in one fact. */
const CASES: Readonly<Record<string, Case>> = {
  "a prompt that a method is given, by more callers than are seen": {
    code: "AR05",
    state: "absent",
    files: py(
      `${OPENAI}class Door:\n    def ask(self, prompt):\n        return client.responses.create(model="m", input=prompt)\n\n\nDoor().ask("Say hello.")\n`,
    ),
  },
  "a prompt that a function is given, written in the code": {
    code: "AR05",
    state: "not_applicable",
    files: py(
      `${OPENAI}def ask(prompt):\n    return client.responses.create(model="m", input=prompt)\n\n\nask("Say hello.")\n`,
    ),
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
};

describe("The safety of code as real agents have it", () => {
  itCases(CASES);
});
