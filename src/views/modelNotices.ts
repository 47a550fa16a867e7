import type { ModelDecision } from "../core/modelDecisions.ts";
import { epochMs, type EpochMs } from "../core/units.ts";
import type { Notice } from "./notices.ts";

/** The line that a safeguard around a model call leaves in the conversation; undefined where it leaves none. */
export function modelNotice(decision: ModelDecision, at: EpochMs): Notice | undefined {
  switch (decision.safeguard) {
    case "budget":
      return budgetNotice(decision);
    case "retry": {
      const { text, failure, verdict, wait } = decision;
      return {
        severity: "warning",
        text,
        failure,
        ...(verdict === "wait" && { until: epochMs(at + wait) }),
      };
    }
    case "fallback":
      return { severity: "warning", text: decision.text };
    case "breaker":
      return { severity: decision.verdict === "open" ? "warning" : "info", text: decision.text };
    case "refusal":
      return decision.verdict === "soft"
        ? { severity: "warning", text: decision.text, advice: "Rephrase it, or choose another model." }
        : { severity: "info", text: decision.text };
    case "parallel":
    case "thinking":
    case "continuation":
      return { severity: "info", text: decision.text };
  }
}

function budgetNotice(decision: Extract<ModelDecision, { safeguard: "budget" }>): Notice | undefined {
  switch (decision.verdict) {
    case "lower":
      return { severity: "info", text: decision.text ?? "" };
    case "overshoot":
      return { severity: "warning", text: decision.text ?? "" };
    case "unpriced":
      return {
        severity: "warning",
        text: `What ${decision.model.id} costs is not known.`,
        unpriced: decision.model.id,
      };
    case "reserve":
    case "deny":
      return undefined;
  }
}
