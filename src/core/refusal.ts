import { ModelError } from "./failure.ts";
import type { ModelResponse } from "./model.ts";

/** The refusal that a response stands for, by its stop reason; undefined where it is none. */
export function refusalOf({ stopReason, stopDetails, requestId }: ModelResponse): ModelError | undefined {
  if (stopReason !== "refusal") return undefined;
  const category = (stopDetails as { category?: unknown } | undefined)?.category;
  const known = typeof category === "string" ? category : undefined;
  const message = `The model refused the request${known === undefined ? "" : ` (category: ${known})`}.`;
  return new ModelError("refusal", message, {
    stage: "cut",
    ...(known !== undefined && { category: known }),
    ...(requestId !== undefined && { requestId }),
  });
}

/** Characters. A longer answer says more than that it will not. */
export const LONGEST_SOFT_REFUSAL = 600;

/** The phrases with which models decline; documented in the README. Apostrophes straight or curly. */
const DECLINES = new RegExp(
  String.raw`\bI(?:['’]m| am)? (?:cannot|can['’]?t|can not|unable to|not able to|won['’]t|will not) ` +
    String.raw`(?:help with|assist with|help you with|assist you with|help (?:you )?(?:create|make|write|do)|comply|fulfil+ (?:this|that|your)|` +
    String.raw`provide (?:that|this|assistance|help|instructions|guidance)|continue with (?:this|that)|discuss (?:that|this)|engage (?:with|in))`,
  "iu",
);

/**
 * The phrase with which a final answer declines in words, without the API's own mark; undefined where
 * it does not: an answer that calls a tool or says more than a few sentences is none.
 */
export function softRefusalOf({ stopReason, content }: ModelResponse): string | undefined {
  if (stopReason !== "end_turn" || content.some(({ type }) => type === "tool_use")) return undefined;
  const text = content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("\n");
  if (text.length > LONGEST_SOFT_REFUSAL) return undefined;
  return DECLINES.exec(text)?.[0];
}
