/** A part of a text: from `start` up to, not including, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const SKIP =
  /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`|\/\*[\s\S]*?\*\//gu;
const LINE_COMMENT = { python: /#[^\n]*/gu, script: /(?<!:)\/\/[^\n]*/gu };

/**
 * The source with what stands in strings and comments blanked out, letter for letter, so that brackets
 * and names that are found in it are code.
 */
export function codeOnly(source: string, language: "python" | "script"): string {
  const all = new RegExp(`${SKIP.source}|${LINE_COMMENT[language].source}`, "gu");
  return source.replaceAll(all, (part) => part.replaceAll(/[^\n]/gu, " "));
}

/** The end of the bracket that opens at `open`; undefined where it never closes. */
function closingOf(code: string, open: number): number | undefined {
  let depth = 0;
  for (let i = open; i < code.length; i++) {
    const char = code.charAt(i);
    if ("([{".includes(char)) depth++;
    if (")]}".includes(char) && --depth === 0) return i + 1;
  }
  return undefined;
}

/** The outermost calls whose name matches, from their first letter to their closing bracket. */
export function callsOf(code: string, name: RegExp): readonly Span[] {
  const pattern = new RegExp(`(?<![\\w$.])(?:${name.source})\\s*\\(`, "gu");
  const calls: Span[] = [];
  for (const match of code.matchAll(pattern)) {
    const end = closingOf(code, match.index + match[0].length - 1);
    if (end !== undefined && match.index >= (calls.at(-1)?.end ?? 0)) calls.push({ start: match.index, end });
  }
  return calls;
}

const PAIRS: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

/** Whether every bracket has its partner: a sign that the code was read as its language reads it. */
export function isBalanced(code: string): boolean {
  const open: string[] = [];
  for (const [bracket] of code.matchAll(/[()[\]{}]/gu)) {
    if (PAIRS[bracket] === undefined) open.push(bracket);
    else if (open.pop() !== PAIRS[bracket]) return false;
  }
  return open.length === 0;
}

/** Where the line with this position begins. */
export const lineStart = (text: string, position: number): number => text.lastIndexOf("\n", position - 1) + 1;

export const indentAt = (text: string, position: number): string =>
  /^[ \t]*/u.exec(text.slice(lineStart(text, position)))?.[0] ?? "";

/** Where the outermost statement that holds this position begins: decorators and comments on it included. */
export function topLevelStart(code: string, source: string, position: number): number {
  let start = lineStart(code, position);
  while (start > 0 && (/^[\s})\]]/u.test(code.slice(start, start + 1)) || isBlank(code, start)))
    start = lineStart(code, start - 1);
  for (;;) {
    const above = lineStart(source, start - 1);
    if (start === 0 || !/^(?:@|\/\*\*| \*|\/\/|#(?!!))/u.test(source.slice(above, start))) return start;
    start = above;
  }
}

const isBlank = (code: string, start: number): boolean =>
  /^[ \t]*(?:\n|$)/u.test(code.slice(start, start + 200));

/** The text of the function or class with this name, its signature included. */
export function bodyOfDefinition(
  code: string,
  name: string,
  language: "python" | "script",
): Span | undefined {
  const keyword = language === "python" ? "(?:def|class)" : "(?:function\\*?|class|const|let|var)";
  const start = new RegExp(
    `(?<![\\w$])${keyword}\\s+${name.replaceAll("$", String.raw`\$`)}(?![\\w$])`,
    "u",
  ).exec(code)?.index;
  if (start === undefined) return undefined;
  if (language === "script") return { start, end: blockEnd(code, start) };
  const indent = indentAt(code, start).length;
  const after = code.indexOf("\n", start) + 1;
  const next = new RegExp(`^(?![ \\t]{${indent + 1},}|[ \\t]*$|[ \\t]*\\))`, "mu").exec(code.slice(after));
  return { start, end: after === 0 || !next ? code.length : after + next.index };
}

function blockEnd(code: string, start: number): number {
  const parameters = code.indexOf("(", start);
  const body = code.indexOf("{", parameters === -1 ? start : (closingOf(code, parameters) ?? start));
  return body === -1 ? code.length : (closingOf(code, body) ?? code.length);
}
