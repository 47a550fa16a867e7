import type { ApprovalRequest } from "./approvals.ts";
import type { StoppedAll } from "./budget.ts";
import type { FailureClass } from "./failure.ts";
import type { ToolCallId, TurnId } from "./ids.ts";
import type { ModelDecision } from "./modelDecisions.ts";
import type { SpanContext } from "./telemetry.ts";
import type { Preview } from "./tool.ts";
import type { Figures, GuardName } from "./turnGuard.ts";
import type { Taint } from "./untrusted.ts";

/** A safeguard's verdict with the figures that it saw. */
export type Decision = { readonly turn: TurnId; readonly span?: SpanContext } & (
  | { readonly safeguard: "approval"; readonly verdict: "ask"; readonly request: RecordedApproval }
  | {
      readonly safeguard: "approval";
      readonly verdict: "allow" | "deny";
      readonly call: ToolCallId;
      readonly by: "person" | "policy" | "grant" | "setting";
      readonly scope?: "once" | "session";
      readonly reason?: string;
      /** Which grant was given or counted: a digest of what it covers. Absent in older recordings. */
      readonly grant?: string;
    }
  | ModelDecision
  | {
      readonly safeguard: "loop";
      readonly verdict: "nudge" | "stop";
      /** Absent in recordings of before there were several. */
      readonly guard?: GuardName;
      readonly failure: FailureClass;
      readonly text: string;
      readonly figures?: Figures;
    }
  | {
      readonly safeguard: "tool_breaker";
      readonly verdict: "open" | "probe" | "close";
      readonly tool: string;
      readonly failure?: FailureClass;
      readonly text: string;
      readonly figures: Figures;
    }
  | {
      readonly safeguard: "tool_arguments" | "tool_time";
      readonly verdict: "stop";
      readonly tool: string;
      readonly call: ToolCallId;
      readonly failure: FailureClass;
      readonly text: string;
      readonly figures: Figures;
    }
  | {
      /** `count`: the server was asked how long the prompt is. `give_up`: nothing more can be left out. */
      readonly safeguard: "context";
      readonly verdict: "count" | "cut" | "recover" | "give_up";
      readonly text: string;
      readonly figures: Figures;
    }
  | {
      /** Untrusted text came in, from a source that the session had not read before. */
      readonly safeguard: "injection";
      readonly verdict: "taint";
      readonly source: Taint;
      readonly call?: ToolCallId;
      readonly failure: FailureClass;
      readonly text: string;
      readonly figures?: Figures;
    }
  | {
      /** Because of it, nothing but the person's own yes to this call counts. */
      readonly safeguard: "injection";
      readonly verdict: "ask";
      readonly call: ToolCallId;
      readonly text: string;
    }
  | {
      readonly safeguard: "stop_all";
      readonly verdict: "deny";
      readonly text: string;
      /** Absent in older recordings. */
      readonly stopped?: StoppedAll;
    }
  | {
      readonly safeguard: "secrets";
      readonly verdict: "redact";
      readonly where: string;
      readonly count: number;
    }
);

/** An approval request without the two texts that its patch already shows. */
export type RecordedApproval = Omit<ApprovalRequest, "preview" | "session"> & {
  readonly preview?:
    | { readonly kind: "diff"; readonly path: string; readonly patch: string }
    | Exclude<Preview, { readonly kind: "diff" }>;
};
