import { formatCount, formatTokens } from "./figures.ts";
import { formatBytes } from "./format.ts";

/** Pasted text beyond this is held apart: an input of that size is slow to type in. In UTF-16 units. */
export const LARGE_PASTE = 20_000;

/** A message beyond this is sent only after the person said so. In UTF-16 units. */
const LARGE_MESSAGE = 200_000;

/** What a tokenizer makes of typical text and code, roughly. */
const BYTES_PER_TOKEN = 4;

/** Text that was pasted and stands behind the typed message. */
export interface Paste {
  readonly id: number;
  readonly text: string;
  /** What it is, where it was not pasted. */
  readonly label?: string;
}

/** The message as it is sent. */
export const messageOf = (typed: string, pastes: readonly Paste[]): string =>
  [typed.trim(), ...pastes.map(({ text }) => text)].filter((part) => part !== "").join("\n\n");

/** `5.0 MB, 84,201 lines`. */
export function sizeOf(text: string): string {
  const lines = text.split("\n").length;
  return `${formatBytes(bytesOf(text))}, ${formatCount(lines, "line")}`;
}

/** What a person should know before a message is sent; undefined where its size is nothing unusual. */
export function sizeWarning(message: string): string | undefined {
  if (message.length <= LARGE_MESSAGE) return undefined;
  const bytes = bytesOf(message);
  return `This message is ${formatBytes(bytes)} large, about ${formatTokens(bytes / BYTES_PER_TOKEN)} tokens. A file that the agent reads in parts may serve better.`;
}

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;
