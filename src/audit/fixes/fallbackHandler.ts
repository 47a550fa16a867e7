import type { Range } from "../facts/facts.ts";
import type { Site } from "../project/project.ts";
import { replace, type Edit } from "./fix.ts";
import { below, localName, statementOf } from "./source.ts";

/** What is written in the place of a part of the call, where it is made again. */
export interface Swapped {
  readonly range: Range | undefined;
  readonly text: string;
}

/** The same call with another model, in an error handler around it. */
export function handler({ sdk, file, call }: Site, { range, text: other }: Swapped): readonly Edit[] {
  const { text } = file;
  const statement = statementOf(file, call);
  if (range === undefined || statement === undefined) return [];
  const source = text.slice(statement.start, statement.end);
  // Lines of a text in quotes must not be moved.
  if (/"""|'''|`[^`]*\n/.test(source)) return [];
  const swap = (code: string): string =>
    code.slice(0, range.start - statement.start) + other + code.slice(range.end - statement.start);
  const { indent, start, end, kind } = statement;
  if (file.language === "python") {
    const [error, imported] = pythonError(file, sdk);
    const put = `${indent}try:\n${deeper(source, 4)}\n${indent}except ${error}:\n${deeper(swap(source), 4)}`;
    return [replace(file, start, end, put), ...below(file, imported)];
  }
  const apart = takenApart(file, source);
  const [declared, declaration] = apart
    ? ["", NAMELESS]
    : (/^\s*(?:const|let)\s+(\w+)\s*=/.exec(source) ?? []);
  if (kind === "assignment" && declared === undefined && /^\s*(?:const|let|var|export)\b/.test(source))
    return [];
  const inner = (code: string): string => {
    const plain = apart ? code.replace(apart.pattern, `${NAMELESS} =`) : code;
    const bare = declared === undefined ? plain : plain.replace(/^(\s*)(?:const|let)\s+/, "$1");
    // A promise that is returned fails outside of the handler.
    return deeper(bare.replace(/^(\s*)return (?!await\b)/, "$1return await "), 2);
  };
  const head = declaration === undefined ? "" : `${indent}let ${declaration};\n`;
  const error = javascriptError(file, sdk);
  const check = error && `${indent}  if (!(error instanceof ${error})) throw error;\n`;
  const put = `${head}${indent}try {\n${inner(source)}\n${indent}} catch${check ? " (error)" : ""} {\n${check ?? ""}${inner(swap(source))}\n${indent}}`;
  const tail = apart
    ? `\n${indent}${apart.keyword} ${apart.pattern.replace(/\s*=$/, "")} = ${NAMELESS};`
    : "";
  return [replace(file, start, end, `${put}${tail}`)];
}

/** The name of an answer that the code takes apart at once. */
const NAMELESS = "answered";

/** `const { text } = …`: what is taken out of the answer. */
function takenApart(
  { text }: Site["file"],
  source: string,
): { readonly keyword: string; readonly pattern: string } | undefined {
  const [, keyword, pattern] = /^\s*(const|let)\s+((?:\{[^{}=]*\}|\[[^[\]=]*\])\s*=)/.exec(source) ?? [];
  if (keyword === undefined || pattern === undefined || text.includes(NAMELESS)) return undefined;
  return { keyword, pattern };
}

const deeper = (code: string, by: number): string => code.replaceAll(/^(?=.)/gm, " ".repeat(by));

/** How a file names the SDK's error, and what it has to import for that. */
function pythonError(file: Site["file"], sdk: string): readonly [error: string, imports: readonly string[]] {
  if (sdk === "google-genai") return ["APIError", ["from google.genai.errors import APIError"]];
  // The SDK of agents raises what the SDK of the model raises.
  if (sdk === "openai-agents") return ["APIError", ["from openai import APIError"]];
  const module = localName(file, new RegExp(`^${sdk}$`), "*");
  return module === undefined ? ["APIError", [`from ${sdk} import APIError`]] : [`${module}.APIError`, []];
}

function javascriptError(file: Site["file"], sdk: string): string | undefined {
  if (sdk !== "anthropic" && sdk !== "openai") return undefined;
  const client = localName(file, sdk === "anthropic" ? /^@anthropic-ai\/sdk$/ : /^openai$/, "default");
  return client && `${client}.APIError`;
}
