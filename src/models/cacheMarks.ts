import type { ApiMessage, ContentBlock, ModelRequest } from "../core/model.ts";
import type { PromptCaching } from "../core/usage.ts";

interface CacheMark {
  readonly type: "ephemeral";
  readonly ttl: Exclude<PromptCaching, "off">;
}

/** The API looks for what it has kept at a mark and at this many blocks before it. */
const LOOK_BACK = 20;

/**
 * Marks up to where the API should keep a request: after tools and system prompt, which stay the same over
 * a session, and after the last message. A message that follows more blocks than the API looks back over
 * leaves a mark at the one that was last before.
 */
export function withCacheMarks(request: ModelRequest, caching: PromptCaching): ModelRequest {
  if (caching === "off") return request;
  const mark: CacheMark = { type: "ephemeral", ttl: caching };
  const marked = markedMessages(request.messages);
  const messages = request.messages.map((message, index) =>
    marked.includes(index) ? { ...message, content: markedContent(message.content, mark) } : message,
  );
  return { ...request, ...markedPrefix(request, mark), messages };
}

/** The API reads tools first, then the system prompt. */
function markedPrefix({ system, tools }: ModelRequest, mark: CacheMark): Partial<ModelRequest> {
  return system.length > 0 ? { system: markedLast(system, mark) } : { tools: markedLast(tools, mark) };
}

const markedLast = <T extends object>(blocks: readonly T[], mark: CacheMark): readonly T[] =>
  blocks.map((block, index) => (index === blocks.length - 1 ? { ...block, cache_control: mark } : block));

function markedMessages(messages: readonly ApiMessage[]): readonly number[] {
  const last = messages.length - 1;
  const before = messages.findLastIndex(({ role }, index) => role === "user" && index < last);
  const since = messages.slice(before + 1).reduce((sum, { content }) => sum + content.length, 0);
  return before !== -1 && since >= LOOK_BACK ? [before, last] : [last];
}

function markedContent(content: readonly ContentBlock[], mark: CacheMark): readonly ContentBlock[] {
  const at = content.findLastIndex(takesMark);
  return content.map((block, index) => (index === at ? { ...block, cache_control: mark } : block));
}

/** Thinking takes none, and of kinds that we do not know we cannot tell. */
const takesMark = ({ type }: ContentBlock): boolean =>
  type === "text" || type === "tool_use" || type === "tool_result";
