import type { Ask } from "./ask.ts";
import { DATA_FILES } from "../text/paths.ts";
import type { Search } from "../project.ts";
import type { Toolbox } from "../toolbox.ts";

const MAX_FORMS = 12;

/** Writes searches for an ask, in the dialect of the offered tool. */
export class SearchWriter {
  readonly #ignoreCase: boolean;

  constructor(tools: Toolbox) {
    this.#ignoreCase = tools.takes("search_text", "ignoreCase");
  }

  /** For the literal texts of an ask, else for any of its words. */
  first(ask: Ask): Search {
    return ask.literals.length > 0 ? { query: alternatives(ask.literals.map(escape)) } : this.anyWord(ask);
  }

  anyWord(ask: Ask): Search {
    return this.#words(ask.words.map((word) => this.#forms(word)));
  }

  /** For lines with two of the words, for when one alone finds too much. */
  wordPairs(ask: Ask): Search {
    const forms = ask.words.map((word) => this.#forms(word));
    return this.#words(
      forms.flatMap((a, i) => forms.slice(i + 1).flatMap((b) => [`${a}.*${b}`, `${b}.*${a}`])),
    );
  }

  #words(forms: readonly string[]): Search {
    return { query: alternatives(forms), ...(this.#ignoreCase ? { ignoreCase: true } : {}) };
  }

  /** A stem; in the spellings of prose, names and constants where the tool minds case. */
  #forms(stem: string): string {
    const open = escape(stem.endsWith("y") && stem.length > 3 ? stem.slice(0, -1) : stem);
    if (this.#ignoreCase) return open;
    const capital = open.charAt(0).toUpperCase() + open.slice(1);
    return `(?:${[...new Set([open, capital, open.toUpperCase()])].join("|")})`;
  }
}

/** For lines that look like facts: in files of the hinted types, else in data and prose first, then anywhere. */
export function factLines(extensions: readonly string[]): readonly Search[] {
  if (extensions.length > 0) return [factLinesIn(extensions)];
  return [factLinesIn(DATA_FILES), { query: FACT }];
}

export const factLinesIn = (extensions: readonly string[]): Search => ({
  query: FACT,
  glob: globOf(extensions),
});

const FACT = String.raw`^.{0,60}(?:=|:|\b(?:is|are|was)\b)\s*\S*[\d"'A-Z]`;

const globOf = (extensions: readonly string[]): string =>
  extensions.length === 1 ? `**/*.${extensions.join("")}` : `**/*.{${extensions.join(",")}}`;

const alternatives = (forms: readonly string[]): string => [...new Set(forms)].slice(0, MAX_FORMS).join("|");

/** Escapes what the strict dialect of regular expressions gives a meaning. */
export const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/gu, String.raw`\$&`);
