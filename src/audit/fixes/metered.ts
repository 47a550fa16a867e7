import type { FileFacts, Range } from "../facts/facts.ts";
import { literalOf, options } from "../project/evidence.ts";
import type { Project, Site } from "../project/project.ts";
import { insert, replace, type Edit } from "./fix.ts";
import { after, before, below, statementOf } from "./source.ts";

/** Calls whose answer carries the tokens that were used, and how it names them. */
interface Counted {
  readonly usage: string;
  readonly input: string;
  /** Names whose counts are billed as output, to be added. */
  readonly output: readonly string[];
  /** Whether a count, or the whole usage, may be missing in Python: what is not counted is nothing. */
  readonly optional?: true;
}

/** How the answer of a call says what it used; undefined where it is a stream, or is not known to say it. */
export function countedBy({ sdk, path, ...site }: Site, project: Project): Counted | undefined {
  const streams = options({ ...site }, project, "stream").some(
    (option) => literalOf(project, option) !== false,
  );
  if (streams || /\.stream$|_stream$|Stream$|[sS]tream(?:Text|Object)$/.test(path)) return undefined;
  if (sdk === "anthropic") return { usage: "usage", input: "input_tokens", output: ["output_tokens"] };
  if (sdk === "openai" && path.includes(".responses."))
    return { usage: "usage", input: "input_tokens", output: ["output_tokens"] };
  if (sdk === "openai" || sdk === "litellm")
    return { usage: "usage", input: "prompt_tokens", output: ["completion_tokens"] };
  if (sdk === "ai-sdk") return { usage: "usage", input: "inputTokens", output: ["outputTokens"] };
  if (sdk === "google-genai" && /generate_?content$/i.test(path))
    return site.file.language === "python"
      ? {
          usage: "usage_metadata",
          input: "prompt_token_count",
          output: ["candidates_token_count", "thoughts_token_count"],
          optional: true,
        }
      : {
          usage: "usageMetadata",
          input: "promptTokenCount",
          output: ["candidatesTokenCount", "thoughtsTokenCount"],
        };
  return undefined;
}

/** Tokens of a usage in Python, as a term. */
export const pythonTokens = ({ optional }: Counted, names: readonly string[]): string =>
  term(names.map((name) => (optional ? `(usage.${name} or 0)` : `usage.${name}`)));

/** The first lines of a Python function that is given a usage. */
export const pythonGuard = ({ optional }: Counted): string =>
  optional ? "    if usage is None:\n        return\n" : "";

/** Tokens of a usage in JavaScript, as a term. */
export const scriptTokens = (names: readonly string[]): string =>
  term(names.map((name) => `(usage?.${name} ?? 0)`));

const term = (parts: readonly string[]): string =>
  parts.length > 1 ? `(${parts.join(" + ")})` : parts.join("");

/** What TypeScript is told of a usage. */
export const usageType = ({ input, output }: Counted): string =>
  `{ ${[input, ...output].map((name) => `${name}?: number`).join("; ")} } | null | undefined`;

/** Lines of code before a call, and after it with the name of its answer. */
export interface Around {
  readonly before?: string;
  readonly after?: (answer: string) => string;
  readonly imports: readonly string[];
  readonly helper: string;
}

/** Puts lines around a call; one whose answer has no name yet is given one. */
export function around(site: Site, lines: Around): readonly Edit[] {
  const { file, call } = site;
  const statement = statementOf(file, call);
  if (statement === undefined) return [];
  const helper = below(file, lines.imports, lines.helper);
  const check = lines.before === undefined ? [] : [before(file, statement, lines.before)];
  if (lines.after === undefined) return [...check, ...helper];
  const value = awaited(file, call);
  const isNamed =
    statement.name !== undefined &&
    file.assignments.some((one) => same(one.value, value) || same(one.value, call));
  if (isNamed && statement.name !== undefined)
    return [...check, after(file, statement, lines.after(statement.name)), ...helper];
  const name = "modelAnswer";
  const isPython = file.language === "python";
  const answer = isPython ? "model_answer" : name;
  const { text } = file;
  // JavaScript's promise is waited for here, where the answer is needed.
  const source = text.slice(value.start, value.end);
  const made = isPython
    ? `${answer} = ${source}`
    : `const ${answer} = ${/^await\b/.test(source) ? "" : "await "}${source};`;
  return [
    ...check,
    insert(file, statement.start, `${statement.indent}${made}\n${statement.indent}${lines.after(answer)}\n`),
    replace(file, value.start, value.end, answer),
    ...helper,
  ];
}

const same = (a: Range, b: Range): boolean => a.start === b.start && a.end === b.end;

function awaited({ text }: FileFacts, { start, end }: Range): Range {
  const found = /\bawait\s+$/.exec(text.slice(0, start));
  return { start: start - (found?.[0].length ?? 0), end };
}
