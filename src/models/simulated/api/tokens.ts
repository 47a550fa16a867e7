const BYTES_PER_TOKEN = 4;

/** A deterministic stand-in for a tokenizer: four UTF-8 bytes are one token. */
export const countTokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);

/** The longest beginning of `text` that has at most `tokens` tokens; never half a character. */
export function cutToTokens(text: string, tokens: number): string {
  if (countTokens(text) <= tokens) return text;
  const bytes = Buffer.from(text).subarray(0, Math.max(0, tokens) * BYTES_PER_TOKEN);
  return bytes.toString().replace(/\uFFFD+$/u, "");
}
