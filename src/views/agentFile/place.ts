import { agentField, type AgentField } from "../../core/agentFields.ts";

/** Where something stands in a text; lines and columns from 0. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** What can stand at a place of an agent file's frontmatter. */
export interface FieldPlace {
  /** A key, the value of a field, or a key or value inside of `handoffs`. */
  readonly kind: "key" | "value" | "handoffKey" | "handoffValue";
  /** The field that it belongs to; of a key, the field that is meant so far. */
  readonly field?: AgentField;
  /** The key as it is written, of a value inside of `handoffs`. */
  readonly key?: string;
  /** The word there. */
  readonly word: string;
  readonly from: number;
  readonly to: number;
}

/** Names of tools and models hold dots, slashes, colons and a star. */
const WORD = /[\w.:/*-]/;

/** What a place is; undefined outside of the frontmatter and in comments. */
export function placeAt(text: string, { line, column }: TextPlace): FieldPlace | undefined {
  const lines = text.split(/\r?\n/);
  if (!isInFrontmatter(lines, line)) return undefined;
  const current = lines[line] ?? "";
  const before = current.slice(0, column);
  if (/(?:^|\s)#/.test(before)) return undefined;
  const word = wordAt(current, column);
  const top = /^([\w-]+)(\s*:)?/.exec(current);
  if (top === null && /^\s*$/.test(before) && !/^\s/.test(before)) return { kind: "key", ...word };
  if (top !== null && (top[2] === undefined || column <= (top[1] ?? "").length)) {
    const field = agentField(top[1] ?? "");
    return { kind: "key", ...word, ...(field && { field }) };
  }
  const field = agentField(top?.[1] ?? keyAbove(lines, line));
  if (field === undefined) return undefined;
  if (field.name !== "handoffs") return { kind: "value", field, ...word };
  const inner = /^\s+(?:-\s+)?([\w-]+)\s*:/.exec(before);
  return inner === null
    ? { kind: "handoffKey", field, ...word }
    : { kind: "handoffValue", field, key: inner[1] ?? "", ...word };
}

function isInFrontmatter(lines: readonly string[], line: number): boolean {
  if (!/^---[ \t]*$/.test((lines[0] ?? "").replace(/^\uFEFF/, "")) || line < 1) return false;
  const end = lines.findIndex((each, index) => index > 0 && /^---[ \t]*$/.test(each));
  return end === -1 || line < end;
}

/** The field of a list item or of an indented line. */
function keyAbove(lines: readonly string[], line: number): string {
  for (let above = line - 1; above > 0; above--) {
    const key = /^([\w-]+)\s*:/.exec(lines[above] ?? "")?.[1];
    if (key !== undefined) return key;
  }
  return "";
}

function wordAt(line: string, column: number): Pick<FieldPlace, "word" | "from" | "to"> {
  let from = column;
  let to = column;
  while (from > 0 && WORD.test(line[from - 1] ?? "")) from--;
  while (to < line.length && WORD.test(line[to] ?? "")) to++;
  if (line[to - 1] === ":") to--;
  return { word: line.slice(from, to), from, to: Math.max(to, from) };
}
