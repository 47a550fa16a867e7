import type { ToolResult } from "./conversation.ts";
import type { ReplyText, ReplyToolUse } from "./api/reply.ts";

export type Call = Omit<ReplyToolUse, "type">;

/** One answer that calls tools: a sentence for the person, then the calls. */
export interface Step {
  readonly say: string;
  readonly calls: readonly Call[];
}

/** What the model says last, and whether what was asked could be done. */
export interface Outcome {
  readonly text: string;
  readonly done: boolean;
  /** How the text is cut into deltas, where that matters. */
  readonly deltas?: readonly string[];
}

/**
 * How a task is worked on: yields steps, gets the results of each, returns the outcome. A plan keeps
 * no state between requests; it is run anew from its beginning with the results that the
 * conversation holds, so a conversation can be continued from anywhere.
 */
export type Plan<T = Outcome> = Generator<Step, T, readonly ToolResult[]>;

export type Decision =
  { readonly kind: "step"; readonly step: Step } | { readonly kind: "outcome"; readonly outcome: Outcome };

/** Runs a plan through the results so far; its next step, or its outcome. */
export function replay(plan: Plan, results: readonly (readonly ToolResult[])[]): Decision {
  let next = plan.next([]);
  for (const result of results) {
    if (next.done) break;
    next = plan.next(result);
  }
  return next.done ? { kind: "outcome", outcome: next.value } : { kind: "step", step: next.value };
}

export const done = (text: string): Outcome => ({ text, done: true });
export const gaveUp = (text: string): Outcome => ({ text, done: false });

/** A plan without any step. */
export function* settled<T>(value: T): Plan<T> {
  yield* [];
  return value;
}

/** One step with one call. */
export function* callOne(sentence: string, call: Call): Plan<ToolResult> {
  const [result] = yield { say: sentence, calls: [call] };
  return result ?? MISSING;
}

/** One step with calls that do not depend on one another; the results in their order. */
export function* callAll(sentence: string, calls: readonly Call[]): Plan<readonly ToolResult[]> {
  if (calls.length === 0) return [];
  const results = yield { say: sentence, calls };
  return calls.map((_, index) => results[index] ?? MISSING);
}

/** Stands for a result that the conversation no longer holds. */
const MISSING: ToolResult = { text: "", isError: true };

export const asText = (text: string): ReplyText => ({ type: "text", text });
