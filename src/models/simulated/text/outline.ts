import type { Line } from "../results.ts";

/** Something that a source file defines. */
export interface Definition {
  readonly name: string;
  readonly line: Line;
  /** The first sentence of its documentation; empty where there is none. */
  readonly doc: string;
}

const DEFINITION = new RegExp(
  [
    String.raw`^\s*(?:async\s+)?def\s+(?<py>[\p{L}_]\w*)`,
    String.raw`^\s*(?:export\s+)?(?:default\s+)?(?:abstract\s+)?(?:async\s+)?(?:function\*?|class|interface|enum|type|struct|trait|func|fn)\s+(?<named>[\p{L}_$][\w$]*)`,
    String.raw`^\s*(?:export\s+)?(?:const|let|var)\s+(?<arrow>[\p{L}_$][\w$]*)\s*(?::[^=]+)?=\s*(?:async\s*)?(?:\([^)]*\)|[\w$]+)\s*(?::[^=]+)?=>`,
    String.raw`^\s*pub(?:\([a-z]+\))?\s+(?:fn|struct|enum|trait)\s+(?<rust>\w+)`,
  ].join("|"),
  "u",
);

/** The functions, classes and types that lines define, in their order. */
export function definitionsIn(lines: readonly Line[]): readonly Definition[] {
  return lines.flatMap((line, index) => {
    const name = definedName(line.text);
    return name === undefined ? [] : [{ name, line, doc: docOf(lines, index) }];
  });
}

/** The name that a line of source defines. */
export function definedName(text: string): string | undefined {
  const { py, named, arrow, rust } = DEFINITION.exec(text)?.groups ?? {};
  return py ?? named ?? arrow ?? rust;
}

function docOf(lines: readonly Line[], index: number): string {
  return firstSentence(docInside(lines, index) || docAbove(lines, index));
}

/** A Python docstring: it follows the line that ends the signature with a colon. */
function docInside(lines: readonly Line[], index: number): string {
  const signature = lines.slice(index, index + 8).findIndex((line) => /:\s*(?:#.*)?$/u.test(line.text));
  if (signature === -1) return "";
  const below = lines[index + signature + 1]?.text.trim() ?? "";
  return /^[rbf]?("""|''')/u.test(below) ? below.replaceAll(/^[rbf]?["']{3}|["']{3}$/gu, "") : "";
}

function docAbove(lines: readonly Line[], index: number): string {
  const texts: string[] = [];
  for (let i = index - 1; i >= 0; i--) {
    const text = lines[i]?.text.trim() ?? "";
    if (!/^(?:\/\*|\*|\/\/|#(?!!))/u.test(text)) break;
    texts.unshift(text.replaceAll(/^\/?\*+\/?\s?|\*\/$|^\/\/+\s?|^#+\s?/gu, "").trim());
  }
  return texts.join(" ").trim();
}

function firstSentence(text: string): string {
  const end = /[.!?](?:\s|$)/u.exec(text)?.index;
  return end === undefined ? text : text.slice(0, end + 1);
}
