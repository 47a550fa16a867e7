import type { ToolCall } from "../core/call.ts";
import type { Clock } from "../core/ports.ts";
import { ToolError, type Tool } from "../core/tool.ts";
import { ms } from "../core/units.ts";

export interface ToolTimeLimitOptions {
  readonly clock: Clock;
  /** Asked anew for each call. */
  readonly seconds: () => number;
}

/**
 * Ends a tool call that takes too long. The tool is asked to stop; one that does not listen is left behind,
 * so that the turn goes on in any case. A tool that limits its own time is let be.
 */
export function limitToolTime(tool: Tool, { clock, seconds }: ToolTimeLimitOptions): Tool {
  if (tool.limitsItself) return tool;
  return {
    ...tool,
    async run(input, call) {
      const limit = seconds();
      const late = new AbortController();
      const signal = AbortSignal.any([call.signal, late.signal]);
      const error = tooLate(tool.name, limit);
      let timer = { dispose: (): void => undefined };
      const timeout = new Promise<never>((_resolve, reject) => {
        timer = clock.timer(ms(limit * 1_000), () => {
          record(call, tool.name, limit, error.message);
          reject(error);
          late.abort(error);
        });
      });
      try {
        return await Promise.race([tool.run(input, { ...call, signal }), timeout]);
      } finally {
        timer.dispose();
      }
    },
  };
}

const tooLate = (tool: string, seconds: number): ToolError =>
  new ToolError(
    `${tool} did not finish within ${seconds} seconds and was stopped. It may have taken effect in part: check before you repeat it.`,
    "tool_timeout",
  );

function record({ recorder, turn, span, id }: ToolCall, tool: string, limit: number, text: string): void {
  const figures = { limitMs: limit * 1_000 };
  const decision = {
    turn,
    span: span.context,
    safeguard: "tool_time",
    verdict: "stop",
    tool,
    call: id,
  } as const;
  recorder.record({ type: "decision", data: { ...decision, failure: "tool_timeout", text, figures } });
  span.event("flightdeck.tool_time.stop", figures);
}
