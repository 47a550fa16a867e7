import { lexiconOf, LONGEST_PATTERN, MARK_BITS, type Lexicon } from "./lexicon.ts";
import { normalise, type Normalised } from "./normalise.ts";
import { ALARM, PATTERNS, WINDOW, type Family, type Pattern } from "./patterns.ts";
import { shapeOf, SHAPED_WORDS } from "./shapes.ts";
import { eachWord, type Word } from "./words.ts";

/** What a text looks like. */
export interface Score {
  /** The highest sum of weights that stand close together; where it is an alarm, the search ended there. */
  readonly score: number;
  readonly suspicious: boolean;
  /** Which families took part in it. */
  readonly families: readonly Family[];
  /** Where it stands in the normalised text, for a person. */
  readonly excerpt: string;
}

export type Scorer = (text: string) => Score;

const NOTHING: Score = { score: 0, suspicious: false, families: [], excerpt: "" };

/** What instructions have by their nature: they speak to the agent, of its tools and people, and say what it has to do always. */
const OF_INSTRUCTIONS: readonly Family[] = ["address", "order", "person", "target", "persistence"];

/** Of what remains, less is needed: 60 % of the corpus' attacks are found among instructions, and no ordinary ones. */
const INSTRUCTIONS_ALARM = 9;

/** Scores instructions that are meant for an agent: its file, AGENTS.md, descriptions of tools. */
export const instructionsScorer = (): Scorer => scorer(PATTERNS, OF_INSTRUCTIONS, INSTRUCTIONS_ALARM);

/**
 * Scores texts by these patterns.
 * @param without families whose patterns and signs do not count.
 * @param alarm the sum of weights from which on a text is suspicious.
 */
export function scorer(
  patterns: readonly Pattern[] = PATTERNS,
  without: readonly Family[] = [],
  alarm = ALARM,
): Scorer {
  const counted = patterns.filter(({ family }) => !without.includes(family));
  const lexicon = lexiconOf(counted, SHAPED_WORDS);
  const counts = (family: Family): boolean => !without.includes(family);
  const scoreOne = (text: string, mayDecode: boolean): Score => {
    const normalised = normalise(text);
    const sum = new Sum(normalised.text, alarm);
    if (counts("obfuscation")) signs(normalised, sum);
    new Search(lexicon, normalised.text, sum, counts).run();
    if (mayDecode && !sum.isAlarm) decode(text, sum, counts("obfuscation"), (part) => scoreOne(part, false));
    return sum.result();
  };
  return (text) => (text === "" ? NOTHING : scoreOne(text, true));
}

/** How strong each sign is, by where it stands. Linear in the length of the text. */
class Sum {
  readonly #text: string;
  readonly #alarmFrom: number;
  /** The strongest hit of each family that is still within the window. */
  readonly #recent = new Map<Family, { weight: number; at: number }>();
  /** Signs that have no place: how the whole text is written. */
  readonly #overall = new Map<Family, number>();
  #best = 0;
  #alarm = false;
  #at = 0;
  #families: readonly Family[] = [];

  constructor(text: string, alarm: number) {
    this.#text = text;
    this.#alarmFrom = alarm;
  }

  get isAlarm(): boolean {
    return this.#alarm;
  }

  overall(family: Family, weight: number): void {
    this.#overall.set(family, (this.#overall.get(family) ?? 0) + weight);
    this.#update(0);
  }

  hit(family: Family, weight: number, at: number): void {
    const known = this.#recent.get(family);
    if (known === undefined || at - known.at > WINDOW || weight > known.weight) {
      this.#recent.set(family, { weight, at });
      this.#update(at);
      return;
    }
    // The same again makes the sum no larger; a weaker one does not hide a stronger one that still counts.
    if (weight === known.weight) known.at = at;
  }

  result(): Score {
    const excerpt = this.#text.slice(Math.max(0, this.#at - EXCERPT_BEFORE), this.#at + EXCERPT_AFTER);
    return {
      score: this.#best,
      suspicious: this.isAlarm,
      families: this.#families,
      excerpt: this.#best === 0 ? "" : excerpt.replace(/\s+/g, " ").trim(),
    };
  }

