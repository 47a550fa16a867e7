import { getNodeValue, parseTree, type Node, type ParseError } from "jsonc-parser";
import { withoutMagics } from "./magics.ts";

/** Where a line of a notebook's code stands. */
export interface NotebookLine {
  /** In the `.ipynb` file, from 1. */
  readonly line: number;
  /** The cell among all cells, from 1. */
  readonly cell: number;
  /** The line in the cell, from 1. */
  readonly cellLine: number;
}

/** The code cells of a notebook as one Python source, and where each of its lines comes from. */
export interface NotebookCode {
  readonly text: string;
  readonly lines: readonly NotebookLine[];
}

export type NotebookProblem =
  "broken notebook" | "old notebook format" | "notebook without a language" | "notebook of another language";

export const isNotebook = (path: string): boolean => /\.ipynb$/i.test(path);

/** Reads a notebook of format 4. Source: the nbformat schema, version 4.5. */
export function readNotebook(json: string): NotebookCode | NotebookProblem {
  const root = parsed(json);
  if (root?.type !== "object") return "broken notebook";
  const format = valueAt(root, "nbformat");
  if (typeof format === "number" && format < 4) return "old notebook format";
  const cells = at(root, "cells");
  if (format !== 4 || cells?.type !== "array") return "broken notebook";
  const language = languageOf(root);
  if (language === undefined) return "notebook without a language";
  if (!/^i?python/i.test(language)) return "notebook of another language";
  return codeOf(cells.children ?? [], lineStarts(json));
}

/** JSON that nests deeper than the stack is broken, too. */
function parsed(json: string): Node | undefined {
  const errors: ParseError[] = [];
  try {
    const root = parseTree(json, errors, { disallowComments: true });
    return errors.length === 0 ? root : undefined;
  } catch {
    return undefined;
  }
}

/** The language that the notebook says it has, else its kernel's. */
function languageOf(root: Node): string | undefined {
  const metadata = at(root, "metadata");
  const named = [
    valueAt(at(metadata, "language_info"), "name"),
    valueAt(at(metadata, "kernelspec"), "language"),
    valueAt(at(metadata, "kernelspec"), "name"),
  ];
  return named.find((name): name is string => typeof name === "string" && name !== "");
}

function codeOf(cells: readonly Node[], starts: readonly number[]): NotebookCode {
  const texts: string[] = [];
  const lines: NotebookLine[] = [];
  for (const [index, cell] of cells.entries()) {
    if (valueAt(cell, "cell_type") !== "code") continue;
    const source = linesOf(at(cell, "source"));
    texts.push(...withoutMagics(source.map(({ text }) => text)));
    lines.push(
      ...source.map(({ offset }, line) => ({
        line: lineAt(starts, offset),
        cell: index + 1,
        cellLine: line + 1,
      })),
    );
  }
  return { text: texts.map((text) => `${text}\n`).join(""), lines };
}

/** A source is a text, or a list of texts, commonly one for each line. */
function linesOf(source: Node | undefined): readonly { readonly text: string; readonly offset: number }[] {
  const parts = source?.type === "array" ? (source.children ?? []) : source ? [source] : [];
  const lines = [{ text: "", offset: parts[0]?.offset ?? 0 }];
  let isNew = true;
  for (const part of parts) {
    const value: unknown = part.type === "string" ? part.value : "";
    for (const [index, text] of String(value).split("\n").entries()) {
      if (index > 0) {
        lines.push({ text: "", offset: part.offset });
        isNew = true;
      }
      const last = lines.at(-1)!;
      lines[lines.length - 1] = { text: last.text + text, offset: isNew ? part.offset : last.offset };
      if (text !== "") isNew = false;
    }
  }
  return lines.at(-1)?.text === "" ? lines.slice(0, -1) : lines;
}

const at = (node: Node | undefined, name: string): Node | undefined =>
  node?.type === "object"
    ? node.children?.find((property) => property.children?.[0]?.value === name)?.children?.[1]
    : undefined;

function valueAt(node: Node | undefined, name: string): unknown {
  const found = at(node, name);
  return found && getNodeValue(found);
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", end + 1)) starts.push(end + 1);
  return starts;
}

/** The line of an offset, from 1. */
function lineAt(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}
