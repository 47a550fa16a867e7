import { hashNext, hashStart } from "./lexicon.ts";

/** A word of a text as the patterns see it. */
export interface Word {
  readonly hash: number;
  /** How many words stand before it; the end of a sentence counts as some. */
  readonly number: number;
  readonly start: number;
  readonly end: number;
  /** It was written with digits or letters of another script in the place of its own. */
  readonly disguised: boolean;
}

const OTHER = 0;
const LETTER = 1;
const DIGIT = 2;
const IDEOGRAPH = 3;
const SENTENCE_END = 4;
const APOSTROPHE = 5;

/** The kind of each UTF-16 unit. */
const KINDS = new Uint8Array(0x10000);
KINDS.fill(LETTER, 0xc0, 0x2000);
KINDS.fill(LETTER, 0x2c00, 0x2e00);
KINDS.fill(LETTER, 0xa000, 0xd800);
KINDS.fill(IDEOGRAPH, 0x3040, 0x3100);
KINDS.fill(IDEOGRAPH, 0x3400, 0xa000);
KINDS.fill(LETTER, 0x61, 0x7b);
KINDS.fill(LETTER, 0x5f, 0x60);
KINDS.fill(DIGIT, 0x30, 0x3a);
for (const end of ".!?;\n。！？") KINDS[end.charCodeAt(0)] = SENTENCE_END;
for (const mark of "'’") KINDS[mark.charCodeAt(0)] = APOSTROPHE;
/** ×, ÷ and other signs among the letters. */
for (const sign of [0xd7, 0xf7]) KINDS[sign] = OTHER;

const SENTENCE_GAP = 3;
/** No word of the patterns is longer. */
const LONGEST_WORD = 24;
const LONGEST_IDEOGRAPHS = 5;

/** What a letter may stand for: digits, and letters of other scripts that look the same. */
const LOOKS_LIKE = new Uint16Array(0x10000);
for (const [from, to] of [
  ["0134578", "oieasto"],
  ["абвеозкмнорстухіјѕԁɡ", "abbeo3kmhopctyxijsdg"],
  ["αορυνικτε", "aopuvikte"],
] as const)
  for (let at = 0; at < from.length; at++) LOOKS_LIKE[from.charCodeAt(at)] = to.charCodeAt(at);
LOOKS_LIKE["7".charCodeAt(0)] = "t".charCodeAt(0);
LOOKS_LIKE["8".charCodeAt(0)] = "b".charCodeAt(0);

/** Letters that stand alone, one after the other, which may spell words. */
const LEAST_SPELLED = 6;
/** What is looked through of them, so that a text of nothing else costs no more than another. */
const MOST_SPELLED = 20_000;

/**
 * Calls `take` with each word of a small-lettered text that may be one of the patterns'. Each character is
 * looked at a fixed number of times.
 * @param known whether a hash is that of a word of the patterns.
 * @param isOver whether enough was seen.
 */
export function eachWord(
  text: string,
  known: (hash: number) => boolean,
  take: (word: Word) => void,
  isOver: () => boolean,
): void {
  const speller = new Speller(known, take);
  const { length } = text;
  let number = 0;
  let at = 0;
  while (at < length && !isOver()) {
    const kind = KINDS[text.charCodeAt(at)] as number;
    if (kind === SENTENCE_END) number += SENTENCE_GAP;
    if (kind === IDEOGRAPH) {
      at += ideographs(text, at, ++number, known, take);
      continue;
    }
    if (kind !== LETTER && kind !== DIGIT) {
      at++;
      continue;
    }
    const start = at;
    let hash = hashStart;
    let looks = hashStart;
    let digits = 0;
    let foreign = false;
    for (; at < length; at++) {
      const code = text.charCodeAt(at);
      const next = KINDS[code] as number;
      if (next === APOSTROPHE) {
        if (KINDS[text.charCodeAt(at + 1)] !== LETTER) break;
        hash = hashNext(hash, 0x27);
        looks = hashNext(looks, 0x27);
        continue;
      }
      if (next !== LETTER && next !== DIGIT) break;
      if (next === DIGIT) digits++;
      const like = LOOKS_LIKE[code] as number;
      if (like !== 0) foreign = true;
      hash = hashNext(hash, code);
      looks = hashNext(looks, like === 0 ? code : like);
    }
    number++;
    const long = at - start;
    if (long === 1) speller.letter(text.charCodeAt(start), number, start);
    else speller.end();
    if (long > LONGEST_WORD) continue;
    if (known(hash)) take({ hash, number, start, end: at, disguised: false });
    else if (foreign && digits < long && known(looks))
      take({ hash: looks, number, start, end: at, disguised: true });
  }
  speller.end();
}

/** Chinese and Japanese have no spaces: the longest known word, else one sign. Returns how long it is. */
function ideographs(
  text: string,
  start: number,
  number: number,
  known: (hash: number) => boolean,
  take: (word: Word) => void,
): number {
  let hash = hashStart;
  let found = 0;
  let foundHash = 0;
  const most = Math.min(start + LONGEST_IDEOGRAPHS, text.length);
  for (let at = start; at < most; at++) {
    const code = text.charCodeAt(at);
    if (KINDS[code] !== IDEOGRAPH) break;
    hash = hashNext(hash, code);
    if (!known(hash)) continue;
    found = at + 1 - start;
    foundHash = hash;
  }
  if (found > 0) take({ hash: foundHash, number, start, end: start + found, disguised: false });
  return Math.max(found, 1);
}

/** Finds words that are written letter by letter: `i g n o r e`. */
class Speller {
  readonly #known: (hash: number) => boolean;
  readonly #take: (word: Word) => void;
  #letters: number[] = [];
  #number = 0;
  #start = 0;
  #left = MOST_SPELLED;

  constructor(known: (hash: number) => boolean, take: (word: Word) => void) {
    this.#known = known;
    this.#take = take;
  }

  letter(code: number, number: number, start: number): void {
    if (this.#letters.length === 0) {
      this.#number = number;
      this.#start = start;
    }
    if (this.#left-- > 0) this.#letters.push(code);
  }

  end(): void {
    if (this.#letters.length === 0) return;
    if (this.#letters.length >= LEAST_SPELLED) this.#spell();
    this.#letters = [];
  }

  /** The longest known word at each place. */
  #spell(): void {
    let number = this.#number;
    for (let from = 0; from < this.#letters.length;) {
      let hash = hashStart;
      let found = 0;
      let foundHash = 0;
      const most = Math.min(this.#letters.length, from + LONGEST_WORD);
      for (let at = from; at < most; at++) {
        hash = hashNext(hash, this.#letters[at] as number);
        if (at - from < 2 || !this.#known(hash)) continue;
        found = at + 1 - from;
        foundHash = hash;
      }
      if (found > 0) {
        const start = this.#start + from;
        this.#take({ hash: foundHash, number: ++number, start, end: start + found, disguised: true });
      }
      from += Math.max(found, 1);
    }
  }
}
