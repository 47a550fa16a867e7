import type Anthropic from "@anthropic-ai/sdk";
import type { MintId } from "./ids.ts";
import { replyTokens, thinkingTokens, type Reply, type ReplyBlock } from "./reply.ts";
import type { SimulatedRequest } from "./request.ts";

/** A finished answer: the reply with its ids and what it used. */
export interface Answer {
  readonly message: Anthropic.Message;
  /** As the policy gave them; `message.content` at the same index has the ids. */
  readonly blocks: readonly ReplyBlock[];
}

export function finish(reply: Reply, request: SimulatedRequest, mint: MintId): Answer {
  const message: Anthropic.Message = {
    id: mint("msg"),
    type: "message",
    role: "assistant",
    model: request.model.id,
    content: reply.blocks.map((block) => contentBlock(block, mint)),
    stop_reason: reply.stopReason,
    stop_sequence: null,
    stop_details: reply.stopDetails ?? null,
    container: null,
    diagnostics: null,
    usage: usageOf(reply.blocks, request),
  };
  return { message, blocks: reply.blocks };
}

function contentBlock(block: ReplyBlock, mint: MintId): Anthropic.ContentBlock {
  switch (block.type) {
    case "text":
      return { type: "text", text: block.text, citations: null };
    case "thinking":
      return { type: "thinking", thinking: block.thinking, signature: block.signature };
    case "tool_use":
      return {
        type: "tool_use",
        id: mint("toolu"),
        name: block.name,
        input: block.json === undefined ? block.input : {},
        caller: { type: "direct" },
      };
  }
}

/** Follows from the request and the reply alone; the simulation has no prompt cache. */
const usageOf = (blocks: readonly ReplyBlock[], request: SimulatedRequest): Anthropic.Usage => ({
  input_tokens: request.inputTokens,
  output_tokens: Math.max(1, replyTokens(blocks)),
  output_tokens_details: { thinking_tokens: thinkingTokens(blocks) },
  cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  inference_geo: null,
  server_tool_use: null,
  service_tier: "standard",
  speed: null,
});
