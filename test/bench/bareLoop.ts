import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Anthropic } from "@anthropic-ai/sdk";
import type { MessagesBody } from "../support/messagesApi.ts";

/**
 * The least that an agent is: streams answers from the SDK and reads the files that they ask for, until one
 * asks for none and is not paused.
 * @param like a request of ours, whose model, system prompt and tools are sent.
 */
export async function bareLoop(
  client: Anthropic,
  like: MessagesBody,
  prompt: string,
  folder: string,
): Promise<void> {
  const { messages: _ours, ...rest } = like as unknown as Anthropic.MessageStreamParams;
  const messages: Anthropic.MessageParam[] = [{ role: "user", content: prompt }];
  for (;;) {
    const { content, stop_reason: stop } = await client.messages.stream({ ...rest, messages }).finalMessage();
    messages.push({ role: "assistant", content: content as Anthropic.ContentBlockParam[] });
    const uses = content.filter((block) => block.type === "tool_use");
    if (stop === "pause_turn") continue;
    if (uses.length === 0) return;
    const results = uses.map(async ({ id, input }) => {
      const { path } = input as { readonly path: string };
      const result = await readFile(join(folder, path), "utf8");
      return { type: "tool_result", tool_use_id: id, content: result } as const;
    });
    messages.push({ role: "user", content: await Promise.all(results) });
  }
}
