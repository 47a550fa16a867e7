import type { Pattern } from "../../../src/audit/resolve/pattern.ts";
import type { ItemCode, ItemResult } from "../../../src/audit/result.ts";
import { auditFiles, itemOf, type Files } from "../memoryTree.ts";
import { samplesOf, snippetOf } from "../samples.ts";

export const TEMPLATES = {
  python: {
    file: "main.py",
    before: "import anthropic, openai, logging, lib\nlog = logging.getLogger()\n",
    site: 'anthropic.Anthropic(max_retries=0).messages.create(model="m", messages=q)',
  },
  javascript: {
    file: "main.js",
    before: 'const anthropic = require("@anthropic-ai/sdk");\n',
    site: 'anthropic.default({ maxRetries: 0 }).messages.create({ model: "m", messages: q })',
  },
} as const;

/** A program with the expression of a path in it; `use` gets the expression and a call of a model. */
export function program(path: string, use: Use): Files {
  const { language, imports, expression } = snippetOf(path);
  const { file, before, site } = TEMPLATES[language];
  return { [file]: `${before}${imports}\n${use[language](expression, site)}\n` };
}

interface Use {
  python(expression: string, site: string): string;
  javascript(expression: string, site: string): string;
}

/** The expression is called before a model is. */
export const beside = (...args: readonly string[]): Use => ({
  python: (made, site) =>
    `def ask(q):\n    r = ${made}(${args.join(", ")})\n    return r, ${site}\n\n\nask(input())`,
  javascript: (made, site) =>
    `async function ask(q) {\n  const r = ${made}(${args.join(", ")});\n  return [r, ${site}];\n}\nask(process.argv[2]);`,
});

export const same = (write: (expression: string, site: string) => string): Use => ({
  python: write,
  javascript: write,
});

/** What of some samples does not make its row fire, in lines for a person. */
export async function silent(
  samples: readonly string[],
  fires: (sample: string) => Promise<string | undefined>,
): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const sample of samples) {
    const wrong = await fires(sample);
    if (wrong !== undefined) lines.push(`${sample}: ${wrong}`);
  }
  return lines;
}

export const said = ({ state: is, evidence, gaps }: ItemResult): string =>
  `${is} ${[...evidence, ...gaps].map(({ why }) => why).join("; ")}`;

/** Whether an item is as a row makes it. */
export type Expected = (item: ItemResult) => boolean;
export const is =
  (...states: readonly string[]): Expected =>
  (item) =>
    states.includes(item.state);

/** Each sample of each pattern, in a program of its own, must bring an item into a state. */
export const patterns = (
  all: readonly Pattern[],
  code: ItemCode,
  use: Use,
  expected: Expected,
  more: Files = {},
) =>
  silent(all.flatMap(samplesOf), async (sample) => {
    const item = itemOf(await auditFiles({ ...program(sample, use), ...more }), code);
    return expected(item) ? undefined : said(item);
  });

/** Each name, in a program of Python, must bring an item into a state. */
export const names = (
  all: readonly string[],
  code: ItemCode,
  write: (name: string) => string,
  expected: Expected,
) =>
  silent(all, async (name) => {
    const item = itemOf(await auditFiles({ "main.py": `${TEMPLATES.python.before}${write(name)}\n` }), code);
    return expected(item) ? undefined : said(item);
  });

export const inAsk = (lines: string): string =>
  `def ask(q):\n    ${lines.replaceAll("\n", "\n    ")}\n\n\nask(input())`;

/** Calls of one SDK each, so that an instrumentation of any of them finds its own. */
export const EVERY_SDK = `import anthropic, crewai, google.genai, langchain.agents, litellm, llama_index.llms.openai, openai, pydantic_ai

def every(q):
    anthropic.Anthropic().messages.create(messages=q)
    openai.OpenAI().responses.create(input=q)
    langchain.agents.create_agent("m").invoke(q)
    llama_index.llms.openai.OpenAI().chat(q)
    crewai.Crew(agents=q).kickoff()
    google.genai.Client().models.generate_content(contents=q)
    pydantic_ai.Agent("m").run_sync(q)
    litellm.completion(messages=q)

every(input())
`;
export const everySdk = { "cli.py": EVERY_SDK } as const;
