import { itCases, OPENAI, py, type Case } from "../../../audit/cases.ts";
import { type Files } from "../../../audit/memoryTree.ts";

const POST = `import requests, logging\nlogger = logging.getLogger()\n\n\ndef ask(q):\n    answer = requests.post("https://openrouter.ai/api/v1/chat/completions", json={"messages": q}).json()\n`;

const capped = (head: string): string =>
  `${OPENAI}def run(messages, max_turns):\n    ${head}\n        messages.append(client.responses.create(model="m", input=messages))\n\n\nrun([], 9)\n`;

const countedTo = (used: string): string =>
  `${OPENAI}class Chat:\n    ${used} = 0\n\n    def ask(self, q):\n        if self.${used} >= MAX_TOKENS:\n            return None\n        return client.responses.create(model="m", input=q)\n\n\nChat().ask("hi")\n`;

const langfuse = (version: string): Files =>
  py(`import langfuse\n${OPENAI}langfuse.Langfuse()\nclient.responses.create(model="m", input="hi")\n`, {
    "requirements.txt": `openai==2.0.0\nlangfuse==${version}\n`,
  });

const programs = (worker: string): Files => ({
  "setup.py": "",
  "model.py": `${OPENAI}def ask(q):\n    return client.responses.create(model="m", input=q)\n`,
  "traces.py":
    "from openinference.instrumentation.openai import OpenAIInstrumentor\nfrom phoenix.otel import register\n\nOpenAIInstrumentor().instrument(tracer_provider=register())\n",
  "page.py": 'import traces\n\nif __name__ == "__main__":\n    print("page")\n',
  "worker.py": `${worker}import model\n\nif __name__ == "__main__":\n    print(model.ask("hi"))\n`,
});

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
  "a conversation that ends after so many tokens": {
    code: "AR02",
    state: "partial",
    files: py(countedTo("total_tokens_used")),
  },
  "a budget of thinking that is shown": {
    code: "AR02",
    state: "absent",
    files: py(
      `${OPENAI}def shown(budget):\n    if budget >= 1024 * 1024:\n        return "much"\n    return client.responses.create(model="m", input="hi")\n\n\nshown(1)\n`,
    ),
  },
  "traces that another program sets up": { code: "AR03", state: "absent", files: programs("") },
  "traces that the same program sets up": {
    code: "AR03",
    state: "present",
    files: programs("import traces\n"),
  },
  "a client of LangSmith that fetches a prompt": {
    code: "AR03",
    state: "absent",
    files: py(
      `import langsmith\n${OPENAI}prompt = langsmith.Client().pull_prompt("p")\nclient.responses.create(model="m", input=prompt)\n`,
    ),
  },
  "a conversation that counts something else": {
    code: "AR02",
    state: "absent",
    files: py(countedTo("pages")),
  },
  "Langfuse before it made OpenTelemetry's spans": {
    code: "AR03",
    state: "partial",
    files: langfuse("2.60.2"),
  },
  "a backend for errors that a script of the manifest sets up": {
    code: "AR04",
    state: "partial",
    files: py(
      `import sentry_sdk\n${OPENAI}def ask(q):\n    return client.responses.create(model="m", input=q)\n\n\ndef start():\n    sentry_sdk.init("dsn")\n    ask("hi")\n`,
      { Dockerfile: "CMD app\n" },
    ),
  },
  "a backend for errors that nobody sets up": {
    code: "AR04",
    state: "absent",
    files: py(
      `import sentry_sdk\n${OPENAI}def ask(q):\n    return client.responses.create(model="m", input=q)\n\n\ndef watch():\n    sentry_sdk.init("dsn")\n\n\nask("hi")\n`,
      { Dockerfile: "CMD app\n" },
    ),
  },
};

describe("The cost and observability of code as real agents have it", () => {
  itCases(CASES);
});
