import type { ApiMessage, ContentBlock, ModelResponse } from "../core/model.ts";
import { systemNote } from "../core/systemNote.ts";

const GO_ON =
  "Your answer reached the limit of output tokens. Go on exactly where it stopped, without repeating anything.";
const CALL_AGAIN =
  "Your tool call reached the limit of output tokens before it was complete, so it was not run. Make it again with less in it, in several calls if need be.";

/**
 * What the model is told so that it goes on with an answer that reached the limit of output tokens;
 * undefined where it would only fill the limit again. A tool call that was cut is never run or mended.
 */
export function continuationOf({ stopReason, content }: ModelResponse): ApiMessage | undefined {
  if (stopReason !== "max_tokens") return undefined;
  const cutCall = content.at(-1)?.type === "tool_use";
  if (!cutCall && !content.some(isSaid)) return undefined;
  return { role: "user", content: [systemNote(cutCall ? CALL_AGAIN : GO_ON)] };
}

const isSaid = (block: ContentBlock): boolean => block.type === "text" && block.text.trim() !== "";
