import type { CallContext, ToolCall } from "../core/call.ts";
import type { BlobId } from "../core/ids.ts";
import { ToolError, type Tool } from "../core/tool.ts";

export interface OutputCapOptions {
  /** Characters of a result that the model gets at most. */
  readonly limit?: number;
  /** Takes secrets out before the cut, which could leave half of one, and before the whole is kept. */
  readonly redact: (text: string, call: CallContext) => string;
}

const MAX_OUTPUT_CHARS = 50_000;

/** Cuts a long result in its middle, says so, and keeps the whole in a side file of the recording. */
export function capOutput(tool: Tool, { limit = MAX_OUTPUT_CHARS, redact }: OutputCapOptions): Tool {
  return {
    ...tool,
    async run(input, call) {
      try {
        const output = await tool.run(input, call);
        if (output.text.length <= limit) return output;
        const whole = redact(output.text, call);
        return { ...output, text: cut(whole, limit), full: await keep(whole, call) };
      } catch (error) {
        if (!(error instanceof ToolError) || error.message.length <= limit) throw error;
        throw new ToolError(cut(redact(error.message, call), limit), error.failure, { cause: error });
      }
    },
  };
}

async function keep(text: string, { recorder }: ToolCall): Promise<{ blob: BlobId; bytes: number }> {
  const bytes = Buffer.from(text);
  return { blob: await recorder.blob(bytes), bytes: bytes.length };
}

/** The two halves that fit, without half a character at the cut. */
function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const half = Math.floor(limit / 2);
  const head = text.slice(0, half).replace(/[\ud800-\udbff]$/, "");
  const tail = text.slice(text.length - half).replace(/^[\udc00-\udfff]/, "");
  const left = text.length - head.length - tail.length;
  return `${head}\n[… ${left} characters left out: the result is too long. Ask for less at once …]\n${tail}`;
}
