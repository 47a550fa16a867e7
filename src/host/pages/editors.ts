import { isAbsolute, join } from "node:path";
import * as vscode from "vscode";
import { FlightdeckError } from "../../core/failure.ts";
import { isInside } from "../../core/paths.ts";

/** A file of the workspace, named by a model: nothing outside is opened. */
export async function openProjectFile(path: string, line: number | undefined): Promise<void> {
  const found = await existing(path);
  if (found === undefined)
    throw new FlightdeckError("invalid_request", `There is no file ${path} in the open folders.`);
  const at = new vscode.Position(Math.max(0, (line ?? 1) - 1), 0);
  await vscode.window.showTextDocument(found, {
    viewColumn: vscode.ViewColumn.One,
    selection: new vscode.Range(at, at),
  });
}

async function existing(path: string): Promise<vscode.Uri | undefined> {
  const roots = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  for (const root of roots) {
    const full = isAbsolute(path) ? path : join(root, path);
    if (!isInside(root, full)) continue;
    const uri = vscode.Uri.file(full);
    const isFile = await vscode.workspace.fs.stat(uri).then(
      ({ type }) => (type & vscode.FileType.File) !== 0,
      () => false,
    );
    if (isFile) return uri;
  }
  return undefined;
}

const MOST_FILES = 20;

/** Files for an `@` mention: those whose name holds the text, shortest path first. */
export async function findFiles(query: string): Promise<readonly string[]> {
  const literal = query.replace(/[{}[\]*?!\\]/g, "").trim();
  const found = await vscode.workspace.findFiles(
    `**/*${literal}*`,
    "**/{node_modules,.git,dist,out,__pycache__}/**",
    200,
  );
  return found
    .map((uri) => vscode.workspace.asRelativePath(uri, false))
    .toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))
    .slice(0, MOST_FILES);
}
