/**
 * What of a span is taken at most. Whatever goes beyond is counted in the span (`dropped…Count`) or marked
 * in the text, so that nobody takes a part for the whole.
 */
export const LIMITS = {
  attributes: 1_024,
  events: 2_048,
  links: 256,
  /** Characters of one text. */
  text: 1 << 20,
  /** Characters of a span's name, an attribute's name. */
  name: 1_024,
  /** How deep lists and maps may lie in each other. */
  depth: 32,
  /** Members of one list or map. */
  members: 10_000,
} as const;

/** A text, or its beginning with a word on how much is missing. */
export const boundedText = (text: string, limit: number = LIMITS.text): string =>
  text.length <= limit ? text : `${text.slice(0, limit)}… (${text.length - limit} more characters)`;

export const TOO_DEEP = "(nested too deeply)";

/** Why a request as a whole cannot be read. */
export class OtlpError extends Error {
  override readonly name = "OtlpError";
}
