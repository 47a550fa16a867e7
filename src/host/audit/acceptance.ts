import * as vscode from "vscode";

/** A comment above a line that accepts a finding; its reason is still to be written. */
export function acceptanceOf(
  document: vscode.TextDocument,
  code: string,
  at: number,
): vscode.SnippetTextEdit {
  const line = document.lineAt(Math.min(at, document.lineCount - 1));
  const indent = line.text.slice(0, line.firstNonWhitespaceCharacterIndex);
  const mark = document.languageId === "python" ? "#" : "//";
  const text = new vscode.SnippetString(`${indent}${mark} flightdeck: ignore[${code}] -- `)
    .appendPlaceholder("why this is accepted")
    .appendText("\n");
  return vscode.SnippetTextEdit.insert(line.range.start, text);
}
