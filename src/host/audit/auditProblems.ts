import * as vscode from "vscode";
import type { Audited } from "../../audit/messages.ts";
import type { Finding, Notice } from "../../audit/result.ts";
import { PROVEN } from "../../core/checklist.ts";
import type { AuditSeverity } from "../../core/settingValues.ts";
import { AuditActions, type FindFixes } from "./auditActions.ts";
import { uriOf } from "./checklistNodes.ts";
import { CONFIGURATION_FILE, isShown } from "./checklistWords.ts";

const SEVERITIES: Readonly<Record<Exclude<AuditSeverity, "off">, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

/** What the audit has proved to be missing, in the Problems view: one per client or agent definition. */
export class AuditProblems implements vscode.Disposable {
  readonly #diagnostics = vscode.languages.createDiagnosticCollection("flightdeck-audit");
  readonly #actions: AuditActions;
  readonly #pages: vscode.Uri;

  /** @param extension where the rules' pages lie. */
  constructor(extension: vscode.Uri, find: FindFixes) {
    this.#actions = new AuditActions(this.#diagnostics, find);
    this.#pages = vscode.Uri.joinPath(extension, "docs", "checklist");
  }

  show(all: readonly Audited[], severity: AuditSeverity): void {
    const byFile = new Map<string, { readonly uri: vscode.Uri; readonly found: vscode.Diagnostic[] }>();
    const add = (uri: vscode.Uri, diagnostic: vscode.Diagnostic): void => {
      const known = byFile.get(uri.toString()) ?? { uri, found: [] };
      known.found.push(diagnostic);
      byFile.set(uri.toString(), known);
    };
    for (const audited of all) {
      for (const { line, message } of audited.problems)
        add(uriOf(audited, CONFIGURATION_FILE), problem(line, message, vscode.DiagnosticSeverity.Error));
      for (const notice of audited.result.notices) add(uriOf(audited, notice.file), ofNotice(notice));
      if (severity === "off") continue;
      for (const finding of findingsOf(audited))
        add(uriOf(audited, finding.file), this.#ofFinding(finding, audited, SEVERITIES[severity]));
    }
    this.#diagnostics.clear();
    for (const { uri, found } of byFile.values()) this.#diagnostics.set(uri, found);
  }

  dispose(): void {
    vscode.Disposable.from(this.#actions, this.#diagnostics).dispose();
  }

  #ofFinding(
    { code, line, message, related }: Finding,
    audited: Audited,
    severity: vscode.DiagnosticSeverity,
  ): vscode.Diagnostic {
    const diagnostic = problem(line, message, severity);
    diagnostic.code = { value: code, target: vscode.Uri.joinPath(this.#pages, `${code}.md`) };
    diagnostic.relatedInformation = related.map(
      ({ file, line: at, why }) =>
        new vscode.DiagnosticRelatedInformation(
          new vscode.Location(uriOf(audited, file), lineRange(at)),
          why,
        ),
    );
    return diagnostic;
  }
}

const findingsOf = ({ result }: Audited): readonly Finding[] =>
  result.projects
    .filter(isShown)
    .flatMap(({ items }) => items.flatMap(({ findings }) => findings))
    .filter(({ state, confidence }) => state !== "unknown" && confidence >= PROVEN);

function ofNotice({ line, message, kind }: Notice): vscode.Diagnostic {
  const diagnostic = problem(line, message, vscode.DiagnosticSeverity.Information);
  if (kind === "unused_suppression" || kind === "unused_declaration")
    diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
  return diagnostic;
}

function problem(line: number, message: string, severity: vscode.DiagnosticSeverity): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(lineRange(line), message, severity);
  diagnostic.source = "Flightdeck";
  return diagnostic;
}

const lineRange = (line: number): vscode.Range =>
  new vscode.Range(line - 1, 0, line - 1, Number.MAX_SAFE_INTEGER);
