import type { ApiMessage } from "../../../core/model.ts";
import { invalidRequest } from "./fault.ts";
import { sha256 } from "./ids.ts";
import type { SimulatedRequest } from "./request.ts";

/**
 * Signs thinking as the newest models do: bound to the model and to every byte before it (system
 * prompt, tools, messages). Cache marks may move, so they do not count.
 */
export function signThinking(request: SimulatedRequest): string {
  return Buffer.from(`${request.model.id}:${digest(request, request.messages.length)}`).toString("base64");
}

/**
 * @throws ApiFault where the thinking of this model stands in another conversation than the one it
 * was written in. Another model's thinking is ignored, as the API does.
 */
export function checkThinking(request: SimulatedRequest): void {
  for (const [index, message] of request.messages.entries()) {
    const position = message.content.findIndex((block) => block.type === "thinking");
    const block = message.content[position];
    if (block?.type !== "thinking") continue;
    const [model, signed] = Buffer.from(block.signature, "base64").toString().split(":");
    if (model === request.model.id && signed !== digest(request, index))
      throw thinkingMismatch(index, position);
  }
}

export const thinkingMismatch = (message: number, block: number) =>
  invalidRequest(
    `messages.${message}.content.${block}: Invalid \`signature\` in \`thinking\` block: ` +
      "the block is bound to a different conversation",
  );

/** Of the `count` first messages without the answers at their end, which a paused turn goes on with. */
function digest({ prefix, messages }: SimulatedRequest, count: number): string {
  const before = messages.slice(0, count);
  const end = before.findLastIndex((message: ApiMessage) => message.role === "user") + 1;
  return sha256(
    JSON.stringify([prefix, before.slice(0, end)], (key, value: unknown) =>
      key === "cache_control" ? undefined : value,
    ),
  );
}
