import type { Pattern } from "../../src/audit/resolve/pattern.ts";

/** A pattern's parts: texts, and places where one of several may stand. */
type Part = string | { readonly any: readonly (readonly Part[])[] };

/** Paths that a pattern describes: so many that each of its alternatives stands in one. */
export function samplesOf(pattern: Pattern): readonly string[] {
  const [parts] = parse(pattern, 0, "");
  const count = Math.max(1, ...parts.map(width));
  return [...new Set(Array.from({ length: count }, (_, index) => pick(parts, index)))];
}

const width = (part: Part): number =>
  typeof part === "string" ? 1 : part.any.reduce((sum, parts) => sum + Math.max(1, ...parts.map(width)), 0);

function pick(parts: readonly Part[], index: number): string {
  return parts
    .map((part) => {
      if (typeof part === "string") return part;
      const chosen = part.any[index % part.any.length] ?? [];
      return pick(chosen, Math.floor(index / part.any.length));
    })
    .join("");
}

/** Reads up to one of `until`, and gives the parts and where it stopped. */
function parse(pattern: string, from: number, until: string): readonly [readonly Part[], number] {
  const parts: Part[] = [];
  let at = from;
  while (at < pattern.length && !until.includes(pattern[at] ?? "")) {
    const character = pattern[at] ?? "";
    if (pattern.startsWith("[]", at)) {
      parts.push("[0]");
      at += 2;
    } else if (character === "{" || character === "[") {
      const [any, end] = alternatives(pattern, at + 1, character === "{" ? "}" : "]");
      parts.push({ any: character === "[" ? [[], ...any] : any });
      at = end + 1;
    } else if (pattern.startsWith("**", at)) {
      parts.push(anything(pattern, at));
      at += 2;
    } else {
      parts.push(character === "*" ? "thing" : character);
      at++;
    }
  }
  return [parts, at];
}

function alternatives(
  pattern: string,
  from: number,
  close: string,
): readonly [readonly (readonly Part[])[], number] {
  const any: (readonly Part[])[] = [];
  for (let at = from; ; at++) {
    const [parts, end] = parse(pattern, at, `,${close}`);
    any.push(parts);
    if (pattern[end] !== ",") return [any, end];
    at = end;
  }
}

/** The shortest that `**` can stand for and still be code. */
function anything(pattern: string, at: number): string {
  const [before, after] = [pattern[at - 1], pattern[at + 2]];
  if (before === undefined) return "lib.Thing()";
  return before === "." ? "Thing" : before === "}" || before === ")" || after !== undefined ? "" : ".Thing";
}

/** A text of code in one of the languages, with the imports that it needs. */
export interface Snippet {
  readonly language: "python" | "javascript";
  readonly imports: string;
  /** An expression that means the path. */
  readonly expression: string;
}

/** An expression that means a path of a package's symbol. */
export function snippetOf(path: string): Snippet {
  const head = /^[^()]*/.exec(path)?.[0] ?? "";
  const isJavaScript = /[@/:-]|\.default\b/.test(head);
  if (isJavaScript) {
    const module = /^(?:@[^/]+\/)?[^.()]+/.exec(path)?.[0] ?? path;
    const rest = path.slice(module.length);
    return {
      language: "javascript",
      imports: `const sdk = require("${module}");`,
      expression: `sdk${rest}`,
    };
  }
  // A module's names are in lower case; what follows is reached through it.
  const steps = head.split(".").filter((step) => step !== "");
  const upper = steps.findIndex((step) => /^[A-Z]/.test(step));
  const modules = steps.slice(0, upper === -1 ? Math.max(1, steps.length - 1) : Math.max(1, upper));
  return { language: "python", imports: `import ${modules.join(".")}`, expression: path };
}

/** The words among which a regular expression `^(?:a|b)$` chooses. */
export const wordsOf = ({ source }: RegExp): readonly string[] =>
  source
    .replace(/^\^\(\?:/, "")
    .replace(/\)\$$/, "")
    .split("|");