  #isCode(at: number): boolean {
    const around = this.#text.slice(Math.max(0, at - CODE_AROUND), at + CODE_AROUND);
    return (around.match(/[{}()[\];=$_]|=>|\/\/|^ *#/gm)?.length ?? 0) > CODE_SHARE * around.length;
  }

  #update(at: number): void {
    let sum = 0;
    for (const weight of this.#overall.values()) sum += weight;
    for (const recent of this.#recent.values()) if (at - recent.at <= WINDOW) sum += recent.weight;
    if (sum <= this.#best) return;
    const above = sum - this.#alarmFrom;
    this.#alarm = above >= CODE_MORE || (above >= 0 && !this.#isCode(at));
    this.#best = sum;
    this.#at = at;
    const near = [...this.#recent].filter(([, recent]) => at - recent.at <= WINDOW);
    this.#families = [...new Set([...this.#overall.keys(), ...near.map(([family]) => family)])];
  }
}

/** In code the same words are names and comments. */
const CODE_MORE = 5;
const CODE_AROUND = 150;
const CODE_SHARE = 0.045;

const EXCERPT_BEFORE = 120;
const EXCERPT_AFTER = 60;

/** Fewer invisible characters are what emoji, Persian and soft hyphens need. */
const MANY = 8;
const SEVERAL = 3;

/** Signs of somebody who hides what they wrote. */
function signs({ tagged, hidden, turned, styled }: Normalised, sum: Sum): void {
  if (tagged >= MANY) sum.overall("obfuscation", 6);
  if (hidden >= SEVERAL) sum.overall("obfuscation", 4);
  if (turned > 0) sum.overall("obfuscation", 2);
  if (styled >= 2 * MANY) sum.overall("obfuscation", 3);
}

/** Two words of the patterns that are written in disguise are no accident. */
const DISGUISED_WEIGHT = 4;

class Search {
  readonly #lexicon: Lexicon;
  readonly #text: string;
  readonly #sum: Sum;
  readonly #counts: (family: Family) => boolean;
  /** For each step of each pattern the number of the word that took it last. */
  readonly #taken: Int32Array;
  #disguised = 0;

  constructor(lexicon: Lexicon, text: string, sum: Sum, counts: (family: Family) => boolean) {
    this.#lexicon = lexicon;
    this.#text = text;
    this.#sum = sum;
    this.#counts = counts;
    this.#taken = new Int32Array(lexicon.patterns.length * LONGEST_PATTERN).fill(-1_000);
  }

  run(): void {
    const { steps, marks } = this.#lexicon;
    eachWord(
      this.#text,
      (hash) => marks[hash & MARK_BITS] === 1 && (steps.has(hash) || SHAPED_WORDS.has(hash)),
      (word) => this.#take(word),
      () => this.#sum.isAlarm,
    );
  }

  #take(word: Word): void {
    if (word.disguised && ++this.#disguised >= 2 && this.#counts("obfuscation"))
      this.#sum.hit("obfuscation", DISGUISED_WEIGHT, word.start);
    if (SHAPED_WORDS.has(word.hash)) {
      const shape = shapeOf(this.#text, word);
      if (shape !== undefined && this.#counts(shape.family))
        this.#sum.hit(shape.family, shape.weight, word.start);
    }
    const known = this.#lexicon.steps.get(word.hash);
    if (known === undefined) return;
    for (const { pattern, index, gap } of known) this.#step(pattern, index, gap, word);
  }

  #step(pattern: number, index: number, gap: number, { number, end }: Word): void {
    const place = pattern * LONGEST_PATTERN + index;
    if (index > 0) {
      const before = this.#taken[place - 1] as number;
      if (number === before || number - before > gap) return;
    }
    this.#taken[place] = number;
    if (index + 1 < (this.#lexicon.lengths[pattern] as number)) return;
    const { family, weight } = this.#lexicon.patterns[pattern] as Pattern;
    this.#sum.hit(family, weight, end);
  }
}

const LEAST_ENCODED = 40;
const ENCODED_WEIGHT = 4;

/** Base64 that hides a readable text is scored as that text, and is a sign itself. */
function decode(text: string, sum: Sum, isSign: boolean, score: Scorer): void {
  for (const { start, end } of encodedRuns(text)) {
    const decoded = readable(text.slice(start, end));
    if (decoded === undefined) continue;
    const inner = score(decoded);
    if (inner.score === 0) continue;
    for (const family of inner.families) sum.hit(family, inner.score / inner.families.length, start);
    if (isSign) sum.hit("obfuscation", ENCODED_WEIGHT, start);
    if (sum.isAlarm) return;
  }
}

function* encodedRuns(text: string): Generator<{ readonly start: number; readonly end: number }> {
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && ENCODING[text.charCodeAt(at)] === 1) continue;
    if (at - start >= LEAST_ENCODED) yield { start, end: at };
    start = at + 1;
  }
}

const ENCODING = new Uint8Array(0x10000);
for (const letter of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  ENCODING[letter.charCodeAt(0)] = 1;

const LOOKED_AT = 48;

/** Undefined where the bytes are no text with words in it. */
function readable(encoded: string): string | undefined {
  if (!isText(Buffer.from(encoded.slice(0, LOOKED_AT), "base64"))) return undefined;
  const bytes = Buffer.from(encoded, "base64");
  return isText(bytes) ? bytes.toString("latin1") : undefined;
}

function isText(bytes: Buffer): boolean {
  let spaces = 0;
  for (const byte of bytes) {
    if (byte === 0x20) spaces++;
    else if ((byte < 0x20 || byte > 0x7e) && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return false;
  }
  return spaces * 12 >= bytes.length;
}
