import { formatUsd } from "../core/money.ts";
import type { Decision } from "../core/decisions.ts";
import { formatCount } from "./figures.ts";
import { approvalAnswer } from "./notices.ts";

/** What a safeguard decided, in one sentence. */
export function decisionText(decision: Decision): string {
  switch (decision.safeguard) {
    case "approval":
      if (decision.verdict === "ask") return `Asked whether ${decision.request.title} is allowed.`;
      return `${approvalAnswer(decision)}.`;
    case "budget":
      if (decision.verdict === "reserve") return `Reserved ${formatUsd(decision.nanoUsd)} of the budget.`;
      if (decision.verdict === "unpriced") return decision.text;
      return decision.text ?? `${formatUsd(decision.nanoUsd)} would exceed the budget; not sent.`;
    case "secrets":
      return `Took ${formatCount(decision.count, "secret")} out of the ${decision.where}.`;
    case "retry":
    case "fallback":
    case "breaker":
    case "parallel":
    case "refusal":
    case "thinking":
    case "continuation":
    case "loop":
    case "injection":
    case "stop_all":
    case "tool_breaker":
    case "tool_arguments":
    case "tool_time":
    case "context":
      return decision.text;
  }
}
