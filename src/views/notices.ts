import type { Decision } from "../core/decisions.ts";
import type { EpochMs } from "../core/units.ts";
import { modelNotice } from "./modelNotices.ts";
import type { NoticeItem } from "./transcriptItems.ts";

/** What a notice says, whatever its place. */
export type Notice = Omit<NoticeItem, "kind" | "id" | "turn" | "at">;
type Approval = Extract<Decision, { safeguard: "approval"; verdict: "allow" | "deny" }>;

/** The line that a safeguard's act leaves in the conversation; undefined where it leaves none. */
export function noticeOf(
  decision: Exclude<Decision, { safeguard: "approval" }>,
  at: EpochMs,
): Notice | undefined {
  switch (decision.safeguard) {
    case "loop":
      // A stop ends the turn, which says why itself.
      if (decision.verdict === "stop") return undefined;
      return { severity: "warning", text: decision.text, failure: decision.failure };
    case "tool_breaker":
      return {
        severity: decision.verdict === "open" ? "warning" : "info",
        text: decision.text,
        ...(decision.failure && { failure: decision.failure }),
      };
    case "context":
      return decision.verdict === "count"
        ? undefined
        : { severity: decision.verdict === "cut" ? "info" : "warning", text: decision.text };
    case "tool_arguments":
    case "tool_time":
    case "stop_all":
      // The tool's card, or the turn's end, says it.
      return undefined;
    case "injection":
      // What a call needs because of it stands in the call's own card.
      if (decision.verdict === "ask") return undefined;
      return {
        severity: "warning",
        text: decision.text,
        advice:
          "Each write, command and network call needs your yes from here on, unless your settings say otherwise.",
        failure: decision.failure,
      };
    case "secrets":
      return { severity: "info", text: secretsTaken(decision.count, decision.where) };
    case "budget":
    case "retry":
    case "fallback":
    case "breaker":
    case "parallel":
    case "refusal":
    case "thinking":
    case "continuation":
      return modelNotice(decision, at);
  }
}

function secretsTaken(count: number, where: string): string {
  const before = where === "answer" ? "it was shown or stored" : "anything was sent or stored";
  return count === 1
    ? `A secret was taken out of the ${where} before ${before}.`
    : `${count} secrets were taken out of the ${where} before ${before}.`;
}

/** Who decided what, for the tool's card. */
export function approvalAnswer({ verdict, by, scope, reason }: Approval): string {
  if (verdict === "deny") return reason ? `Denied: ${reason}` : "Denied";
  if (by === "grant") return "Allowed earlier for this session";
  if (by === "setting") return "Allowed by your settings";
  if (by === "policy") return "Allowed by the command line";
  return scope === "session" ? "Allowed for this session" : "Allowed once";
}
