import assert from "node:assert/strict";
import { itCases, OPENAI, py, ts, type Case } from "../../../audit/cases.ts";
import { auditFiles, itemOf } from "../../../audit/memoryTree.ts";

const guarded = (handler: string): string =>
  `${OPENAI}def ask(pages):\n    found = []\n    for page in pages:\n        try:\n            found.append(client.responses.create(model="m", input=page).output_text)\n        except openai.APIError:\n            ${handler}\n    return found\n\n\nask(["hi"])\n`;

const autogen = (imports: string, client: string): string =>
  `from autogen_agentchat.agents import AssistantAgent\n${imports}\n\nasync def run():\n    await AssistantAgent(name="a", model_client=${client}).run(task="hi")\n\n\nrun()\n`;

const tried = (handler: string): string =>
  `${OPENAI}class Agent:\n    model = "a"\n\n    def ask(self, q):\n        for attempt in range(3):\n            try:\n                return client.responses.create(model=self.model, input=q)\n            except openai.APIError:\n                ${handler}\n\n\nAgent().ask("hi")\n`;

/** Shapes that agents in public repositories have, rebuilt small; twins differ in one fact. */
const CASES: Readonly<Record<string, Case>> = {
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
  "an answer whose asked day is repeated, and nothing else": {
    code: "AR10",
    state: "absent",
    files: ts(
      'import { generateText } from "ai";\nexport async function ask(day: string) {\n  try {\n    return { day, text: (await generateText({ model: "m", prompt: day })).text };\n  } catch {\n    return { day: `on the ${day}`, text: "" };\n  }\n}\nawait ask("1st");\n',
    ),
  },
  "an address that the environment may change, and a provider's where it does not": {
    code: "AR10",
    state: "absent",
    files: py(
      'import openai, os\n\nclient = openai.OpenAI(base_url=os.getenv("URL") or "https://api.deepseek.com/v1")\nprint(client.responses.create(model="m", input="hi"))\n',
    ),
  },
  "an address that only the environment knows": {
    code: "AR10",
    state: "unknown",
    files: py(
      'import openai, os\n\nclient = openai.OpenAI(base_url=os.getenv("URL"))\nprint(client.responses.create(model="m", input="hi"))\n',
    ),
  },
};

describe("The reliability of code as real agents have it", () => {
  itCases(CASES);

  it("is about a model that is reached through a package which is loaded late", async () => {
    const files = {
      "requirements.txt": "litellm==1.80.0\n",
      "main.py":
        'import importlib\n\n\nclass Lazy:\n    def __getattr__(self, name):\n        return getattr(importlib.import_module("litellm"), name)\n\n\nlitellm = Lazy()\nprint(litellm.completion(model="m", messages=[]))\n',
    };
    const { projects } = await auditFiles(files);
    assert.deepEqual(
      projects[0]?.callSites.map(({ sdk, line }) => [sdk, line]),
      [["litellm", 10]],
    );
  });

  it("is about a model that a class is made with by a method of its own", async () => {
    const source =
      'from langchain_openai import ChatOpenAI\n\n\nclass Provider:\n    def __init__(self, llm):\n        self.llm = llm\n\n    @classmethod\n    def named(cls, name):\n        llm = ChatOpenAI(model=name)\n        return cls(llm)\n\n    def ask(self, messages):\n        return self.llm.invoke(messages)\n\n\nProvider.named("m").ask([])\n';
    const { projects } = await auditFiles(py(source));
    assert.deepEqual(
      projects[0]?.callSites.map(({ sdk, line }) => [sdk, line]),
      [["langchain", 14]],
    );
  });

  it("is not about requests to a provider that ask no model", async () => {
    for (const path of ["auth/keys", "models", "embeddings"]) {
      const source = `import requests\nrequests.post("https://openrouter.ai/api/v1/${path}")\n`;
      assert.equal((await auditFiles(py(source))).verdict, "nothing_analysable", path);
    }
  });

  it("is judged where names are given each other again and again", async () => {
    // A search without an end would take years.
    const steps = Array.from({ length: 60 }, (_, n) => `    a = b.of(a, ${n})\n    b = a.of(b, ${n})`);
    const source = `${OPENAI}def ask():\n${steps.join("\n")}\n    return a.create(b), client.responses.create(model="m", input=b)\n\n\nask()\n`;
    assert.equal(itemOf(await auditFiles(py(source)), "AR09").state, "present");
  });
});
