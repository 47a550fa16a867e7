import { ToolError } from "../core/tool.ts";
import { bounded, TimeLimitError } from "./bounded.ts";
import { escapeRegExp } from "./glob.ts";
import type { Place } from "./paths.ts";

const REGEX_LIMIT_MS = 1_000;

export interface SearchPattern {
  readonly pattern: string;
  readonly regex?: boolean;
  readonly ignore_case?: boolean;
}

export interface SearchedText {
  readonly place: Place;
  readonly text: string;
}

export interface FoundLine {
  readonly place: Place;
  /** From 1. */
  readonly number: number;
  readonly line: string;
  /** Where in the line the match begins. */
  readonly index: number;
}

export type LineFinder = (texts: readonly SearchedText[], max: number) => readonly FoundLine[];

/**
 * Finds at most `max` matching lines. A regular expression runs under a time limit.
 * @throws ToolError where the pattern is malformed or, when used, takes too long.
 */
export function lineFinder({ pattern, regex = false, ignore_case = false }: SearchPattern): LineFinder {
  if (pattern.includes("\n"))
    throw new ToolError(
      "A pattern is matched line by line, so it cannot hold a line break.",
      "invalid_tool_arguments",
    );
  const flags = ignore_case ? "i" : "";
  if (regex) {
    const expression = compile(pattern, flags);
    return (texts, max) => limited(() => find(texts, max, expression));
  }
  const literal = new RegExp(escapeRegExp(pattern), `${flags}u`);
  return (texts, max) =>
    find(
      texts.filter(({ text }) => literal.test(text)),
      max,
      literal,
    );
}

/** Strictly first; models also write escapes that only the lenient dialect takes. */
function compile(pattern: string, flags: string): RegExp {
  try {
    return new RegExp(pattern, `${flags}u`);
  } catch {
    try {
      return new RegExp(pattern, flags);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new ToolError(
        `The pattern is no JavaScript regular expression. ${why}.`,
        "invalid_tool_arguments",
        {
          cause: error,
        },
      );
    }
  }
}

function limited<T>(action: () => T): T {
  try {
    return bounded(REGEX_LIMIT_MS, action);
  } catch (error) {
    if (!(error instanceof TimeLimitError)) throw error;
    throw new ToolError(
      "The regular expression takes too long. Simplify it (no repetition inside a repetition), or search for a literal text.",
    );
  }
}

function find(texts: readonly SearchedText[], max: number, expression: RegExp): readonly FoundLine[] {
  const found: FoundLine[] = [];
  for (const { place, text } of texts) {
    let number = 0;
    for (let start = 0; start < text.length && found.length < max;) {
      const end = text.indexOf("\n", start) + 1 || text.length + 1;
      const line = text.slice(start, end - 1).replace(/\r$/, "");
      number++;
      start = end;
      const match = expression.exec(line);
      if (match !== null) found.push({ place, number, line, index: match.index });
    }
  }
  return found;
}
