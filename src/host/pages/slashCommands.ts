import type { Choice } from "../../protocol/chat.ts";

/** Failures that a person can try out on the simulated model, with what they show. */
const SIMULATED: readonly (readonly [string, string])[] = [
  ["rate_limit", "a 429 with retry-after, then it works"],
  ["overloaded", "the API is overloaded (529)"],
  ["refusal", "the model refuses"],
  ["context_overflow", "the prompt is too long"],
  ["disconnect", "the connection is cut in the middle of the answer"],
  ["stall", "the answer stops arriving"],
  ["malformed_tool_arguments", "a tool call that does not fit its schema"],
  ["tool_loop", "the same tool call again and again"],
];

/** What can be typed after `/`. */
export const slashCommands = (simulated: boolean): readonly Choice[] =>
  simulated
    ? SIMULATED.map(([name, detail]) => ({ id: `/simulate ${name}`, label: `/simulate ${name}`, detail }))
    : [];
