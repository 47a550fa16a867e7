import type { RecordedLine } from "../../core/lines.ts";
import type { Ports } from "../../core/ports.ts";
import { ToolError } from "../../core/tool.ts";
import { requireText } from "../../tools/fileText.ts";
import { openWorkspace, type Workspace } from "../../tools/paths.ts";
import { textHash } from "../../tools/readLog.ts";

/**
 * Files that the session's tools changed and that are not as they were at a step: hashes as recorded, against
 * the disk. What commands changed is not known here.
 */
export async function changedFiles(
  lines: AsyncIterable<RecordedLine>,
  at: number,
  { files, platform }: Pick<Ports, "files" | "platform">,
): Promise<readonly string[]> {
  const then = await filesAt(lines, at);
  if (then.size === 0) return [];
  const workspace = await openWorkspace(files, platform.os).catch((error: unknown) => {
    if (error instanceof ToolError) return undefined;
    throw error;
  });
  const changed: string[] = [];
  for (const [path, hash] of then) {
    const now = workspace && (await hashNow(files, workspace, path));
    if (now !== hash) changed.push(path);
  }
  return changed.toSorted();
}

/** By path, the hash of its text at the step; undefined where the file did not exist. */
async function filesAt(
  lines: AsyncIterable<RecordedLine>,
  at: number,
): Promise<ReadonlyMap<string, string | undefined>> {
  const then = new Map<string, string | undefined>();
  for await (const line of lines) {
    if (line.type !== "tool") continue;
    for (const { path, before, after } of line.data.changes ?? []) {
      if (line.seq <= at) then.set(path, after);
      else if (!then.has(path)) then.set(path, before);
    }
  }
  return then;
}

/** A file that is not there, or that nobody can read as text, has none. */
async function hashNow(
  files: Ports["files"],
  workspace: Workspace,
  path: string,
): Promise<string | undefined> {
  try {
    return textHash(await requireText(files, workspace, await workspace.resolve(path)));
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}
