import type { FailureClass } from "./failure.ts";
import type { MessageId, ToolCallId } from "./ids.ts";
import type { EpochMs } from "./units.ts";

/**
 * What happens between two recorded lines: a text that is being written, a tool's output while it
 * runs, a wait. Nothing here is needed to understand the session afterwards; a reader that joins
 * late gets the recording and the live state (`Session.live`).
 */
export type LiveEvent =
  | { readonly type: "answer_started"; readonly message: MessageId; readonly model: string }
  | { readonly type: "text"; readonly message: MessageId; readonly index: number; readonly text: string }
  | { readonly type: "thinking"; readonly message: MessageId; readonly index: number; readonly text: string }
  | { readonly type: "tool_use"; readonly call: ToolCallId; readonly name: string }
  | { readonly type: "tool_input"; readonly call: ToolCallId; readonly json: string }
  | { readonly type: "tool_started"; readonly call: ToolCallId; readonly at: EpochMs }
  | { readonly type: "tool_output"; readonly call: ToolCallId; readonly text: string }
  | {
      readonly type: "waiting";
      readonly reason: FailureClass;
      readonly text: string;
      readonly until: EpochMs;
    }
  | { readonly type: "waited" }
  /** MCP servers that are starting and for which the turn waits; none when the wait is over. */
  | { readonly type: "waiting_for_servers"; readonly servers: readonly string[] };
