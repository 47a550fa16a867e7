import * as vscode from "vscode";

/**
 * Lets the person edit a text in an editor of its own. Undefined where they give it up.
 * @param done what the button says that ends the editing.
 */
export async function editText(text: string, done: string): Promise<string | undefined> {
  const document = await vscode.workspace.openTextDocument({ content: text, language: "markdown" });
  await vscode.window.showTextDocument(document, { preview: false });
  const chosen = await vscode.window.showInformationMessage("Edit the text, then go on.", done, "Cancel");
  const edited = document.getText();
  await closeEditors(document.uri);
  return chosen === done ? edited : undefined;
}

/** Its text is of no use any more, so nobody is asked whether to save it. */
async function closeEditors(uri: vscode.Uri): Promise<void> {
  const isOpen = vscode.window.tabGroups.all.some(({ tabs }) =>
    tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString()),
  );
  if (!isOpen) return;
  await vscode.window.showTextDocument(uri);
  await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
}
