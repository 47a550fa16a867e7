import { CONCEPTS } from "./concepts.ts";
import type { Pattern } from "./patterns.ts";

/** A step of a pattern: it is taken where a word of its concept stands at most `gap` words after the one before. */
export interface Step {
  readonly pattern: number;
  readonly index: number;
  readonly gap: number;
}

/** The patterns by the words that take them forward. */
export interface Lexicon {
  readonly patterns: readonly Pattern[];
  readonly lengths: readonly number[];
  /** By a word's hash. Of one pattern the later steps come first, so that a word never takes two of them. */
  readonly steps: ReadonlyMap<number, readonly Step[]>;
  /** 1 at the lower bits of each hash that means anything: most words are dismissed by one look. */
  readonly marks: Uint8Array;
}

export const MARK_BITS = 0xffff;

const GAP = 4;
const WIDE_GAP = 9;
export const LONGEST_PATTERN = 6;

const BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/** FNV-1a over UTF-16 units. Two words with one hash are taken for one, which needs 4 billion words to matter. */
export const hashStart = BASIS;
export const hashNext = (hash: number, code: number): number => Math.imul(hash ^ code, PRIME);

export function hashOf(word: string): number {
  let hash = hashStart;
  for (let at = 0; at < word.length; at++) hash = hashNext(hash, word.charCodeAt(at));
  return hash;
}

/** @param others hashes of words that mean something besides. */
export function lexiconOf(patterns: readonly Pattern[], others: Iterable<number> = []): Lexicon {
  const steps = new Map<number, Step[]>();
  const lengths: number[] = [];
  for (const [pattern, { words }] of patterns.entries()) {
    const parts = words.split(" ");
    lengths.push(parts.length);
    for (const [index, part] of parts.entries()) {
      const gap = part.startsWith("~") ? WIDE_GAP : GAP;
      for (const word of wordsOf(part.replace("~", ""))) {
        const hash = hashOf(word);
        const known = steps.get(hash) ?? [];
        // The last step first.
        steps.set(hash, [{ pattern, index, gap }, ...known]);
      }
    }
  }
  for (const [hash, known] of steps)
    steps.set(
      hash,
      known.toSorted((a, b) => a.pattern - b.pattern || b.index - a.index),
    );
  const marks = new Uint8Array(MARK_BITS + 1);
  for (const hash of [...steps.keys(), ...others]) marks[hash & MARK_BITS] = 1;
  return { patterns, lengths, steps, marks };
}

function wordsOf(part: string): readonly string[] {
  if (!part.startsWith("{")) return [part];
  const name = part.slice(1, -1);
  if (!Object.hasOwn(CONCEPTS, name)) throw new Error(`there is no concept ${name}`);
  return [...new Set(CONCEPTS[name as keyof typeof CONCEPTS].split(" "))];
}
