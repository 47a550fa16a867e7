import * as vscode from "vscode";
import { FlightdeckError } from "../../core/failure.ts";
import type { Engine } from "../../engine.ts";
import { isAgentName } from "../../views/agentFile/template.ts";

/** Where a new agent file goes; the person chooses among several folders. Undefined where they chose none. */
export async function agentFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    throw new FlightdeckError("invalid_request", "An agent file needs a folder.", {
      advice: "Open a folder first.",
    });
  }
  const folder =
    folders.length === 1
      ? folders[0]
      : await vscode.window.showWorkspaceFolderPick({ placeHolder: "The folder that the agent belongs to" });
  return folder && vscode.Uri.joinPath(folder.uri, ".flightdeck", "agents");
}

/** Asks for a name that no agent has and no file. */
export async function askName(
  engine: Engine,
  folder: vscode.Uri,
  ending: string,
  { title, value = "" }: { readonly title: string; readonly value?: string },
): Promise<string | undefined> {
  const { agents } = await engine.agents();
  const files = await vscode.workspace.fs.readDirectory(folder).then(
    (entries) => entries.map(([name]) => name),
    (): string[] => [],
  );
  return vscode.window.showInputBox({
    title,
    value,
    prompt: "Its name, which is also the file's",
    placeHolder: "reviewer",
    validateInput: (name) => {
      if (!isAgentName(name)) return "Lower-case letters, digits and hyphens.";
      const isTaken = files.includes(`${name}${ending}`) || agents.some((agent) => agent.name === name);
      return isTaken ? `There is an agent named ${name} already.` : undefined;
    },
  });
}

/** Writes the file and opens it. */
export async function writeAgentFile(folder: vscode.Uri, file: string, text: string): Promise<void> {
  const uri = vscode.Uri.joinPath(folder, file);
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, { ignoreIfExists: true, contents: Buffer.from(text) });
  await vscode.workspace.applyEdit(edit);
  await vscode.window.showTextDocument(uri);
}
