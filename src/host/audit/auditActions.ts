import * as vscode from "vscode";
import type { Fix } from "../../audit/fixes/fix.ts";
import { acceptanceOf } from "./acceptance.ts";
import { editOf } from "./applyFix.ts";

const DOCUMENTS: vscode.DocumentSelector = [
  "python",
  "typescript",
  "typescriptreact",
  "javascript",
  "javascriptreact",
].map((language) => ({ language, scheme: "file" }));

/** What a problem of the audit is about, and the folder that its fixes change. */
export interface Offered {
  readonly folder: string;
  readonly fixes: readonly Fix[];
}

/** Finds the fixes of a problem; undefined where it is no finding of the newest audit. */
export type FindFixes = (uri: vscode.Uri, code: string, line: number) => Promise<Offered | undefined>;

/** What can be done about a problem of the audit. Suggestions that are previewed: each changes what the program does. */
export class AuditActions implements vscode.CodeActionProvider, vscode.Disposable {
  readonly #diagnostics: vscode.DiagnosticCollection;
  readonly #find: FindFixes;
  readonly #registration = vscode.languages.registerCodeActionsProvider(DOCUMENTS, this, {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  });

  constructor(diagnostics: vscode.DiagnosticCollection, find: FindFixes) {
    this.#diagnostics = diagnostics;
    this.#find = find;
  }

  async provideCodeActions(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.CodeAction[]> {
    const found = (this.#diagnostics.get(document.uri) ?? []).filter(
      (diagnostic) => diagnostic.range.intersection(range) !== undefined && codeOf(diagnostic) !== undefined,
    );
    const actions = found.map(async (diagnostic) => [
      ...(document.isDirty ? [] : await this.#fixes(document, diagnostic)),
      accept(document, diagnostic),
    ]);
    return (await Promise.all(actions)).flat();
  }

  dispose(): void {
    this.#registration.dispose();
  }

  async #fixes(document: vscode.TextDocument, diagnostic: vscode.Diagnostic): Promise<vscode.CodeAction[]> {
    const code = codeOf(diagnostic) ?? "";
    const offered = await this.#find(document.uri, code, diagnostic.range.start.line + 1);
    if (offered === undefined) return [];
    const actions = offered.fixes.map(async (fix) => {
      const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
      action.diagnostics = [diagnostic];
      action.edit = await editOf(offered.folder, fix, true);
      return action;
    });
    const settled = await Promise.allSettled(actions);
    // A file that has changed since has no fix until it is audited again.
    return settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  }
}

const codeOf = ({ code }: vscode.Diagnostic): string | undefined =>
  typeof code === "object" ? String(code.value) : undefined;

/** A comment above the place, whose reason is still to be written. */
function accept(document: vscode.TextDocument, diagnostic: vscode.Diagnostic): vscode.CodeAction {
  const code = codeOf(diagnostic) ?? "";
  const action = new vscode.CodeAction(`Accept ${code} here, with a reason`, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.edit = new vscode.WorkspaceEdit();
  action.edit.set(document.uri, [acceptanceOf(document, code, diagnostic.range.start.line)]);
  return action;
}
