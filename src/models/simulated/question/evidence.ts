import type { FileText, Line } from "../results.ts";
import { wordsOf } from "../text/words.ts";

/** A line that was seen, and its words. */
interface Entry {
  readonly line: Line;
  readonly words: ReadonlySet<string>;
}

/** What was seen of the project: found lines, and whole parts of files around them. */
export class Evidence {
  readonly #entries = new Map<string, Entry>();
  readonly #texts = new Map<string, ReadonlyMap<number, string>>();

  addLines(lines: readonly Line[]): void {
    for (const line of lines) {
      const key = `${line.path}:${line.number}`;
      if (!this.#entries.has(key)) this.#entries.set(key, { line, words: new Set(wordsOf(line.text)) });
    }
  }

  addText(file: FileText): void {
    this.addLines(file.lines);
    const known = this.#texts.get(file.path) ?? new Map<number, string>();
    this.#texts.set(
      file.path,
      new Map([...known, ...file.lines.map((line) => [line.number, line.text] as const)]),
    );
  }

  get entries(): readonly Entry[] {
    return [...this.#entries.values()];
  }

  /** The lines that a line stands under: its comment, less indented ones, a section's or Markdown heading. */
  above(line: Line): readonly string[] {
    const text = this.#texts.get(line.path);
    if (!text) return [];
    const found: string[] = [];
    let indent = indentOf(line.text);
    let beside = true;
    for (let number = line.number - 1; number > line.number - MAX_CLIMB; number--) {
      const above = text.get(number);
      if (above === undefined) break;
      if (HEADER.test(above)) return [...found, above];
      beside &&= COMMENT.test(above);
      if (above.trim() !== "" && (beside || indentOf(above) < indent)) {
        found.push(above);
        indent = Math.min(indent, indentOf(above));
      }
    }
    return found;
  }

  /** The line above this one, where it was read and is a comment. */
  comment(line: Line): Line | undefined {
    const text = this.#texts.get(line.path)?.get(line.number - 1) ?? "";
    return COMMENT.test(text) ? { path: line.path, number: line.number - 1, text } : undefined;
  }

  /** The first line with text after this one, where it was read. */
  below(line: Line): Line | undefined {
    const text = this.#texts.get(line.path);
    for (let number = line.number + 1; text?.has(number); number++) {
      const found = text.get(number) ?? "";
      if (found.trim() !== "") return { path: line.path, number, text: found };
    }
    return undefined;
  }
}

const MAX_CLIMB = 200;
const HEADER = /^\s*(?:\[[^\]]+\]\s*$|#{1,6} \S)/u;
const COMMENT = /^\s*(?:#(?!!)|\/\/|\/?\*|--|;)/u;
const indentOf = (line: string): number => line.length - line.trimStart().length;
