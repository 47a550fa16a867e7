import { findSecrets, type SecretSpan } from "./secretSpans.ts";

/** A text without its secrets, and how many were replaced. */
export interface Redacted {
  readonly text: string;
  readonly count: number;
}

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

  /** The secrets that are matched literally. */
  get held(): readonly string[] {
    return this.#held();
  }

  redact(text: string): Redacted {
    return this.apply(text, this.find(text));
  }

  /** The secrets of a text, for `apply`. */
  find(text: string): readonly SecretSpan[] {
    return findSecrets(text, this.held);
  }

  /** Replaces what `findSecrets` found in this very text. */
  apply(text: string, spans: readonly SecretSpan[]): Redacted {
    if (spans.length === 0) return { text, count: 0 };
    const parts: string[] = [];
    let from = 0;
    for (const { kind, start, end } of spans) {
      parts.push(text.slice(from, start), this.#placeholder(kind, text.slice(start, end)));
      from = end;
    }
    parts.push(text.slice(from));
    return { text: parts.join(""), count: spans.length };
  }

  /** A JSON value with the secrets of all its texts replaced; the very same value where it has none. */
  redactValue(value: unknown): { readonly value: unknown; readonly count: number } {
    if (typeof value === "string") {
      const { text, count } = this.redact(value);
      return { value: text, count };
    }
    if (typeof value !== "object" || value === null) return { value, count: 0 };
    let total = 0;
    const clean = (part: unknown): unknown => {
      const { value: cleaned, count } = this.redactValue(part);
      total += count;
      return cleaned;
    };
    const result = Array.isArray(value)
      ? value.map(clean)
      : Object.fromEntries(Object.entries(value).map(([key, part]) => [String(clean(key)), clean(part)]));
    return total === 0 ? { value, count: 0 } : { value: result, count: total };
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
