import { ToolError } from "../core/tool.ts";

/** What one look at a file shows at most. */
export const PAGE_LINES = 2_000;
export const PAGE_CHARS = 40_000;

/** The lines with their endings, so that joined they are the text. */
function splitLines(text: string): readonly string[] {
  const lines: string[] = [];
  for (let start = 0; start < text.length;) {
    const end = text.indexOf("\n", start) + 1 || text.length;
    lines.push(text.slice(start, end));
    start = end;
  }
  return lines;
}

/** A part of `text` that does not end in half a character. */
export const clip = (text: string, start: number, end: number): string =>
  text.slice(start, end).replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "");

/**
 * Lines `from` to `to` (from 1, both included) as they stand. Where that is not the whole text a last
 * line says which part it is and how to read on.
 * @throws ToolError where the text has no line `from`.
 */
export function pageOf(text: string, from = 1, to = Number.POSITIVE_INFINITY): string {
  if (text === "") return "[The file is empty.]";
  const lines = splitLines(text);
  if (from > lines.length)
    throw new ToolError(`The file has ${lines.length} lines; there is no line ${from}.`);
  const wanted = lines.slice(from - 1, to);
  const shown = fitting(wanted);
  const last = from - 1 + shown.length;
  const page = shown.join("");
  if (shown.length === 0) return longLine(wanted[0] ?? "", from, lines.length);
  if (shown.length === lines.length) return page;
  const onwards = shown.length < wanted.length ? ` Go on with start_line ${last + 1}.` : "";
  return `${page}${page.endsWith("\n") ? "" : "\n"}[Lines ${from}-${last} of ${lines.length}.${onwards}]`;
}

function fitting(lines: readonly string[]): readonly string[] {
  let chars = 0;
  const end = lines.findIndex((line, index) => (chars += line.length) > PAGE_CHARS || index >= PAGE_LINES);
  return end === -1 ? lines : lines.slice(0, end);
}

function longLine(line: string, number: number, count: number): string {
  const onwards = number < count ? ` Go on with start_line ${number + 1}.` : "";
  return `${clip(line, 0, PAGE_CHARS)}\n[The first ${PAGE_CHARS} of the ${line.length} characters of line ${number} of ${count}.${onwards}]`;
}

const EXCERPT_LINES = 100;

/**
 * The part of `text` that a change of `wanted` is about: around the first line of it that occurs, else
 * the beginning.
 */
export function excerpt(text: string, wanted = ""): string {
  const lines = splitLines(text);
  const sought = wanted.split("\n").map((line) => line.trim());
  const start = sought.find((line) => line !== "");
  const found = start === undefined ? -1 : lines.findIndex((line) => line.trim() === start);
  if (found === -1) return pageOf(text, 1, EXCERPT_LINES);
  const margin = 5;
  return pageOf(text, Math.max(1, found + 1 - margin), found + sought.length + margin);
}
