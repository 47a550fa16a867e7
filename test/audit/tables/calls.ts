import * as dashboards from "../../../src/audit/tables/dashboards.ts";
import * as localModels from "../../../src/audit/tables/localModels.ts";
import * as rawHttp from "../../../src/audit/tables/rawHttp.ts";
import * as sinks from "../../../src/audit/tables/sinks.ts";
import * as toolShapes from "../../../src/audit/tables/toolShapes.ts";
import { CALL_SHAPES, SERVED_AGENTS } from "../../../src/audit/tables/callShapes.ts";
import { auditFiles } from "../memoryTree.ts";
import { samplesOf, snippetOf } from "../samples.ts";
import {
  is,
  TEMPLATES,
  beside,
  same,
  silent,
  said,
  type Expected,
  patterns,
  names,
  inAsk,
} from "./programs.ts";

const ENDPOINTS: readonly string[] = [
  "https://api.openai.com/v1/thing",
  "https://openrouter.ai/api/v1",
  "https://generativelanguage.googleapis.com/v1beta",
  "https://llm.example.com/v1/messages",
  "https://llm.example.com/chat/completions",
  "https://llm.example.com/v1/responses",
  "https://api.portkey.ai/v1",
  "https://llm.example.com/models/m:generateContent",
];

const SINK_CALLS: readonly string[] = ["os.system", "cursor.execute", "open", "requests.get", "session.get"];

