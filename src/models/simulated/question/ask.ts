import { maskQuotes, QUOTED, quotesIn, splitOutsideQuotes } from "../text/quotes.ts";
import { contentWords, isWeak, wordsOf } from "../text/words.ts";

/** One thing that a question asks for. */
export interface Ask {
  /** The person's words for it. */
  readonly label: string;
  /** Stems of the words that a line about it would have. */
  readonly words: readonly string[];
  /** Stems of its label, small words included, as they follow one another (`on call`). */
  readonly phrase: readonly string[];
  /** Stems of what a value would be named (`port`, of “which port does the desk listen on”). */
  readonly head: readonly string[];
  /** What must stand in a line exactly. */
  readonly literals: readonly string[];
  /** File extensions that the words hint at (`the TOML value`). */
  readonly extensions: readonly string[];
  /** Whether the words say nothing about the content (`the three planted facts`). */
  readonly generic: boolean;
  /** Whether all that fits is wanted, not the best. */
  readonly all: boolean;
}

const FILE_TYPES: Readonly<Record<string, readonly string[]>> = {
  toml: ["toml"],
  yaml: ["yaml", "yml"],
  yml: ["yaml", "yml"],
  json: ["json", "jsonl"],
  csv: ["csv"],
  ini: ["ini", "cfg"],
  markdown: ["md"],
  python: ["py"],
  typescript: ["ts", "tsx"],
  javascript: ["js", "mjs", "cjs", "jsx"],
  rust: ["rs"],
  shell: ["sh"],
  html: ["html"],
  css: ["css"],
  sql: ["sql"],
};

const ALL =
  /\b(?:every|all|list|each|how many|lines|places|occurrences|mentions)\b|\bwhich\s+\p{L}+s\b|\bwhat\s+\p{L}+s\s+(?:are|do|were|have)\b/iu;
/** Where one thing ends and the next begins; a colon introduces a list of things. */
const BETWEEN =
  /[,;:?!\n]+|\(?(?<!\p{L})\d[.)]\s|\s\(|(?<!\()\)(?=[\s,.;:?!]|$)|\.(?:\s|$)|\b(?:and|or|as well as|plus)\b/giu;

/**
 * What a question asks for, one entry each. A generic part counts only where nothing else is asked
 * for, or where it announces more things than the rest names (`the three facts`).
 */
export function asksIn(question: string): readonly Ask[] {
  const asks = distinct(parts(question).map(readAsk)).filter(
    (ask) => ask.words.length + ask.extensions.length > 0,
  );
  const precise = asks.filter((ask) => !ask.generic || ask.extensions.length > 0);
  const generic = asks.filter((ask) => !precise.includes(ask));
  const announced = generic.find((ask) => countIn(ask.label) > precise.length) ?? generic[0];
  if (!announced || (precise.length > 0 && countIn(announced.label) <= precise.length)) return precise;
  return [...precise, announced];
}

const NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/** The number of things that a text announces; 0 where it announces none. */
function countIn(text: string): number {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return Math.max(
    0,
    ...words.map((word) => (/^\d{1,2}$/u.test(word) ? Number(word) : NUMBERS.indexOf(word))),
  );
}

const parts = (question: string): readonly string[] =>
  splitOutsideQuotes(question, BETWEEN)
    .map((part) => part.trim())
    .filter(Boolean);

function readAsk(part: string): Ask {
  const quoted = quotesIn(part).map((quote) => quote.text);
  const unquoted = maskQuotes(part).replaceAll(new RegExp(QUOTED, "gu"), " ");
  const literals = [...quoted, ...exactIn(unquoted)];
  const hints = contentWords(unquoted);
  const words = [...new Set([...hints.filter((word) => !FILE_TYPES[word]), ...quoted.flatMap(wordsOf)])];
  const label = labelOf(part);
  return {
    label,
    words,
    phrase: wordsOf(label),
    head: contentWords(label),
    literals,
    extensions: hints.flatMap((word) => FILE_TYPES[word] ?? []),
    generic: literals.length === 0 && words.every(isWeak),
    all: ALL.test(part),
  };
}

/** Words in capitals and names written like code are meant as they stand, unless they name a file type. */
const EXACT =
  /(?<![\p{L}\p{N}_])(?:\p{Lu}[\p{Lu}\p{N}_]{2,}|\p{Lu}+-\d+|[\p{L}\p{N}]+(?:_[\p{L}\p{N}]+)+|\p{Ll}+\p{Lu}[\p{L}\p{N}]*)(?![\p{L}\p{N}_])/gu;

const exactIn = (text: string): readonly string[] =>
  (text.match(EXACT) ?? []).filter((word) => !FILE_TYPES[word.toLowerCase()]);

const LEAD =
  /^(?:(?:please|can you|could you|tell me|show me|find(?: out)?|search(?: for)?|look for|list|give me|what(?:'s| is| are| was)?|which|who(?:'s| is| are)?|where(?:'s| is| are)?|when|how(?: does| do| is| are| can)|is there|are there|the|a|an|about|i want to know|do we have|does|do)\s+)+/iu;

const TAIL =
  /\s+(?:(?:does|do|did)\b.*|works?|(?:is|are) (?:defined|located|set|stored))$|\s+(?:in|of|from) (?:this|the) (?:project|repo|repository|code ?base|workspace|folder)$/iu;

function labelOf(part: string): string {
  const asked = part.replace(LEAD, "");
  const label = (/^how\b/iu.test(asked) ? asked : asked.replace(TAIL, "")).trim();
  return label === "" ? part : label;
}

function distinct(asks: readonly Ask[]): readonly Ask[] {
  const byKey = new Map(asks.map((ask) => [JSON.stringify([ask.words, ask.literals, ask.extensions]), ask]));
  return [...byKey.values()];
}
