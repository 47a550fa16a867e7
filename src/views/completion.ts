/** A word that is being typed in the message and can be completed. */
export interface Completing {
  readonly kind: "file" | "command";
  /** What stands behind the `@` or `/`. */
  readonly query: string;
  /** Where the word stands in the text, its sign included: `[start, end)`. */
  readonly start: number;
  readonly end: number;
}

/** What can be completed at the caret: `@` anywhere a word begins, `/` at the beginning of the message. */
export function completingAt(text: string, caret: number): Completing | undefined {
  const word = /(?:^|\s)([@/])([^\s@]{0,200})$/.exec(text.slice(Math.max(0, caret - 202), caret));
  const [, sign, query] = word ?? [];
  if (sign === undefined || query === undefined) return undefined;
  const start = caret - query.length - 1;
  if (sign === "/" && text.slice(0, start).trim() !== "") return undefined;
  return { kind: sign === "@" ? "file" : "command", query, start, end: caret };
}

/** The text and the caret after a completion was picked; a space follows it. */
export function complete(
  text: string,
  { start, end, kind }: Completing,
  value: string,
): { readonly text: string; readonly caret: number } {
  const sign = kind === "file" ? "@" : "/";
  const word = `${sign}${value.startsWith(sign) ? value.slice(1) : value} `;
  const rest = text.slice(end);
  return { text: text.slice(0, start) + word + rest.replace(/^ /, ""), caret: start + word.length };
}