/** What is a call of a model, a tool, a server: for each table, what of its rows does not fire. */
export const CALLS: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  CALL_SHAPES: async () =>
    (
      await Promise.all(
        CALL_SHAPES.map(({ sdk, calls }) =>
          silent(calls.flatMap(samplesOf), async (sample) => {
            const { language, imports, expression } = snippetOf(sample);
            const file = TEMPLATES[language].file;
            const { projects } = await auditFiles({ [file]: `${imports}\n${expression}()\n` });
            const found = projects.flatMap(({ callSites }) => callSites.map((site) => site.sdk));
            return found.includes(sdk) ? undefined : `is ${found.join() || "no call"}, not ${sdk}`;
          }),
        ),
      )
    ).flat(),
  SERVED_AGENTS: () =>
    silent(SERVED_AGENTS.flatMap(samplesOf), async (sample) => {
      const { language, imports, expression } = snippetOf(sample);
      const { file } = TEMPLATES[language];
      const files = { [file]: `${imports}\nagent = ${expression}("m")\n`, "langgraph.json": "{}\n" };
      const { projects } = await auditFiles(files);
      return projects[0]?.callSites.length === 1 ? undefined : "is no call";
    }),
  HTTP_CALLS: () =>
    silent(rawHttp.HTTP_CALLS.flatMap(samplesOf), async (sample) => {
      const { language, imports, expression } = snippetOf(sample);
      const { file } = TEMPLATES[language];
      const source = `${imports}\n${expression}("https://api.openai.com/v1/chat/completions")\n`;
      const { projects } = await auditFiles({ [file]: source });
      return projects[0]?.callSites[0]?.sdk === "raw-http" ? undefined : "is no call";
    }),
  MODEL_ENDPOINTS: async () => [
    ...rawHttp.MODEL_ENDPOINTS.filter((row) => !ENDPOINTS.some((url) => row.test(url))).map(String),
    ...(await silent(ENDPOINTS, async (url) => {
      const { projects } = await auditFiles({ "main.py": `import requests\nrequests.post("${url}")\n` });
      return projects[0]?.callSites[0]?.sdk === "raw-http" ? undefined : "is no endpoint";
    })),
  ],
  TOOL_SHAPES: async () =>
    (
      await Promise.all(
        toolShapes.TOOL_SHAPES.map(async ({ framework, decorators, calls, bases }) => {
          const site = "anthropic.Anthropic().messages.create(messages=q)\n";
          const fires: Expected = (item) =>
            item.state !== "not_applicable" &&
            said(item).includes(framework.replace("openai-agents-raw", "this framework"));
          return [
            ...(await patterns(
              decorators,
              "AR06",
              same((made) => `${site}@${made}\ndef act(order: int):\n    return order`),
              fires,
            )),
            ...(await patterns(
              calls,
              "AR06",
              {
                python: (made, call) => `${inAsk(`return ${call}`)}\nact = ${made}(ask)`,
                javascript: (made, call) =>
                  `const q = 1;\n${call};\nconst act = ${made}({ parameters: z.object(), inputSchema: z.object() });`,
              },
              (item) => item.state !== "not_applicable",
            )),
            ...(await patterns(
              bases,
              "AR06",
              {
                python: (made) =>
                  `${site}class Act(${made}):\n    def _run(self, order: int):\n        return order\n\n\nAct()`,
                javascript: (made, call) =>
                  `const q = 1;\n${call};\nclass Act extends ${made} {\n  _call(order) {\n    return order;\n  }\n}\nnew Act();`,
              },
              (item) => item.state !== "not_applicable",
            )),
          ];
        }),
      )
    ).flat(),
  OPEN_TOOLS: async () =>
    (
      await Promise.all(
        toolShapes.OPEN_TOOLS.map(({ calls, reaches }) =>
          patterns(calls, "AR06", beside(), (item) => said(item).includes(`reaches ${reaches}`)),
        ),
      )
    ).flat(),
  TOOL_HOLDERS: async () =>
    (
      await Promise.all(
        toolShapes.TOOL_HOLDERS.map(({ call, option }) =>
          patterns(
            [call],
            "AR06",
            same(
              (made) => `def act(order: int):\n    return order\n\n\n${made}(${option}=[act]).run(input())`,
            ),
            is("present"),
          ),
        ),
      )
    ).flat(),
  SERVERS: () => patterns(dashboards.SERVERS, "AR04", beside(), is("absent", "partial")),
  LOCAL_MODELS: () =>
    patterns(
      localModels.LOCAL_MODELS,
      "AR01",
      {
        python: (made) => `import langchain.agents\nlangchain.agents.create_agent(${made}()).invoke(input())`,
        javascript: (made) =>
          `const { createAgent } = require("langchain");\ncreateAgent(${made}()).invoke(q);`,
      },
      is("not_applicable"),
    ),
  LOCAL_SERVERS: () =>
    patterns(
      localModels.LOCAL_SERVERS,
      "AR09",
      {
        python: (made) => `import langchain.agents\nlangchain.agents.create_agent(${made}()).invoke(input())`,
        javascript: (made) =>
          `const { createAgent } = require("langchain");\ncreateAgent(${made}()).invoke(q);`,
      },
      (item) => item.state !== "not_applicable",
    ),
  IN_PROCESS_MODELS: () =>
    patterns(
      localModels.IN_PROCESS_MODELS,
      "AR09",
      {
        python: (made) => `import langchain.agents\nlangchain.agents.create_agent(${made}()).invoke(input())`,
        javascript: (made) =>
          `const { createAgent } = require("langchain");\ncreateAgent(${made}()).invoke(q);`,
      },
      is("not_applicable"),
    ),
  REMOTE_MODELS: () =>
    patterns(
      localModels.REMOTE_MODELS,
      "AR01",
      {
        python: (made) =>
          `import langchain.agents, langchain_ollama\nlocal = langchain_ollama.ChatOllama()\nlangchain.agents.create_agent(${made}()).invoke(input())`,
        javascript: (made) =>
          `const { createAgent } = require("langchain");\nconst { ChatOllama } = require("@langchain/ollama");\nnew ChatOllama();\ncreateAgent(${made}()).invoke(q);`,
      },
      (item) => item.state !== "not_applicable",
    ),
  SINKS: async () => [
    ...sinks.SINKS.filter(({ name }) => !SINK_CALLS.some((call) => name.test(call))).map(({ what }) => what),
    ...(await names(
      SINK_CALLS,
      "AR06",
      (call) =>
        `import aiohttp\nfrom langchain_core.tools import tool\n${inAsk(`return ${TEMPLATES.python.site}`)}\n\n\n@tool\ndef act(text: str):\n    return ${call}(text)`,
      is("partial"),
    )),
  ],
};
