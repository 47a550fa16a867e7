import type Anthropic from "@anthropic-ai/sdk";
import type { Answer } from "./message.ts";
import { jsonOf, type ReplyBlock } from "./reply.ts";

/** One server-sent event of a streamed answer. */
export type WireEvent = Anthropic.RawMessageStreamEvent | { readonly type: "ping" };

export const writeEvent = (event: { readonly type: string }): string =>
  `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

/** The events of an answer in the order in which the API sends them. */
export function eventsOf({ message, blocks }: Answer): readonly WireEvent[] {
  return [
    {
      type: "message_start",
      message: {
        ...message,
        content: [],
        stop_reason: null,
        stop_details: null,
        usage: { ...message.usage, output_tokens: 1 },
      },
    },
    { type: "ping" },
    ...message.content.flatMap((content, index) => blockEvents(content, blocks[index], index)),
    {
      type: "message_delta",
      delta: {
        stop_reason: message.stop_reason,
        stop_sequence: null,
        stop_details: message.stop_details,
        container: null,
      },
      usage: {
        input_tokens: message.usage.input_tokens,
        output_tokens: message.usage.output_tokens,
        output_tokens_details: message.usage.output_tokens_details,
        cache_creation_input_tokens: message.usage.cache_creation_input_tokens,
        cache_read_input_tokens: message.usage.cache_read_input_tokens,
        server_tool_use: null,
      },
    },
    { type: "message_stop" },
  ];
}

function blockEvents(
  content: Anthropic.ContentBlock,
  block: ReplyBlock | undefined,
  index: number,
): readonly WireEvent[] {
  if (!block) return [];
  return [
    { type: "content_block_start", index, content_block: emptied(content) },
    ...deltasOf(block).map((delta): WireEvent => ({ type: "content_block_delta", index, delta })),
    { type: "content_block_stop", index },
  ];
}

/** The block as it starts: everything that deltas bring is still missing. */
function emptied(content: Anthropic.ContentBlock): Anthropic.ContentBlock {
  if (content.type === "text") return { ...content, text: "" };
  if (content.type === "thinking") return { ...content, thinking: "", signature: "" };
  if (content.type === "tool_use") return { ...content, input: {} };
  return content;
}

function deltasOf(block: ReplyBlock): readonly Anthropic.RawContentBlockDelta[] {
  switch (block.type) {
    case "text":
      return (block.deltas ?? pieces(block.text)).map((text) => ({ type: "text_delta", text }));
    case "thinking":
      return [
        ...pieces(block.thinking).map((thinking) => ({ type: "thinking_delta", thinking }) as const),
        { type: "signature_delta", signature: block.signature },
      ];
    case "tool_use":
      return ["", ...pieces(jsonOf(block))].map((json) => ({ type: "input_json_delta", partial_json: json }));
  }
}

const WORDS_PER_DELTA = 3;
const MAX_DELTAS = 150;

/** Text in small pieces of a few words, as a model writes; long text in larger ones, so that it ends. */
export function pieces(text: string): readonly string[] {
  const words = text.match(/\s*\S+\s*$|\s*\S+/gu) ?? (text === "" ? [] : [text]);
  const size = Math.max(WORDS_PER_DELTA, Math.ceil(words.length / MAX_DELTAS));
  const all: string[] = [];
  for (let i = 0; i < words.length; i += size) all.push(words.slice(i, i + size).join(""));
  return all;
}
