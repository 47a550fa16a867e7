import type { MessageRecord } from "../core/lines.ts";

/**
 * The message that a turn can go on after without a word of the person: the last complete one, where the model
 * has to answer it or to get the results of its tool calls. Undefined after a final answer, and at the beginning.
 */
export function whereToGoOn(path: readonly MessageRecord[]): MessageRecord | undefined {
  const last = path.findLast(({ incomplete }) => incomplete === undefined);
  if (last?.role === "user") return last;
  return last?.content.some(({ type }) => type === "tool_use") ? last : undefined;
}
