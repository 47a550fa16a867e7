import type { Call, FileFacts, Range } from "../facts/facts.ts";
import { blocksAround } from "../project/project.ts";
import { insert, replace, type Edit } from "./fix.ts";

/** A statement in lines of its own. */
export interface Statement extends Range {
  /** The white space before it. */
  readonly indent: string;
  /** The name that gets the value, where it is one. */
  readonly name: string | undefined;
  readonly kind: "assignment" | "return" | "plain";
}

const isAround = (outer: Range, inner: Range): boolean =>
  outer.start <= inner.start && outer.end >= inner.end;

/** The statement that a call stands in; undefined where it is a part of something else. */
export function statementOf(file: FileFacts, call: Call): Statement | undefined {
  const { text } = file;
  const fn = blocksAround(file, call.block).find(({ kind }) => kind === "function");
  if (fn?.kind === "function" && fn.value !== undefined) return undefined;
  const smallest = <T extends Range>(all: readonly T[]): T | undefined =>
    all.filter((one) => isAround(one, call)).toSorted((a, b) => a.end - a.start - (b.end - b.start))[0];
  const assignment = smallest(file.assignments.filter(({ block }) => block === call.block));
  const exit = smallest(file.exits.filter(({ block, kind }) => block === call.block && kind === "return"));
  const outer = assignment ?? exit ?? smallest(file.calls.filter(({ block }) => block === call.block));
  if (outer === undefined) return undefined;
  const start = text.lastIndexOf("\n", outer.start) + 1;
  const indent = /^[ \t]*/.exec(text.slice(start))?.[0] ?? "";
  const before = text.slice(start + indent.length, outer.start);
  if (!/^(?:(?:const|let|var|export const)\s+)?(?:await\s+|void\s+)?$/.test(before)) return undefined;
  const line = text.indexOf("\n", outer.end);
  const end = line === -1 ? text.length : line;
  if (!/^\)*;?\s*(?:(?:#|\/\/).*)?$/.test(text.slice(outer.end, end))) return undefined;
  const target = assignment?.target;
  // A part that is taken out of the value is not the value.
  const name = target?.kind === "name" && assignment?.path.length === 0 ? target.name : undefined;
  const kind = assignment !== undefined ? "assignment" : exit !== undefined ? "return" : "plain";
  return { start, end, indent, name, kind };
}

/** A line before a statement, indented like it. */
export const before = (file: FileFacts, { start, indent }: Statement, line: string): Edit =>
  insert(file, start, `${indent}${line}\n`);

/** A line after a statement, indented like it. */
export const after = (file: FileFacts, { end, indent }: Statement, line: string): Edit =>
  insert(file, end, `\n${indent}${line}`);

/** Where imports end: helpers and set-up come there. */
export function afterImports(file: FileFacts): number {
  const { text } = file;
  const ends = file.imports.filter(({ block }) => block === 0).map(({ end }) => end);
  if (ends.length === 0) return 0;
  const last = Math.max(...ends);
  const line = text.indexOf("\n", last);
  return line === -1 ? text.length : line + 1;
}

/** Import lines that the file has not yet, and a piece of code below the imports. */
export function below(file: FileFacts, lines: readonly string[], code = ""): readonly Edit[] {
  const at = afterImports(file);
  const missing = lines.filter((line) => !file.text.split(/\r?\n/).includes(line));
  const gap = at > 0 && file.text[at - 1] !== "\n" ? "\n" : "";
  const imports = missing.map((line) => `${line}\n`).join("");
  const isPython = file.language === "python";
  // Python's style wants two empty lines around definitions.
  const space = isPython && /^(?:def|class|async def|@)/.test(code.trim()) ? "\n\n" : "\n";
  const isApart = /^\r?\n\r?\n/.test(file.text.slice(at));
  const body = code === "" ? "" : `${space}${code.trim()}\n${isPython && !isApart ? "\n" : ""}`;
  return imports + body === "" ? [] : [insert(file, at, `${gap}${imports}${body}`)];
}

/** Gives a call one more keyword, or its options object one more entry. */
export function withOption(file: FileFacts, call: Call, name: string, value: string): Edit | undefined {
  const { text } = file;
  if (file.language === "python") return atEnd(file, call.callee.end, call.end, `${name}=${value}`);
  const object = call.args.map((argument) => argument.value).findLast(({ kind }) => kind === "object");
  if (object !== undefined) return atEnd(file, object.start, object.end, `${name}: ${value}`);
  return call.args.length === 0 && text[call.end - 1] === ")"
    ? atEnd(file, call.callee.end, call.end, `{ ${name}: ${value} }`)
    : undefined;
}

/** Adds one more element before the closing bracket of a list of them. */
export function atEnd(file: FileFacts, start: number, end: number, element: string): Edit {
  const { text } = file;
  const inside = text.slice(start + 1, end - 1).trimEnd();
  const at = start + 1 + inside.length;
  const isEmpty = /^[\s(]*$/.test(inside);
  const lines = text.slice(at, end - 1).includes("\n");
  const indent = /\n([ \t]*)[^\n]*$/.exec(text.slice(0, at))?.[1] ?? "";
  const separator = isEmpty ? "" : inside.endsWith(",") ? "" : ",";
  const space = lines ? `\n${indent}` : isEmpty ? "" : " ";
  const padded = !lines && text[start] === "{" && isEmpty ? ` ${element} ` : element;
  return insert(file, at, `${separator}${space}${padded}${lines ? "," : ""}`);
}

/** Takes out a keyword or an entry with its comma, by the place of its value. */
export function withoutOption(file: FileFacts, value: Range): Edit | undefined {
  const { text } = file;
  const head = /(?:\b\w+|["']\w+["'])\s*[=:]\s*$/.exec(text.slice(0, value.start));
  if (head === null) return undefined;
  let start = value.start - head[0].length;
  let { end } = value;
  const comma = /^\s*,[ \t]*/.exec(text.slice(end));
  if (comma !== null) end += comma[0].length;
  else start -= /,\s*$/.exec(text.slice(0, start))?.[0].length ?? 0;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const isAlone = text.slice(lineStart, start).trim() === "" && /^\s*\n/.test(text.slice(end));
  if (isAlone && comma !== null) return replace(file, lineStart, text.indexOf("\n", end) + 1, "");
  return replace(file, start, end, "");
}

/** The name that a module or something of it has in a file. */
export const localName = (file: FileFacts, module: RegExp, name: string): string | undefined =>
  file.imports.find((one) => module.test(one.module) && one.name === name)?.local;
