import * as vscode from "vscode";

/** Shows the settings of the machine on which the extension runs: in a remote window they stand in a tab of their own. */
export async function openSettings(query: string): Promise<void> {
  if (vscode.env.remoteName === undefined)
    await vscode.commands.executeCommand("workbench.action.openSettings", query);
  else await vscode.commands.executeCommand("workbench.action.openRemoteSettings", { query });
}
