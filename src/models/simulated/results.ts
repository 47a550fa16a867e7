import type { ToolResult } from "./conversation.ts";

/** A line of a file of the project. */
export interface Line {
  readonly path: string;
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/** A file, or the part of it that was read. */
export interface FileText {
  readonly path: string;
  readonly text: string;
  readonly lines: readonly Line[];
  /** The line to go on with, where the tool showed only a part. */
  readonly next?: number;
  /** Why it could not be read. */
  readonly problem?: string;
}

/** The files that a listing names; a note of the tool stands in brackets. */
export const pathsOf = (result: ToolResult): readonly string[] =>
  result.isError
    ? []
    : result.text
        .split("\n")
        .map((line) => line.trim().replace(/^\.\//u, ""))
        .filter((line) => line !== "" && !/^\[.*\]$|\/$/u.test(line));

const MATCH = /^(?:\.\/)?(?<path>[^\s:[][^:]*):(?<number>\d+)(?::\d+)?: ?(?<text>.*)$/u;

/** The lines that a search found, each `path:12: text`. */
export const matchesOf = (result: ToolResult): readonly Line[] =>
  result.isError
    ? []
    : result.text.split("\n").flatMap((line) => {
        const { path, number, text } = MATCH.exec(line)?.groups ?? {};
        return path === undefined || text === undefined ? [] : [{ path, number: Number(number), text }];
      });

/** Whether a tool says that it left something out. */
export const isPartial = (result: ToolResult): boolean =>
  /^\[.*\b(?:only the first|stopped|more|truncated)\b.*\]$/imu.test(result.text);

const PAGE_NOTE = /\n?\[Lines (?<first>\d+)-\d+ of \d+\.(?: Go on with start_line (?<next>\d+)\.)?\]$/u;

/** A file, or the part of it that was read; lines keep a carriage return at their end. */
export function fileTextOf(path: string, result: ToolResult): FileText {
  const note = PAGE_NOTE.exec(result.text);
  const first = Number(note?.groups?.["first"] ?? 1);
  const next = note?.groups?.["next"];
  const body = note ? `${result.text.slice(0, note.index)}\n` : result.text;
  const empty = result.isError || body === "[The file is empty.]";
  const raw = empty ? [] : body.split("\n");
  const text = empty ? "" : body;
  if (raw.at(-1) === "") raw.pop();
  return {
    path,
    text,
    lines: raw.map((line, index) => ({ path, number: first + index, text: line })),
    ...(next === undefined ? {} : { next: Number(next) }),
    ...(result.isError ? { problem: result.text } : {}),
  };
}

/** The exit code that a command's result names; undefined where it names none. */
export function exitCodeOf(result: ToolResult): number | undefined {
  const code = /\bexit(?:ed|s)?(?:\s+(?:with|code|status|was|is)){0,3}\s*[:=]?\s*(-?\d+)/iu.exec(
    result.text,
  )?.[1];
  return code === undefined ? undefined : Number(code);
}
