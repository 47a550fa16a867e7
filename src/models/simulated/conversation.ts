import type { ApiMessage, ContentBlock, ToolResultBlock } from "../../core/model.ts";
import { unfenced } from "../../core/untrusted.ts";
import { isSystemNote } from "../../core/systemNote.ts";

/** What a tool call gave back. */
export interface ToolResult {
  readonly text: string;
  readonly isError: boolean;
}

/** What a person asked for, and the tool results since. */
export interface Turn {
  readonly text: string;
  /** The results of each answer that called tools, in the order of the calls. */
  readonly steps: readonly (readonly ToolResult[])[];
  /** Answers since the person's message that called no tool: pauses, or parts of a cut answer. */
  readonly pauses: number;
  /** The part of an answer that was cut and that the model is to go on with. */
  readonly cut?: string;
}

/** The turns of a conversation, oldest first; never empty. A message without tool results begins one. */
export function readTurns(messages: readonly ApiMessage[]): readonly Turn[] {
  const turns: { text: string; steps: ToolResult[][]; pauses: number; cut?: string }[] = [];
  for (const [index, message] of messages.entries()) {
    const results = message.content.filter((block) => block.type === "tool_result");
    const turn = turns.at(-1);
    if (message.role === "user" && message.content.every(isSystemNote)) {
      const before = messages[index - 1];
      if (turn && before?.role === "assistant") turn.cut = textOf(before.content);
    } else if (message.role === "user" && results.length === 0) {
      turns.push({ text: textOf(message.content), steps: [], pauses: 0 });
    } else if (message.role === "user") {
      turn?.steps.push(inOrder(results, messages[index - 1]));
    } else if (!message.content.some((block) => block.type === "tool_use") && turn) {
      turn.pauses += 1;
    }
  }
  return turns.length > 0 ? turns : [{ text: "", steps: [], pauses: 0 }];
}

function inOrder(results: readonly ToolResultBlock[], answer: ApiMessage | undefined): ToolResult[] {
  const calls = answer?.content.filter((block) => block.type === "tool_use") ?? [];
  return calls.map(({ id }) => {
    const result = results.find((candidate) => candidate.tool_use_id === id);
    return result
      ? { text: resultText(result), isError: result.is_error === true }
      : { text: "", isError: true };
  });
}

const resultText = ({ content }: ToolResultBlock): string =>
  unfenced(typeof content === "string" ? content : textOf(content ?? []));

/** Notes of safeguards are no words of the person. */
const textOf = (content: readonly ContentBlock[]): string =>
  content.flatMap((block) => (block.type === "text" && !isSystemNote(block) ? [block.text] : [])).join("\n");
