import type { MessageRecord } from "../core/lines.ts";

const TITLE_LENGTH = 60;

/**
 * Whether a message is what the person said. Messages of the role `user` carry tool results and words of
 * safeguards too.
 */
export const isPrompt = ({ role, by, content }: Pick<MessageRecord, "role" | "by" | "content">): boolean =>
  role === "user" &&
  by === undefined &&
  content.some((block) => block.type === "text") &&
  content.every((block) => block.type !== "tool_result");

export const textOf = (message: MessageRecord | undefined): string =>
  (message?.content ?? []).flatMap((block) => (block.type === "text" ? [block.text] : [])).join("\n");

/** The first line, cut to fit a list. */
export function titleOf(prompt: string): string {
  const line = prompt.trim().split("\n", 1)[0] ?? "";
  if (line.length <= TITLE_LENGTH) return line;
  // Without half a character at the cut.
  const head = line.slice(0, TITLE_LENGTH - 1).replace(/[\ud800-\udbff]$/, "");
  return `${head.trimEnd()}…`;
}
