import type { Line } from "../results.ts";

const MAX_QUOTE = 180;

/** `path:12`, in the form that the chat panel makes a link of. */
export const place = ({ path, number }: Line): string => `\`${path}:${number}\``;

/** Text as inline code, whatever backticks it holds. */
export function code(text: string): string {
  const trimmed = text.trim();
  const shown = trimmed.length > MAX_QUOTE ? `${trimmed.slice(0, MAX_QUOTE)}…` : trimmed;
  return shown.includes("`") ? `\`\` ${shown} \`\`` : `\`${shown}\``;
}

export const quoteLine = (line: Line): string => `- ${place(line)}: ${code(line.text)}`;

/** A fenced block, with a fence that the text does not hold. */
export function block(text: string, language = ""): string {
  const fence = text.includes("```") ? "````" : "```";
  return `${fence}${language}\n${text.replace(/\n$/u, "")}\n${fence}`;
}

/** `a`, `a and b`, `a, b and c`; past `most` the rest is counted. */
export function listOf(items: readonly string[], most = 6): string {
  const shown = items.slice(0, most);
  if (items.length > most) return `${shown.join(", ")} and ${items.length - most} more`;
  const last = shown.at(-1) ?? "";
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(", ")} and ${last}`;
}

export const ticked = (items: readonly string[], most?: number): string => listOf(items.map(code), most);

/** `1 file`, `3 files`, `2 matches`. */
export function count(amount: number, noun: string): string {
  const ending = amount === 1 ? "" : /(?:s|x|ch|sh)$/u.test(noun) ? "es" : "s";
  return `${amount} ${noun}${ending}`;
}

export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
