import * as vscode from "vscode";

const FOLDER_NAME = "flightdeck-sample";

/** Copies the sample project to a place of the person's choice and opens it there. */
export async function openSampleProject(extensionUri: vscode.Uri): Promise<void> {
  const [parent] =
    (await vscode.window.showOpenDialog({
      title: "Where should the sample project lie?",
      openLabel: "Put It Here",
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: false,
    })) ?? [];
  if (parent === undefined) return;
  const target = vscode.Uri.joinPath(parent, FOLDER_NAME);
  // An earlier copy may hold the person's changes: it is opened as it is.
  if (!(await exists(target))) {
    await vscode.workspace.fs.copy(vscode.Uri.joinPath(extensionUri, "media", "sample-project"), target);
  }
  await vscode.commands.executeCommand("vscode.openFolder", target, { forceNewWindow: true });
}

const exists = (uri: vscode.Uri): Thenable<boolean> =>
  vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
