import type Anthropic from "@anthropic-ai/sdk";
import { ask } from "./client.ts";
import { orderLine } from "./format.js";
import { findOrder } from "./orders.js";
import { checkLookup } from "./validate.js";

const SYSTEM = "You draft replies for the support desk of Tern & Tide. Two to five sentences, friendly, no promises about money.";

const LOOKUP: Anthropic.Tool = {
  name: "look_up_order",
  description: "Looks an order up by its number, such as TT-1041.",
  input_schema: { type: "object", properties: { order: { type: "string" } }, required: ["order"] },
};

/** Drafts a reply to what a customer says on the phone. */
export async function draftReply(said: string): Promise<string> {
  const messages: Anthropic.MessageParam[] = [{ role: "user", content: said }];
  for (let step = 0; step < 6; step++) {
    const answer = await ask({ system: SYSTEM, max_tokens: 800, messages, tools: [LOOKUP] });
    const calls = answer.content.filter((block) => block.type === "tool_use");
    if (calls.length === 0) return textOf(answer);
    messages.push({ role: "assistant", content: answer.content });
    messages.push({ role: "user", content: calls.map(lookUp) });
  }
  return "";
}

function lookUp(call: Anthropic.ToolUseBlock): Anthropic.ToolResultBlockParam {
  const problem = checkLookup(call.input);
  if (problem) return { type: "tool_result", tool_use_id: call.id, is_error: true, content: problem };
  const order = findOrder((call.input as { order: string }).order);
  return { type: "tool_result", tool_use_id: call.id, content: order ? orderLine(order) : "no such order" };
}

const textOf = (message: Anthropic.Message): string =>
  message.content.map((block) => (block.type === "text" ? block.text : "")).join("");
