import type { ToolCall } from "../core/call.ts";
import { ToolError, type Tool, type ToolOutput } from "../core/tool.ts";
import { openWorkspace } from "./paths.ts";
import { FOLDER_INPUT, GLOB_INPUT, globFilter, startsOf } from "./scope.ts";
import { field, type ToolSession } from "./session.ts";
import { Walk } from "./walk.ts";

interface ListFilesInput {
  readonly folder?: string;
  readonly glob?: string;
}

const MAX_FILES = 500;

export function listFilesTool(session: ToolSession): Tool<ListFilesInput> {
  return {
    name: "list_files",
    description: `Lists files of the workspace by path, subfolders included, without what .gitignore leaves out. Shows at most ${MAX_FILES}.`,
    inputSchema: {
      type: "object",
      properties: {
        folder: FOLDER_INPUT,
        glob: GLOB_INPUT,
      },
      additionalProperties: false,
    },
    effects: "read",
    source: "builtin",
    title: (input) => [field(input, "folder") ?? ".", field(input, "glob")].filter(Boolean).join(" "),
    run: (input, call) => listFiles(session, input, call),
  };
}

async function listFiles(
  { files, platform, clock }: ToolSession,
  { folder, glob }: ListFilesInput,
  { signal }: ToolCall,
): Promise<ToolOutput> {
  const workspace = await openWorkspace(files, platform.os);
  const { starts, isFile } = await startsOf(workspace, files, folder);
  if (isFile) throw new ToolError(`${starts[0]?.path} is not a folder; read it with read_file.`);
  const walk = new Walk({
    files,
    workspace,
    clock,
    signal,
    links: true,
    accepts: globFilter(glob, starts),
  });
  const shown: string[] = [];
  let more = 0;
  for await (const batch of walk.files(starts)) {
    const room = MAX_FILES - shown.length;
    shown.push(...batch.slice(0, room).map(({ path }) => path));
    more += Math.max(0, batch.length - room);
  }
  return { text: [...shown.toSorted(), ...notes(walk, shown.length, more)].join("\n") };
}

function notes(walk: Walk, shown: number, more: number): readonly string[] {
  const lines: string[] = [];
  if (shown === 0) lines.push("[No files.]");
  if (walk.stopped !== undefined)
    lines.push(`[${more} more files, and folders that were not looked at. Narrow it with folder.]`);
  else if (more > 0) lines.push(`[${more} more files. Narrow it with folder or glob.]`);
  if (walk.unreadableFolders > 0) lines.push(`[${walk.unreadableFolders} folders could not be read.]`);
  return lines;
}
