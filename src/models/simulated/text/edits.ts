/** An exact replacement in a text. */
export interface TextEdit {
  readonly before: string;
  readonly after: string;
  /** The first line, from 1, that is different. */
  readonly line: number;
}

/**
 * The smallest run of whole lines whose replacement turns `old` into `next` and that occurs only once
 * in `old`. Undefined where nothing changes.
 */
export function smallestEdit(old: string, next: string): TextEdit | undefined {
  if (old === next) return undefined;
  const a = linesWithEnds(old);
  const b = linesWithEnds(next);
  let top = 0;
  while (top < a.length && top < b.length && a[top] === b[top]) top++;
  let bottom = 0;
  while (bottom < a.length - top && bottom < b.length - top && a.at(-1 - bottom) === b.at(-1 - bottom))
    bottom++;
  const line = top + 1;
  while (top > 0 || bottom > 0) {
    const before = a.slice(top, a.length - bottom).join("");
    if (before !== "" && old.indexOf(before) === old.lastIndexOf(before))
      return { before, after: b.slice(top, b.length - bottom).join(""), line };
    if (top > 0) top--;
    else bottom--;
  }
  return { before: old, after: next, line };
}

/** The lines with their line breaks, so that joined they are the text. */
export const linesWithEnds = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/gu) ?? [];

/** Every whole-word occurrence of a name. */
export const nameExpression = (name: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}_$])${name.replaceAll("$", String.raw`\$`)}(?![\\p{L}\\p{N}_$])`, "gu");

export type InsertPlace = "end" | "start" | { readonly after: string } | { readonly before: string };

/** Adds whole lines; undefined where the line to put them beside does not occur. */
export function insertLines(text: string, added: string, where: InsertPlace): string | undefined {
  const complete = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  if (where === "start") return `${added}\n${text}`;
  if (where === "end") return `${complete}${added}\n`;
  const lines = [...linesWithEnds(complete)];
  const mark = "after" in where ? where.after : where.before;
  const index = lines.findIndex((line) => line.includes(mark.trim()));
  if (index === -1) return undefined;
  lines.splice("after" in where ? index + 1 : index, 0, `${added}\n`);
  return lines.join("");
}

/** What an edit changes, as a diff for a person; shortened where it is long. */
export function diffOf({ before, after }: TextEdit): string {
  const gone = linesWithEnds(before);
  const come = linesWithEnds(after);
  const kept = new Set(gone.filter((line) => come.includes(line)));
  const lines = [
    ...gone.filter((line) => !kept.has(line)).map((line) => `- ${line.trimEnd()}`),
    ...come.filter((line) => !kept.has(line)).map((line) => `+ ${line.trimEnd()}`),
  ].filter((line) => line.trim().length > 1);
  const shown = lines.slice(0, MAX_DIFF);
  const more = lines.length - shown.length;
  return [...shown, ...(more > 0 ? [`… ${more} more lines`] : [])].join("\n");
}

const MAX_DIFF = 24;
