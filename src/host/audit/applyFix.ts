import * as vscode from "vscode";
import type { Edit, Fix } from "../../audit/fixes/fix.ts";
import { FlightdeckError } from "../../core/failure.ts";
import { isInside } from "../../core/paths.ts";

/**
 * A fix as an edit of VS Code, which shows it in its own preview where it needs confirmation.
 * @throws FlightdeckError where a file is not as it was when the fix was made.
 */
export async function editOf(
  folder: string,
  { title, note, edits }: Fix,
  needsConfirmation: boolean,
): Promise<vscode.WorkspaceEdit> {
  const made = new vscode.WorkspaceEdit();
  const label = { label: title, needsConfirmation, ...(note && { description: note }) };
  for (const edit of edits) {
    const uri = vscode.Uri.joinPath(vscode.Uri.file(folder), edit.file);
    if (!isInside(folder, uri.fsPath)) throw stale(edit.file);
    if (edit.creates) {
      made.createFile(uri, { contents: new TextEncoder().encode(edit.text) }, label);
      continue;
    }
    const document = await vscode.workspace.openTextDocument(uri);
    made.replace(uri, rangeIn(document, edit), edit.text, label);
  }
  return made;
}

function rangeIn(document: vscode.TextDocument, { file, start, end, was }: Edit): vscode.Range {
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  if (document.isDirty || document.getText(range) !== was) throw stale(file);
  return range;
}

const stale = (file: string): FlightdeckError =>
  new FlightdeckError("invalid_request", `${file} has changed since it was read.`, {
    advice: "Save it and try again.",
  });
