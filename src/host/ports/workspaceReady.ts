import * as vscode from "vscode";

/** A workspace file that really names no folder must not keep anybody waiting. */
const PATIENCE_MS = 3_000;

/**
 * Settles when VS Code has read which folders the workspace file names. At start-up extensions may run
 * before that, and would take a project for an empty window.
 */
export async function workspaceReady(): Promise<void> {
  if (vscode.workspace.workspaceFile === undefined || hasFolders()) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      subscription.dispose();
      resolve();
    };
    const timer = setTimeout(done, PATIENCE_MS);
    const subscription = vscode.workspace.onDidChangeWorkspaceFolders(() => hasFolders() && done());
  });
}

const hasFolders = (): boolean => (vscode.workspace.workspaceFolders ?? []).length > 0;
