import * as vscode from "vscode";
import { StaleFileError, type Files } from "../../core/ports.ts";
import { NodeFiles } from "../../node/files.ts";

/**
 * The workspace's files in VS Code: an open document's text is what counts, and changes are workspace
 * edits that join its undo stack. Everything else is the disk's.
 */
export class VscodeFiles implements Files {
  get roots(): readonly string[] {
    return (vscode.workspace.workspaceFolders ?? [])
      .filter(({ uri }) => uri.scheme === "file")
      .map(({ uri }) => uri.fsPath);
  }

  get trusted(): boolean {
    return vscode.workspace.isTrusted;
  }

  realPath(path: string) {
    return this.#disk.realPath(path);
  }

  stat(path: string) {
    return this.#disk.stat(path);
  }

  list(folder: string) {
    return this.#disk.list(folder);
  }

  read(path: string, offset: number, maxBytes: number) {
    return this.#disk.read(path, offset, maxBytes);
  }

  openText(path: string): string | undefined {
    return openDocument(path)?.getText();
  }

  async write(path: string, expected: string | undefined, text: string): Promise<void> {
    const uri = vscode.Uri.file(path);
    if (expected === undefined) return this.#create(path, uri, text);
    const wasDirty = openDocument(path)?.isDirty ?? false;
    const document = await vscode.workspace.openTextDocument(uri);
    if (document.getText() !== normalise(expected, document.eol))
      throw new StaleFileError(`${path} has changed`);
    const edit = new vscode.WorkspaceEdit();
    const change = smallestChange(document, text);
    if (change !== undefined) edit.replace(uri, change.range, change.text);
    if (!(await vscode.workspace.applyEdit(edit))) throw new StaleFileError(`${path} could not be edited`);
    // What the person has not saved stays unsaved; everything else must reach commands that read the disk.
    if (!wasDirty && !(await document.save())) throw new Error(`${path} could not be saved`);
  }

  async remove(path: string, expected: string): Promise<void> {
    const uri = vscode.Uri.file(path);
    const document = await vscode.workspace.openTextDocument(uri);
    if (document.getText() !== normalise(expected, document.eol))
      throw new StaleFileError(`${path} has changed`);
    const edit = new vscode.WorkspaceEdit();
    edit.deleteFile(uri);
    if (!(await vscode.workspace.applyEdit(edit))) throw new StaleFileError(`${path} could not be deleted`);
  }

  async #create(path: string, uri: vscode.Uri, text: string): Promise<void> {
    const edit = new vscode.WorkspaceEdit();
    edit.createFile(uri, { overwrite: false, contents: Buffer.from(text) });
    if (!(await vscode.workspace.applyEdit(edit))) throw new StaleFileError(`${path} could not be created`);
  }

  get #disk(): NodeFiles {
    return new NodeFiles(this.roots, this.trusted);
  }
}

const openDocument = (path: string): vscode.TextDocument | undefined =>
  vscode.workspace.textDocuments.find(
    (document) => document.uri.scheme === "file" && document.uri.fsPath === path,
  );

/** A document has one kind of line end, whatever the file mixes. */
const normalise = (text: string, eol: vscode.EndOfLine): string => {
  const withoutBom = text.replace(/^\uFEFF/, "");
  return withoutBom.replace(/\r\n|\r|\n/g, eol === vscode.EndOfLine.CRLF ? "\r\n" : "\n");
};

/** Only what differs is replaced, so that cursors, folds and breakpoints around it stay. */
function smallestChange(
  document: vscode.TextDocument,
  wanted: string,
): { readonly range: vscode.Range; readonly text: string } | undefined {
  const before = document.getText();
  const after = normalise(wanted, document.eol);
  if (before === after) return undefined;
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before[start] === after[start]) start++;
  let end = 0;
  while (end < shortest - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const range = new vscode.Range(document.positionAt(start), document.positionAt(before.length - end));
  return { range, text: after.slice(start, after.length - end) };
}
