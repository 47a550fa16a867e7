import type { ToolCall } from "../core/call.ts";
import { StaleFileError } from "../core/ports.ts";
import { ToolError, type Tool } from "../core/tool.ts";
import { editFileTool } from "./editFile.ts";
import { listFilesTool } from "./listFiles.ts";
import { ReadLog } from "./readLog.ts";
import { readFileTool } from "./readFile.ts";
import { runCommandTool } from "./runCommand.ts";
import { searchTextTool } from "./searchText.ts";
import type { ToolPorts } from "./session.ts";
import { writeFileTool } from "./writeFile.ts";

export type { ToolPorts } from "./session.ts";

/**
 * The built-in tools for one session, always in this order. They share a log of what the agent has
 * read, so each session needs its own. Inputs must have been validated against their schemas.
 */
export function builtinTools(ports: ToolPorts): readonly Tool[] {
  const session = { ...ports, reads: new ReadLog() };
  const tools: readonly Tool[] = [
    listFilesTool(session),
    readFileTool(session),
    searchTextTool(session),
    editFileTool(session),
    writeFileTool(session),
    runCommandTool(session),
  ];
  return tools.map(withSystemErrors);
}

/** Errors of the system become answers that the model can act on. */
function withSystemErrors(tool: Tool): Tool {
  return {
    ...tool,
    ...(tool.approval && {
      approval: (input: unknown, call: ToolCall) => explained(async () => tool.approval?.(input, call)),
    }),
    run: (input, call) => explained(() => tool.run(input, call)),
  };
}

async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explain(error);
  }
}

const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "the system does not permit it",
  ENOENT: "a file or folder disappeared meanwhile",
  ENOTDIR: "a file is where a folder should be",
  EISDIR: "a folder is where a file should be",
  ELOOP: "a link is in the way",
  ENAMETOOLONG: "the name is too long",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EROFS: "the file system is read-only",
  EMFILE: "too many files are open",
  E2BIG: "the command line is too long",
};

/** Anything that is neither the system's nor a `StaleFileError` is a defect and stays what it is. */
function explain(error: unknown): unknown {
  if (error instanceof StaleFileError)
    return new ToolError(`${error.message}.`, "tool_error", { cause: error });
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (typeof code !== "string" || !/^E[A-Z0-9]+$/.test(code)) return error;
  return new ToolError(`It failed: ${SYSTEM_ERRORS[code] ?? "system error"} (${code}).`, "tool_error", {
    cause: error,
  });
}
