import * as fallback from "../../../src/audit/tables/fallback.ts";
import * as injection from "../../../src/audit/tables/injection.ts";
import * as retry from "../../../src/audit/tables/retry.ts";
import { CALL_SHAPES } from "../../../src/audit/tables/callShapes.ts";
import { matches, plainPath } from "../../../src/audit/resolve/pattern.ts";
import { auditFiles, itemOf, type Files } from "../memoryTree.ts";
import { samplesOf } from "../samples.ts";
import { is, program, beside, said, patterns, names, inAsk } from "./programs.ts";

/** Calls that the patterns describe with a part that may be anything. */
const MORE_CALLS: readonly string[] = [
  "langchain_google_genai.ChatGoogleGenerativeAI().invoke",
  "langchain_ollama.ChatOllama().invoke",
  "llama_index.llms.ollama.Ollama().chat",
];

const MODELS: readonly string[] = [
  "openai:gpt-4o",
  "google-gla:gemini-2.5",
  "groq/llama",
  "gemini/gemini-2.5",
  "ollama/llama",
  "autogen_ext.models.ollama.OllamaChatCompletionClient",
];

/** Sites whose default is a row's, by what calls of the SDKs' tables look like. */
async function retryRow(row: retry.RetryDefault): Promise<string | undefined> {
  const calls = [...CALL_SHAPES.flatMap((shapes) => shapes.calls.flatMap(samplesOf)), ...MORE_CALLS];
  const paths = calls.filter((path) => matches(row.path, plainPath(path)));
  const model = MODELS.find((name) => row.model?.test(name) ?? true) ?? "m";
  const name = row.packages[0]?.replace(/\*$/, "core") ?? "";
  const version = row.to ?? row.from;
  for (const path of paths) {
    const files = program(path, {
      python: (made) =>
        `import crewai\nheld = crewai.Agent(llm="${model}")\nprint(${made.replace("()", `(model="${model}")`)}(model="${model}"))`,
      javascript: (made) => `console.log(${made}({ model: "${model}" }));`,
    });
    const manifest: Files =
      version === undefined
        ? {}
        : name.includes("@") || files["main.js"] !== undefined
          ? {
              "package.json": JSON.stringify({
                name: "x",
                dependencies: { [name]: `${version}.0.0`.split(".").slice(0, 3).join(".") },
              }),
            }
          : { "requirements.txt": `${name}==${version}.0\n` };
    const item = itemOf(await auditFiles({ ...files, ...manifest }), "AR09");
    if (said(item).includes(row.why)) return undefined;
  }
  return `none of ${paths.length} calls has it`;
}

