import * as vscode from "vscode";

/** A workspace file that names no folder, or cannot be read, must not keep anybody waiting. */
const PATIENCE_MS = 3_000;
/** One that names folders is soon followed by them, even on a machine that has a lot else to do. */
const LONG_PATIENCE_MS = 20_000;

/**
 * Settles when VS Code has read which folders the workspace file names. At start-up extensions may run
 * before that, and would take a project for an empty window, whose sessions lie elsewhere.
 */
export async function workspaceReady(): Promise<void> {
  const file = vscode.workspace.workspaceFile;
  if (file === undefined || hasFolders()) return;
  const folders = new Promise<void>((resolve) => {
    const subscription = vscode.workspace.onDidChangeWorkspaceFolders(() => {
      if (!hasFolders()) return;
      subscription.dispose();
      resolve();
    });
  });
  const patience = (await namesFolders(file)) ? LONG_PATIENCE_MS : PATIENCE_MS;
  if (hasFolders()) return;
  await Promise.race([folders, new Promise((resolve) => setTimeout(resolve, patience))]);
}

/** Enough of JSON with comments for one question; a parser would weigh on every start. */
const TEXT_OR_COMMENT = /"(?:\\.|[^"\\])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

const hasFolders = (): boolean => (vscode.workspace.workspaceFolders ?? []).length > 0;

async function namesFolders(file: vscode.Uri): Promise<boolean> {
  try {
    const text = Buffer.from(await vscode.workspace.fs.readFile(file)).toString("utf8");
    const bare = text.replace(TEXT_OR_COMMENT, (found) => (found.startsWith('"') ? found : ""));
    return /"folders"\s*:\s*\[\s*\{/.test(bare);
  } catch {
    return false;
  }
}
