/** A quoted part of a text: “…”, "…", `…`, '…' (not an apostrophe), or a fenced code block. */
export interface Quote {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly fenced: boolean;
}

const QUOTE =
  /```[\w+.-]*[ \t]*\n(?<code>[\s\S]*?)\n?```|"(?<double>[^"\n]+)"|“(?<curly>[^”\n]+)”|`(?<tick>[^`\n]+)`|(?<![\p{L}\p{N}])'(?<single>[^'\n]+)'(?![\p{L}\p{N}])/gu;

export function quotesIn(text: string): readonly Quote[] {
  return [...text.matchAll(QUOTE)].map((match) => {
    const { code, double, curly, tick, single } = match.groups ?? {};
    return {
      start: match.index,
      end: match.index + match[0].length,
      text: code ?? double ?? curly ?? tick ?? single ?? "",
      fenced: code !== undefined,
    };
  });
}

const MASK = "\uE000";

/** The text with every quoted part blanked out, letter for letter, so that positions stay true. */
export function maskQuotes(text: string): string {
  let masked = text;
  for (const { start, end } of quotesIn(text))
    masked = masked.slice(0, start) + MASK.repeat(end - start) + masked.slice(end);
  return masked;
}

/** The parts of a text between the matches of `separator` that lie outside quotes. */
export function splitOutsideQuotes(text: string, separator: RegExp): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  for (const match of maskQuotes(text).matchAll(separator)) {
    parts.push(text.slice(start, match.index));
    start = match.index + match[0].length;
  }
  return [...parts, text.slice(start)];
}

/** A masked quote in a pattern. */
export const QUOTED = `${MASK}+`;

/** Named groups of a match on the masked text, in the words of the original; quotes without their marks. */
export function groupsIn(text: string, pattern: RegExp): Readonly<Record<string, Phrase>> | undefined {
  const match = new RegExp(pattern.source, `${pattern.flags.replace("d", "")}d`).exec(maskQuotes(text));
  if (!match) return undefined;
  const quotes = quotesIn(text);
  return Object.fromEntries(
    Object.entries(match.indices?.groups ?? {}).flatMap(([name, span]) =>
      span ? [[name, phraseAt(text, span, quotes)]] : [],
    ),
  );
}

export interface Phrase {
  readonly text: string;
  readonly quoted: boolean;
}

function phraseAt(text: string, [start, end]: [number, number], quotes: readonly Quote[]): Phrase {
  const raw = text.slice(start, end).trim();
  const quote = quotes.find((candidate) => candidate.start >= start && candidate.end <= end);
  const isQuote = quote !== undefined && quote.end - quote.start === raw.length;
  return isQuote ? { text: quote.text, quoted: true } : { text: raw, quoted: false };
}
