import { isForeign } from "../core/foreignTools.ts";
import type { Files } from "../core/ports.ts";
import { ToolError, type Tool } from "../core/tool.ts";

/**
 * In a workspace that the person does not trust (Restricted Mode) a tool that writes, executes or uses
 * the network neither asks nor runs, and no foreign one at all, for it is code of others. Trust is looked up at each call, because it can be given meanwhile.
 */
export function requireTrust(tool: Tool, files: Pick<Files, "trusted">): Tool {
  if (tool.effects === "read" && !isForeign(tool)) return tool;
  const check = (): void => {
    if (!files.trusted) throw new ToolError(RESTRICTED(tool.name), "approval_denied");
  };
  return {
    ...tool,
    async approval(input, call) {
      check();
      return tool.approval?.(input, call);
    },
    async run(input, call) {
      check();
      return tool.run(input, call);
    },
  };
}

const RESTRICTED = (name: string): string =>
  `${name} is not available: the workspace is in Restricted Mode, so nothing may be written, run or sent. Reading works. Ask the person to trust the workspace if the task needs more.`;
