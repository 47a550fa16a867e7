import { linesWithEnds } from "../text/edits.ts";
import { definitionsIn, type Definition } from "../text/outline.ts";
import { ticked } from "../text/prose.ts";
import type { Line } from "../results.ts";
import type { Change, Source } from "./recipe.ts";
import { sentenceFor } from "./sentence.ts";

/** Documents a function or class, or all of a file that have no documentation. */
export function addDocstring(source: Source, name?: string): Change {
  const all = definitions(source);
  const wanted = all.filter(
    (definition) => (name === undefined || definition.name === name) && definition.doc === "",
  );
  if (wanted.length === 0)
    return {
      problem:
        name === undefined || all.some((definition) => definition.name === name)
          ? `Everything in \`${source.path}\` that I would document has its documentation.`
          : `\`${source.path}\` defines no \`${name}\`.`,
    };
  const lines = [...linesWithEnds(source.text)];
  for (const definition of wanted.toReversed()) document(lines, definition, source);
  return {
    text: lines.join(""),
    summary: `documented ${ticked(wanted.map((definition) => definition.name))}`,
  };
}

/** Puts a comment above a function or class: the given words, else what its name says. */
export function addComment(source: Source, name?: string, words?: string): Change {
  const definition = definitions(source).find((candidate) => name === undefined || candidate.name === name);
  if (!definition)
    return { problem: `\`${source.path}\` defines no ${name === undefined ? "function" : `\`${name}\``}.` };
  const lines = [...linesWithEnds(source.text)];
  const index = aboveDecorators(lines, definition.line.number - 1);
  const mark = source.language === "python" ? "#" : "//";
  lines.splice(index, 0, `${indentOf(definition.line.text)}${mark} ${words ?? sentenceFor(definition)}\n`);
  return { text: lines.join(""), summary: `put a comment above \`${definition.name}\`` };
}

function definitions({ path, text }: Source): readonly Definition[] {
  const lines: Line[] = text.split("\n").map((line, index) => ({ path, number: index + 1, text: line }));
  return definitionsIn(lines);
}

function document(lines: string[], definition: Definition, source: Source): void {
  const at = definition.line.number - 1;
  const indent = indentOf(definition.line.text);
  const sentence = sentenceFor(definition);
  if (source.language === "script") {
    lines.splice(aboveDecorators(lines, at), 0, `${indent}/** ${sentence} */\n`);
    return;
  }
  const end = lines.slice(at).findIndex((line) => /:\s*(?:#.*)?$/u.test(line.trimEnd()));
  if (end !== -1) lines.splice(at + end + 1, 0, `${indent}    """${sentence}"""\n`);
}

function aboveDecorators(lines: readonly string[], index: number): number {
  let at = index;
  while (at > 0 && /^\s*@/u.test(lines[at - 1] ?? "")) at--;
  return at;
}

const indentOf = (line: string): string => /^\s*/u.exec(line)?.[0] ?? "";
