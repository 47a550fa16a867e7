import type { SessionId, ToolCallId } from "./ids.ts";
import type { Effects, Preview } from "./tool.ts";

/** One action that waits for a person. */
export interface ApprovalRequest {
  readonly session: SessionId;
  readonly call: ToolCallId;
  readonly tool: string;
  readonly effects: Effects;
  readonly title: string;
  readonly preview?: Preview;
  /** The label of what *allow for this session* covers; absent where it is not offered. */
  readonly grant?: string;
  readonly sensitive?: string;
  /** Untrusted text may be behind it: only a person may allow it, no rule. */
  readonly tainted?: true;
}

export type ApprovalAnswer =
  | { readonly decision: "allow"; readonly scope: "once" | "session" }
  | { readonly decision: "deny"; readonly reason?: string };

/** Asks whoever may decide: the person in the chat panel, or a rule of the command line. */
export interface Approvals {
  /** @throws an AbortError when the signal fires before there is an answer. */
  ask(
    request: ApprovalRequest,
    signal: AbortSignal,
  ): Promise<ApprovalAnswer & { readonly by: "person" | "policy" }>;
}
