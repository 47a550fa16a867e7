/** Where a text occurs in another one. */
export interface Replacement {
  readonly text: string;
  /** Lines, from 1, in which a replaced part begins. */
  readonly lines: readonly number[];
}

/**
 * Replaces every occurrence of `oldText`. Line breaks match whichever of LF and CRLF the text has; those
 * of `newText` become what the text has most of, and all that is not replaced stays byte for byte.
 */
export function replaceText(text: string, oldText: string, newText: string): Replacement {
  const sought = toLf(oldText);
  const inserted = withBreaksOf(text, newText);
  const kept = toLf(text).split(sought);
  const lines: number[] = [];
  let result = "";
  let at = 0;
  let line = 1;
  for (const [index, part] of kept.entries()) {
    const end = advance(text, at, part.length);
    result += text.slice(at, end);
    if (index === kept.length - 1) break;
    line += countBreaks(part);
    lines.push(line);
    line += countBreaks(sought);
    result += inserted;
    at = advance(text, end, sought.length);
  }
  return { text: result, lines };
}

/** The text with the kind of line break that `model` has most of. */
export function withBreaksOf(model: string, text: string): string {
  const breaks = countBreaks(model);
  const crlf = model.split("\r\n").length - 1;
  return crlf * 2 > breaks ? toLf(text).replaceAll("\n", "\r\n") : toLf(text);
}

const toLf = (text: string): string => text.replaceAll("\r\n", "\n");

const countBreaks = (text: string): number => text.split("\n").length - 1;

/** The offset in `text` that lies `count` characters after `from` where CRLF counts as one. */
function advance(text: string, from: number, count: number): number {
  let at = from;
  for (let left = count; left > 0; left--) at += text[at] === "\r" && text[at + 1] === "\n" ? 2 : 1;
  return at;
}
