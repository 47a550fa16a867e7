import { redaction } from "../agent/redactionLine.ts";
import type { CallContext } from "../core/call.ts";
import type { ToolDefinition } from "../core/model.ts";
import type { Redactor } from "../recording/redaction.ts";

/** Takes secrets out of a text that enters during a turn, and records how many there were. */
export const redactIn =
  (redactor: Redactor, where: string) =>
  (text: string, { turn, recorder }: Pick<CallContext, "turn" | "recorder">): string => {
    const { text: clean, count } = redactor.redact(text);
    if (count > 0) recorder.record({ type: "decision", data: redaction(turn, where, count) });
    return clean;
  };

/** What the model is told of a tool, without secrets: a server may write its own key into an example. */
export const cleanDefinition = (tool: ToolDefinition, redactor: Redactor): ToolDefinition => ({
  ...tool,
  description: redactor.redact(tool.description).text,
  // The shape stays, only texts change.
  input_schema: redactor.redactValue(tool.input_schema).value as ToolDefinition["input_schema"],
});
