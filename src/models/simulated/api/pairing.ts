import type { ApiMessage, ContentBlock } from "../../../core/model.ts";
import { invalidRequest } from "./fault.ts";

/**
 * Every `tool_use` needs its `tool_result` at the beginning of the next message, and no result may
 * stand without its call.
 * @throws ApiFault in the words of the real API.
 */
export function checkPairing(messages: readonly ApiMessage[]): void {
  let open: readonly string[] = [];
  for (const [index, message] of merged(messages).entries()) {
    const results = message.content.flatMap((block) =>
      block.type === "tool_result" ? [block.tool_use_id] : [],
    );
    const missing = open.filter((id) => !results.includes(id));
    if (missing.length > 0) throw unanswered(index - 1, missing);
    const stray = results.find((id) => !open.includes(id));
    if (stray !== undefined) throw unexpected(index, stray);
    open = message.content.flatMap((block) => (block.type === "tool_use" ? [block.id] : []));
    if (new Set(open).size < open.length) throw invalidRequest("messages: `tool_use` ids must be unique");
  }
  if (open.length > 0) throw unanswered(messages.length - 1, open);
}

/** Neighbours of one role are one message to the API. */
function merged(messages: readonly ApiMessage[]): readonly ApiMessage[] {
  const all: { role: ApiMessage["role"]; content: ContentBlock[] }[] = [];
  for (const { role, content } of messages) {
    const last = all.at(-1);
    if (last?.role === role) last.content.push(...content);
    else all.push({ role, content: [...content] });
  }
  return all;
}

const unanswered = (index: number, ids: readonly string[]) =>
  invalidRequest(
    `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ` +
      `${ids.join(", ")}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
  );

const unexpected = (index: number, id: string) =>
  invalidRequest(
    `messages.${index}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${id}. ` +
      "Each `tool_result` block must have a corresponding `tool_use` block in the previous message.",
  );
