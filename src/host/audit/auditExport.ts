import { basename } from "node:path";
import * as vscode from "vscode";
import type { Audited } from "../../audit/messages.ts";
import type { ReportFormat } from "../../audit/report/render.ts";
import type { AuditThread } from "./auditThread.ts";

interface Format extends vscode.QuickPickItem {
  readonly format: ReportFormat;
  readonly extension: string;
}

const FORMATS: readonly Format[] = [
  { label: "Markdown", description: "for a pull request or a wiki", format: "markdown", extension: "md" },
  { label: "HTML", description: "one page that needs nothing else", format: "html", extension: "html" },
  { label: "JSON", description: "all that was found out", format: "json", extension: "json" },
  { label: "SARIF", description: "the failures, for code scanning", format: "sarif", extension: "sarif" },
];

/** Writes a folder's checklist where the person wants it, in the form that is given or picked. */
export async function exportChecklist(
  { folder, result }: Audited,
  thread: AuditThread,
  wanted?: ReportFormat,
): Promise<void> {
  const chosen =
    FORMATS.find(({ format }) => format === wanted) ??
    (await vscode.window.showQuickPick(FORMATS, { title: "Export the checklist as" }));
  if (chosen === undefined) return;
  const uri = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(vscode.Uri.file(folder), `checklist.${chosen.extension}`),
    saveLabel: "Export",
  });
  if (uri === undefined) return;
  const text = await thread.render(result, chosen.format);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const open = "Open";
  const answer = await vscode.window.showInformationMessage(
    `The checklist of ${basename(folder)} was exported.`,
    open,
  );
  if (answer === open) await vscode.commands.executeCommand("vscode.open", uri);
}
