import type { Ask } from "./ask.ts";
import { factIn, factLikeness } from "../text/facts.ts";
import { DATA_FILES, extensionOf } from "../text/paths.ts";
import type { Evidence } from "./evidence.ts";
import type { Line } from "../results.ts";
import { wordsOf } from "../text/words.ts";

export interface Ranked {
  readonly line: Line;
  readonly score: number;
  /** The line, what it stands under and its path have all the words together. */
  readonly complete: boolean;
}

const WEIGHT = {
  /** Words in the lines above count half; nearly in full for a fact under a heading that is what is asked. */
  above: 0.5,
  heading: 0.9,
  path: 0.4,
  literal: 3,
  fact: 1.2,
  named: 1.6,
  phrase: 1.6,
  type: 1.3,
  data: 1.2,
  rare: 1.5,
  aside: 0.5,
};
const ASIDE =
  /(?:^|\/)(?:tests?|__tests__|fixtures|examples?|node_modules|dist|vendor|\.[^/]+)\/|(?:lock|\.min\.\w+|CHANGELOG\.md|AGENTS\.md)$/iu;
const DATA = new Set(DATA_FILES);

/** The lines that speak of what is asked for, best first. */
export function rank(ask: Ask, evidence: Evidence): readonly Ranked[] {
  const { entries } = evidence;
  const rarity = new Map(
    ask.words.map((word) => [
      word,
      1 / (1 + Math.log1p(entries.filter(({ words }) => words.has(word)).length)),
    ]),
  );
  return entries
    .map(({ line, words }) => ({ line, ...score(ask, line, words, rarity, evidence) }))
    .filter((ranked) => ranked.score > 0)
    .toSorted((a, b) => b.score - a.score || compare(a.line, b.line));
}

const compare = (a: Line, b: Line): number => a.path.localeCompare(b.path) || a.number - b.number;

function score(
  ask: Ask,
  line: Line,
  words: ReadonlySet<string>,
  rarity: ReadonlyMap<string, number>,
  evidence: Evidence,
): Omit<Ranked, "line"> {
  const literal = ask.literals.some((text) => line.text.includes(text));
  const fact = factIn(line.text);
  const own = sum(rarity, (word) => words.has(word));
  if (own === 0 && !literal && !fact) return { score: 0, complete: false };
  const headings = evidence.above(line).map(wordsOf);
  const above = new Set(headings.flat());
  const path = new Set(wordsOf(line.path));
  const isUnderHeading = fact !== undefined && headings.some((heading) => answersTo(heading, ask));
  const base =
    own +
    (isUnderHeading ? WEIGHT.heading : WEIGHT.above) *
      sum(rarity, (word) => !words.has(word) && above.has(word)) +
    WEIGHT.path * sum(rarity, (word) => !words.has(word) && !above.has(word) && path.has(word)) +
    (literal ? WEIGHT.literal : 0);
  const weight =
    (fact ? WEIGHT.fact + WEIGHT.named * share(ask.head, wordsOf(fact.name)) : 1) *
    (isUnderHeading || holdsPhrase(wordsOf(line.text), ask.phrase) ? WEIGHT.phrase : 1) *
    (ask.extensions.includes(extensionOf(line.path)) ? WEIGHT.type : 1) *
    (isData(line) ? WEIGHT.data : 1) *
    (ASIDE.test(line.path) ? WEIGHT.aside : 1);
  const complete = ask.words.every((word) => words.has(word) || above.has(word) || path.has(word));
  return { score: base * weight, complete: own > 0 && complete };
}

/** Whether a line stands in data or prose, not in code. */
export const isData = (line: Line): boolean => DATA.has(extensionOf(line.path));

const sum = (rarity: ReadonlyMap<string, number>, counts: (word: string) => boolean): number =>
  [...rarity].reduce((total, [word, weight]) => total + (counts(word) ? weight : 0), 0);

/** Which part of `wanted` is among `words`. */
const share = (wanted: readonly string[], words: readonly string[]): number =>
  wanted.length === 0 ? 0 : wanted.filter((word) => words.includes(word)).length / wanted.length;

const answersTo = (heading: readonly string[], { phrase, words }: Ask): boolean =>
  holdsPhrase(heading, phrase) || (words.length > 1 && words.every((word) => heading.includes(word)));

/** Whether the words of a phrase follow one another in `words`. */
const holdsPhrase = (words: readonly string[], phrase: readonly string[]): boolean =>
  phrase.length > 0 && ` ${words.join(" ")} `.includes(` ${phrase.join(" ")} `);

/**
 * The lines that look like facts somebody put down, best first, for when the words say nothing: data
 * and prose more than code, and files of a kind that is rare in the project.
 */
export function rankFacts(
  extensions: readonly string[],
  evidence: Evidence,
  files: readonly string[],
): readonly Ranked[] {
  const rare = rareTypes(files);
  return evidence.entries
    .map(({ line }) => ({ line, type: extensionOf(line.path) }))
    .filter(({ type }) => extensions.length === 0 || extensions.includes(type))
    .map(({ line, type }) => {
      const weight = (DATA.has(type) ? WEIGHT.data : 1) * (rare.has(type) ? WEIGHT.rare : 1);
      return {
        line,
        complete: false,
        score: factLikeness(line.text) * weight * (ASIDE.test(line.path) ? WEIGHT.aside : 1),
      };
    })
    .filter((ranked) => ranked.score > 0)
    .toSorted((a, b) => b.score - a.score || compare(a.line, b.line));
}

/** The extensions of at most one file in twenty. */
export function rareTypes(files: readonly string[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const path of files) counts.set(extensionOf(path), (counts.get(extensionOf(path)) ?? 0) + 1);
  return new Set([...counts].filter(([, amount]) => amount * 20 <= files.length).map(([type]) => type));
}

/** Those that are about as good as the best, `most` at most; lines of the same text once. */
export function best(ranked: readonly Ranked[], most: number, keep = 0.6): readonly Line[] {
  const limit = (ranked[0]?.score ?? 0) * keep;
  const texts = new Set<string>();
  return ranked
    .filter(({ line, score: value }) => {
      const text = line.text.trim();
      if (value < limit || texts.has(text)) return false;
      texts.add(text);
      return true;
    })
    .slice(0, most)
    .map(({ line }) => line);
}
