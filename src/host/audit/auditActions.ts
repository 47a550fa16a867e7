import * as vscode from "vscode";

const DOCUMENTS: vscode.DocumentSelector = [
  "python",
  "typescript",
  "typescriptreact",
  "javascript",
  "javascriptreact",
].map((language) => ({ language, scheme: "file" }));

/** An option that switches an SDK's own retries off, alone on its line or among others. */
const RETRIES_OFF =
  /^\s*max_?[rR]etries\s*[=:]\s*0\s*,?\s*$|,\s*max_?[rR]etries\s*[=:]\s*0\b|\bmax_?[rR]etries\s*[=:]\s*0\s*,?\s*/;

/** What can be done about a problem of the audit. Suggestions only: each changes what the program does. */
export class AuditActions implements vscode.CodeActionProvider, vscode.Disposable {
  readonly #diagnostics: vscode.DiagnosticCollection;
  readonly #registration = vscode.languages.registerCodeActionsProvider(DOCUMENTS, this, {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  });

  constructor(diagnostics: vscode.DiagnosticCollection) {
    this.#diagnostics = diagnostics;
  }

  async provideCodeActions(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.CodeAction[]> {
    const found = (this.#diagnostics.get(document.uri) ?? []).filter(
      (diagnostic) => diagnostic.range.intersection(range) !== undefined && codeOf(diagnostic) !== undefined,
    );
    const actions = found.map(async (diagnostic) => [
      ...(codeOf(diagnostic) === "AR09" ? await switchOn(diagnostic) : []),
      accept(document, diagnostic),
    ]);
    return (await Promise.all(actions)).flat();
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

const codeOf = ({ code }: vscode.Diagnostic): string | undefined =>
  typeof code === "object" ? String(code.value) : undefined;

/** Takes out what switches the SDK's retries off, wherever the client is made. */
async function switchOn(diagnostic: vscode.Diagnostic): Promise<vscode.CodeAction[]> {
  const edit = new vscode.WorkspaceEdit();
  for (const { location } of diagnostic.relatedInformation ?? []) {
    const document = await vscode.workspace.openTextDocument(location.uri);
    if (location.range.start.line >= document.lineCount) continue;
    const line = document.lineAt(location.range.start.line);
    const off = RETRIES_OFF.exec(line.text);
    if (off === null) continue;
    const isWholeLine = off[0].trim() === line.text.trim();
    const start = line.range.start.translate(0, off.index);
    const range = isWholeLine
      ? line.rangeIncludingLineBreak
      : new vscode.Range(start, start.translate(0, off[0].length));
    edit.delete(location.uri, range);
  }
  if (edit.size === 0) return [];
  const action = new vscode.CodeAction("Leave the SDK's retries on", vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.edit = edit;
  return [action];
}

/** A comment above the place, whose reason is still to be written. */
function accept(document: vscode.TextDocument, diagnostic: vscode.Diagnostic): vscode.CodeAction {
  const code = codeOf(diagnostic) ?? "";
  const line = document.lineAt(diagnostic.range.start.line);
  const indent = line.text.slice(0, line.firstNonWhitespaceCharacterIndex);
  const mark = document.languageId === "python" ? "#" : "//";
  const text = new vscode.SnippetString(`${indent}${mark} flightdeck: ignore[${code}] -- `)
    .appendPlaceholder("why this is accepted")
    .appendText("\n");
  const action = new vscode.CodeAction(`Accept ${code} here, with a reason`, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.edit = new vscode.WorkspaceEdit();
  action.edit.set(document.uri, [vscode.SnippetTextEdit.insert(line.range.start, text)]);
  return action;
}
