import type { ContentBlock, ToolResultBlock, ToolUseBlock } from "../../core/model.ts";

/** A result with fewer characters is not worth a note in its place. */
const SHORT_RESULT = 400;
/** An input with fewer characters stays whole, and so does each field of a larger one. */
const SHORT_INPUT = 1_000;
const SHORT_FIELD = 200;

export const resultText = ({ content }: ToolResultBlock): string =>
  typeof content === "string" ? content : content.map(({ text }) => text).join("\n");

/** The result without its text, or itself where it is short. */
export function stubResult(block: ToolResultBlock): ToolResultBlock {
  const { length } = resultText(block);
  if (length <= SHORT_RESULT) return block;
  const content = `[${length} characters were left out here to save room. Call the tool again if you need them.]`;
  return { ...block, content };
}

/** The call with its long fields only named, or itself where it is short. */
export function stubInput(block: ToolUseBlock): ToolUseBlock {
  const { length } = JSON.stringify(block.input);
  if (length <= SHORT_INPUT) return block;
  const input = Object.fromEntries(Object.entries(block.input as object).map(shortField));
  const isShort = JSON.stringify(input).length < Math.min(length, SHORT_INPUT);
  return { ...block, input: isShort ? input : { left_out: omitted(length) } };
}

function shortField([name, value]: [string, unknown]): [string, unknown] {
  const length = typeof value === "string" ? value.length : (JSON.stringify(value) ?? "").length;
  return [name, length > SHORT_FIELD ? omitted(length) : value];
}

const omitted = (characters: number): string => `[${characters} characters left out]`;

/** Room for the mark in the middle, so that a cut text is never the longer one. */
const MARK = 100;

/** The two ends of a text that fit, without half a character at the cut; itself where it is short. */
export function cutText(text: string, longest: number): string {
  if (text.length <= longest + MARK) return text;
  const half = Math.floor(longest / 2);
  const head = text.slice(0, half).replace(/[\ud800-\udbff]$/, "");
  const tail = text.slice(text.length - half).replace(/^[\udc00-\udfff]/, "");
  return `${head}\n[… ${text.length - head.length - tail.length} characters left out …]\n${tail}`;
}

/** The block with no text longer than that; itself where nothing is. */
export function cutBlock(block: ContentBlock, longest: number): ContentBlock {
  switch (block.type) {
    case "text": {
      const text = cutText(block.text, longest);
      return text === block.text ? block : { ...block, text };
    }
    case "tool_result": {
      const text = resultText(block);
      const content = cutText(text, longest);
      return content === text ? block : { ...block, content };
    }
    case "tool_use":
      return JSON.stringify(block.input).length > longest + MARK ? stubInput(block) : block;
    case "thinking":
    case "redacted_thinking":
    case "(unknown)":
      return block;
  }
  // Of a kind that nobody knows.
  return block;
}

export const isThinking = ({ type }: ContentBlock): boolean =>
  type === "thinking" || type === "redacted_thinking";
