import { SECRET_PATTERNS } from "./secretPatterns.ts";

/**
 * Replaces secrets by stable placeholders such as `[secret:aws-key:1]`. Applied once, where text
 * enters; what is sent, recorded and sent again are then the same bytes.
 */
export class Redactor {
  readonly #held: () => readonly string[];
  readonly #numbers = new Map<string, number>();
  #next: number;

  /**
   * @param held secrets that we hold ourselves; matched literally, whatever their shape.
   * @param next the first number to give, so that a resumed session goes on counting.
   */
  constructor(held: () => readonly string[] = () => [], next = 1) {
    this.#held = held;
    this.#next = next;
  }

  /** The text without its secrets, and how many were replaced. */
  redact(text: string): { readonly text: string; readonly count: number } {
    let count = 0;
    let result = text;
    for (const secret of this.#held()) {
      if (secret.length < MIN_HELD_LENGTH || !result.includes(secret)) continue;
      count += result.split(secret).length - 1;
      result = result.replaceAll(secret, this.#placeholder("key", secret));
    }
    if (!ANCHOR.test(result)) return { text: result, count };
    result = result.replace(ANY_SECRET, (secret: string, ...groups: unknown[]) => {
      count++;
      return this.#placeholder(kindOf(groups), secret);
    });
    return { text: result, count };
  }

  #placeholder(kind: string, secret: string): string {
    let number = this.#numbers.get(secret);
    if (number === undefined) {
      number = this.#next++;
      this.#numbers.set(secret, number);
    }
    return `[secret:${kind}:${number}]`;
  }
}

/** Shorter values would match ordinary words. */
const MIN_HELD_LENGTH = 8;

/** One group per pattern, so that the group that took part tells the kind. */
const ANY_SECRET = new RegExp(SECRET_PATTERNS.map(({ pattern }) => `(${pattern})`).join("|"), "g");

/** The literal beginnings of all patterns, as a tree of letters: a cheap first look, because most text has none. */
const ANCHOR =
  /A(?:KIA|SIA|Iza|GE-SECRET|ccountKey=)|s(?:k-[\w-]{4}|k_(?:liv|tes)|hp[acps])|rk_(?:liv|tes)|S(?:G\.|K[0-9a-f]{32})|g(?:h[opsur]_|ithub_pat|l(?:pat|dt|rt|cbt|ptt|oas)-|l(?:c|sa)_)|xox[abeoprs]-|h(?:ooks\.sl|f_|v[bs]\.)|whsec_|n(?:pm|tn)_|pypi-|lin_api|d(?:o[opr]_v|api[0-9a-f])|bot\d|eyJ|-----BEGIN|:\/\/[^\s/]{1,200}@/;

function kindOf(groups: readonly unknown[]): string {
  const index = groups.findIndex((group) => typeof group === "string");
  return SECRET_PATTERNS[index]?.kind ?? "key";
}