/** Retries, fallbacks and guards: for each table, what of its rows does not fire. */
export const RELIABILITY: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  RETRY_DEFAULTS: async () => {
    const lines: string[] = [];
    for (const row of retry.RETRY_DEFAULTS) {
      const wrong = await retryRow(row);
      if (wrong !== undefined) lines.push(`${row.path} ${row.why}: ${wrong}`);
    }
    return lines;
  },
  RETRY_OPTIONS: () =>
    names(
      retry.RETRY_OPTIONS,
      "AR09",
      (name) => inAsk(`return anthropic.Anthropic(${name}=0).messages.create(messages=q)`),
      is("absent"),
    ),
  RETRY_HOLDERS: () =>
    names(
      retry.RETRY_HOLDERS,
      "AR09",
      (name) =>
        inAsk(`return anthropic.Anthropic(${name}=lib.Held(max_retries=0)).messages.create(messages=q)`),
      is("absent"),
    ),
  VALIDATION_RETRIES: () =>
    names(
      [
        'pydantic_ai.Agent("openai:m", retries=0).run_sync',
        "instructor.from_openai(None, max_retries=0).chat.completions.create",
      ],
      "AR09",
      (call) => `import pydantic_ai, instructor\n${inAsk(`return ${call}(q)`)}`,
      is("present"),
    ),
  RETRY_WRAPPERS: async () =>
    (
      await Promise.all(
        retry.RETRY_WRAPPERS.map(({ pattern, needs = [] }) =>
          patterns(
            [pattern],
            "AR09",
            {
              python: (made, site) =>
                `${inAsk(`return ${site}`)}\n${made}("a", ask${needs.map((option) => `, ${option}=lib.Policy()`).join("")})`,
              javascript: (made, site) =>
                `const ask = (q) => ${site};\nask(1);\n${made}("a", ask${needs.length > 0 ? `, { ${needs.map((option) => `${option}: policy`).join(", ")} }` : ""});`,
            },
            (item) => said(item).includes("tries again"),
          ),
        ),
      )
    ).flat(),
  RETRY_MIDDLEWARE: () =>
    patterns(
      retry.RETRY_MIDDLEWARE,
      "AR09",
      {
        python: (made) =>
          `import langchain.agents\nlangchain.agents.create_agent("m", middleware=[${made}()]).invoke(input())`,
        javascript: (made) =>
          `const { createAgent } = require("langchain");\ncreateAgent({ middleware: [${made}()] }).invoke(q);`,
      },
      (item) => item.provenance === "explicit",
    ),
  SLEEPS: () =>
    patterns(
      retry.SLEEPS,
      "AR09",
      {
        python: (made, site) =>
          inAsk(
            `for n in range(3):\n    try:\n        return ${site}\n    except Exception:\n        ${made}(2**n)`,
          ),
        javascript: (made, site) =>
          `async function ask(q) {\n  for (let n = 0; n < 3; n++) {\n    try {\n      return await ${site};\n    } catch {\n      await ${made}(2 ** n);\n    }\n  }\n}\nask(1);`,
      },
      is("present"),
    ),
  FALLBACK_OPTIONS: () =>
    names(
      fallback.FALLBACK_OPTIONS,
      "AR10",
      (name) => `import litellm\n${inAsk(`return litellm.completion(model="a", messages=q, ${name}=["b"])`)}`,
      is("present"),
    ),
  NARROW_FALLBACK_OPTIONS: () =>
    names(
      fallback.NARROW_FALLBACK_OPTIONS,
      "AR10",
      (name) => `import litellm\n${inAsk(`return litellm.completion(model="a", messages=q, ${name}=["b"])`)}`,
      is("partial"),
    ),
  FALLBACK_CALLS: () =>
    patterns(
      fallback.FALLBACK_CALLS,
      "AR10",
      {
        python: (made) => `import langchain.agents\nlangchain.agents.create_agent(${made}()).invoke(input())`,
        javascript: (made) =>
          `const { createAgent } = require("langchain");\ncreateAgent(${made}()).invoke(q);`,
      },
      is("present"),
    ),
  REFUSAL_FALLBACKS: () =>
    patterns(
      ["anthropic.Anthropic().messages.create", "@anthropic-ai/sdk.default().messages.create"],
      "AR10",
      {
        python: (made) => `${made}(fallbacks=["m"])`,
        javascript: (made) => `${made}({ fallbacks: ["m"] });`,
      },
      is("partial"),
    ),
  DETECTORS: () =>
    patterns(
      injection.DETECTORS,
      "AR05",
      {
        python: (made, site) =>
          inAsk(`r = ${made}(q)\nif r.flagged:\n    raise ValueError(q)\nreturn ${site}`),
        javascript: (made, site) =>
          `function ask(q) {\n  const r = ${made}(q);\n  if (r.flagged) throw new Error(q);\n  return ${site};\n}\nask(process.argv[2]);`,
      },
      is("present"),
    ),
  OTHER_GUARDS: () => patterns(injection.OTHER_GUARDS, "AR05", beside("q"), is("partial", "present")),
  GUARD_OPTIONS: () =>
    names(
      injection.GUARD_OPTIONS,
      "AR05",
      (name) =>
        `import agents\n${inAsk(`return agents.Runner.run(agents.Agent(name="a", ${name}=[check_injection]), q)`)}`,
      is("present"),
    ),
};
