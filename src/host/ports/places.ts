import { realpathSync } from "node:fs";
import * as vscode from "vscode";
import type { Places } from "../../core/ports.ts";
import { homeFolder } from "../../node/home.ts";

/** Where this window's data lies. */
export function places(context: Pick<vscode.ExtensionContext, "storageUri">): Places {
  const home = homeFolder(process.env);
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => realFolder(uri.fsPath));
  if (folders.length === 0) return { home };
  const { workspaceFile } = vscode.workspace;
  // An untitled workspace's file is VS Code's own and short-lived; its folders say what it is.
  const file = workspaceFile?.scheme === "file" ? { file: workspaceFile.fsPath } : {};
  return {
    home,
    workspace: { folders, ...file },
    ...(context.storageUri && { workspaceStorage: context.storageUri.fsPath }),
  };
}

/** As the command line names it, so that both find the same sessions. */
function realFolder(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
