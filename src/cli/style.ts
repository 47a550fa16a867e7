import { styleText } from "node:util";
import type { Io } from "./io.ts";

export type Style = "green" | "red" | "yellow" | "cyan" | "dim" | "bold";

/** Puts a style around a text, where the terminal shows it. */
export type Paint = (style: Style, text: string) => string;

export const painter = ({ terminal }: Pick<Io, "terminal">): Paint =>
  terminal?.colors
    ? // Whether there are colours was asked of the stream that the text goes to.
      (style, text) => styleText(style, text, { validateStream: false })
    : (_style, text) => text;

/** What a terminal would obey instead of showing it, what has no width, and what turns the direction around. */
const UNSEEN = /[\p{Cc}\p{Cf}]/gu;

/** Line breaks, tabs, and what joins emoji. */
const HARMLESS: ReadonlySet<string> = new Set(["\n", "\t", "\u200D"]);

/**
 * Text of a model or a file as a terminal may show it: whatever would move the cursor, hide or
 * reorder characters is visible instead, so that nobody allows what they cannot see.
 */
export const visible = (text: string): string =>
  text
    .replaceAll("\r\n", "\n")
    .replaceAll(UNSEEN, (character) =>
      HARMLESS.has(character) ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
    );

/** The first line, shortened. */
export function brief(text: string, longest = 100): string {
  const line = visible(text.split("\n").find((each) => each.trim() !== "") ?? "").trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
