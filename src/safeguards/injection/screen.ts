import type { ToolCall } from "../../core/call.ts";
import { ToolError, type Tool, type ToolOutput } from "../../core/tool.ts";
import { fenced, type Fence, type Taint } from "../../core/untrusted.ts";
import type { Score } from "./score.ts";
import type { SessionTaint } from "./taint.ts";

/** A text that entered, without its secrets, and what it looks like. */
export interface Scanned {
  readonly text: string;
  readonly score: Pick<Score, "score" | "suspicious" | "families">;
}

export interface ScreenOptions {
  readonly scan: (text: string, call: ToolCall) => Promise<Scanned>;
  readonly taint: SessionTaint;
  /** A new one each time. */
  readonly nonce: () => string;
}

/**
 * Looks at what a tool returns, whole, before it is cut: takes secrets out, and taints the session where the
 * text comes from an untrusted source or looks like instructions to an AI.
 */
export function screen(tool: Tool, options: ScreenOptions): Tool {
  return {
    ...tool,
    async run(input, call) {
      try {
        const output = await tool.run(input, call);
        const { text, origins } = await look(tool, input, output.text, output.origins ?? [], options, call);
        return { ...output, text, ...(origins.length > 0 && { origins }) };
      } catch (error) {
        if (!(error instanceof ToolError)) throw error;
        const { text, origins } = await look(tool, input, error.message, [], options, call);
        // It may be anybody's words; what is too long of it loses its middle, not its marks.
        const message = origins.length === 0 ? text : fenced(text, { nonce: options.nonce() }, origins);
        throw new ToolError(message, error.failure, { cause: error });
      }
    },
  };
}

interface Looked {
  readonly text: string;
  readonly origins: readonly Taint[];
}

async function look(
  tool: Tool,
  input: unknown,
  whole: string,
  named: readonly Taint[],
  { scan, taint }: ScreenOptions,
  call: ToolCall,
): Promise<Looked> {
  const { text, score } = await scan(whole, call);
  const where = `${tool.name} ${titleOf(tool, input)}`.trim();
  const found: readonly Taint[] = score.suspicious ? [{ kind: "pattern", where }] : [];
  const origins = [...sourceOf(tool), ...named, ...found];
  for (const origin of origins) {
    const figures = origin.kind === "pattern" ? { score: Math.round(score.score) } : undefined;
    taint.add(origin, { ...call, call: call.id }, figures);
  }
  return { text, origins };
}

/** The model may have sent any input. */
function titleOf(tool: Tool, input: unknown): string {
  try {
    return tool.title(input).slice(0, LONGEST_TITLE);
  } catch {
    return "";
  }
}

const LONGEST_TITLE = 120;

function sourceOf({ source, name }: Tool): readonly Taint[] {
  if (source === "builtin") return [];
  return source === "vscode"
    ? [{ kind: "editor_tool", where: name }]
    : [{ kind: "mcp", where: source.slice("mcp:".length) }];
}

/** Puts an untrusted result between marks that nobody can know beforehand. @param nonce a new one each time. */
export function fence(tool: Tool, nonce: () => string): Tool {
  const around = (text: string, origins: readonly Taint[]): { text: string; fence: Fence } => {
    const mark = { nonce: nonce(), origins };
    return { text: fenced(text, mark, origins), fence: mark };
  };
  return {
    ...tool,
    async run(input, call): Promise<ToolOutput> {
      const { origins = [], ...output } = await tool.run(input, call);
      return origins.length === 0 ? output : { ...output, ...around(output.text, origins) };
    },
  };
}
