import type { Decision } from "../core/decisions.ts";

/** Each safeguard by a name for a heading; what it did stands below. */
export const SAFEGUARD_NAMES: Readonly<Record<Decision["safeguard"], string>> = {
  approval: "Approval",
  breaker: "Circuit breaker",
  budget: "Budget",
  context: "Context",
  continuation: "Continuation",
  fallback: "Fallback",
  injection: "Untrusted text",
  loop: "Loop guard",
  parallel: "Parallel calls",
  refusal: "Refusal",
  retry: "Retry",
  secrets: "Secrets",
  stop_all: "Stop of all agents",
  thinking: "Thinking",
  tool_arguments: "Tool's arguments",
  tool_breaker: "Tool switched off",
  tool_time: "Tool's time",
};
