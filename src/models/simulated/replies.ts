import type Anthropic from "@anthropic-ai/sdk";
import { asText } from "./plan.ts";
import { jsonOf, type Reply, type ReplyBlock, type ReplyToolUse } from "./api/reply.ts";
import type { OfferedTool } from "./api/request.ts";

const CATEGORIES = ["cyber", "bio", "frontier_llm", "reasoning_extraction", "general_harms"] as const;

/** A refusal has no content. */
export function refuse(_reply: Reply, variant: string | undefined): Reply {
  if (variant === "soft")
    return { blocks: [asText("I'm sorry, but I cannot help with that.")], stopReason: "end_turn" };
  const known = CATEGORIES.find((category) => category === variant);
  const category = variant === undefined ? "cyber" : (known ?? null);
  const stopDetails: Anthropic.RefusalStopDetails = {
    type: "refusal",
    category,
    explanation: category && `This request was refused under the usage policy (${category}).`,
  };
  return { blocks: [], stopReason: "refusal", stopDetails };
}

/** The beginning of what would have been said. */
export function cutOff(reply: Reply): Reply {
  const text = firstText(reply);
  return { blocks: [asText(text.slice(0, Math.ceil(text.length / 2)))], stopReason: "max_tokens" };
}

export const pause = (): Reply => ({
  blocks: [asText("This takes me a while; I'll pause here.")],
  stopReason: "pause_turn",
});

const firstText = ({ blocks }: Reply): string =>
  blocks.find((block) => block.type === "text")?.text ?? "I was going to say more";

/** The reply with its tool calls broken; where it has none, with a broken call of an offered tool. */
export function breakToolCall(
  reply: Reply,
  how: "truncated" | "malformed",
  tools: readonly OfferedTool[],
): Reply {
  const [tool] = tools;
  if (!tool) return reply;
  const planned = reply.blocks.find((block) => block.type === "tool_use");
  const call = planned ?? { type: "tool_use", name: tool.name, input: { path: "README.md" } };
  const text = asText(planned ? firstText(reply) : `I'll use ${tool.name}.`);
  const blocks: readonly ReplyBlock[] = [text, how === "truncated" ? truncate(call) : misfit(call)];
  return { blocks, stopReason: how === "truncated" ? "max_tokens" : "tool_use" };
}

function truncate(call: ReplyToolUse): ReplyToolUse {
  const json = jsonOf({ ...call, input: { path: "README.md", ...asObject(call.input) } });
  return { ...call, json: json.slice(0, Math.ceil(json.length * 0.6)) };
}

/** Numbers where there should be texts, and a field that no tool has. */
const misfit = (call: ReplyToolUse): ReplyToolUse => ({
  ...call,
  input: {
    ...Object.fromEntries(Object.keys(asObject(call.input)).map((key) => [key, 42])),
    not_an_argument: true,
  },
});

const asObject = (value: unknown): object => (typeof value === "object" && value !== null ? value : {});
