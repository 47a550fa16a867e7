import { redaction } from "../agent/session.ts";
import type { CallContext } from "../core/call.ts";
import type { Redactor } from "../recording/redaction.ts";

/** Takes secrets out of what a tool returned, and records how many there were. */
export const redactResults =
  (redactor: Redactor) =>
  (text: string, { turn, recorder }: CallContext): string => {
    const { text: clean, count } = redactor.redact(text);
    if (count > 0) recorder.record({ type: "decision", data: redaction(turn, "tool result", count) });
    return clean;
  };
