import type Anthropic from "@anthropic-ai/sdk";
import { cutToTokens, countTokens } from "./tokens.ts";

export type ReplyBlock = ReplyText | ReplyThinking | ReplyToolUse;

export interface ReplyText {
  readonly type: "text";
  readonly text: string;
  /** How the text is cut into deltas, where that matters. */
  readonly deltas?: readonly string[];
}
export interface ReplyThinking {
  readonly type: "thinking";
  readonly thinking: string;
  readonly signature: string;
}
export interface ReplyToolUse {
  readonly type: "tool_use";
  readonly name: string;
  readonly input: unknown;
  /** What is streamed instead of `input` where the arguments are to be broken. */
  readonly json?: string;
}

/** What the model answers, before it has ids and is written to the wire. */
export interface Reply {
  readonly blocks: readonly ReplyBlock[];
  readonly stopReason: Anthropic.StopReason;
  readonly stopDetails?: Anthropic.RefusalStopDetails;
}

export const textReply = (text: string): Reply => ({
  blocks: [{ type: "text", text }],
  stopReason: "end_turn",
});

export const jsonOf = (block: ReplyToolUse): string => block.json ?? JSON.stringify(block.input);

const contentOf = (block: ReplyBlock): string => {
  switch (block.type) {
    case "text":
      return block.text;
    case "thinking":
      return block.thinking;
    case "tool_use":
      return `${block.name}${jsonOf(block)}`;
  }
};

export const replyTokens = (blocks: readonly ReplyBlock[]): number =>
  blocks.reduce((sum, block) => sum + countTokens(contentOf(block)), 0);

export const thinkingTokens = (blocks: readonly ReplyBlock[]): number =>
  replyTokens(blocks.filter((block) => block.type === "thinking"));

/** Stops the reply where it has used up `maxTokens`, inside a block if need be, as a real model does. */
export function limitReply(reply: Reply, maxTokens: number): Reply {
  const blocks: ReplyBlock[] = [];
  let left = maxTokens;
  for (const block of reply.blocks) {
    const tokens = replyTokens([block]);
    if (tokens > left) {
      const cut = cutBlock(block, left);
      return { blocks: cut ? [...blocks, cut] : blocks, stopReason: "max_tokens" };
    }
    blocks.push(block);
    left -= tokens;
  }
  return reply;
}

function cutBlock(block: ReplyBlock, tokens: number): ReplyBlock | undefined {
  if (tokens < 1) return undefined;
  switch (block.type) {
    case "text":
      return { type: "text", text: cutToTokens(block.text, tokens) };
    case "tool_use":
      return { ...block, json: cutToTokens(jsonOf(block), tokens) };
    case "thinking":
      return undefined;
  }
}
