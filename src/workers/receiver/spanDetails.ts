import type { Span } from "../../core/telemetry.ts";
import { messagesOf, toolOf } from "../../telemetry/normalise/messages.ts";
import type { SpanDetails, SpanMessages, ToolDetails } from "../../views/spanDetails.ts";

/** What is shown of one received span when a person looks at it. */
export function receivedDetails(span: Span): SpanDetails {
  const tool = toolDetails(span);
  return {
    span,
    attempts: [],
    ...(tool && { tool }),
    decisions: [],
    hasMessages: tool === undefined && messagesOf(span) !== undefined,
  };
}

/** What a received span says was sent to a model and answered. */
export const receivedMessages = (span: Span): SpanMessages =>
  messagesOf(span) ?? { system: [], tools: [], sent: [], answers: [] };

function toolDetails(span: Span): ToolDetails | undefined {
  const tool = toolOf(span);
  if (tool === undefined) return undefined;
  const { name, input, output, failed } = tool;
  return { name, title: "", input, text: output, isError: failed || span.status.code === "error" };
}
