import * as vscode from "vscode";
import type { AgentProblem } from "../../core/agent.ts";
import { AGENT_FILES } from "./agentDocuments.ts";

/** What is wrong in agent files: in the Problems view, and mended at a click where that can be done. */
export class AgentProblems implements vscode.Disposable, vscode.CodeActionProvider {
  readonly #diagnostics = vscode.languages.createDiagnosticCollection("flightdeck");
  readonly #registration = vscode.languages.registerCodeActionsProvider(AGENT_FILES, this, {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  });
  #problems: readonly AgentProblem[] = [];

  show(problems: readonly AgentProblem[]): void {
    this.#problems = problems;
    this.#diagnostics.clear();
    for (const path of new Set(problems.map((problem) => problem.path))) {
      const inFile = problems.filter((problem) => problem.path === path);
      this.#diagnostics.set(vscode.Uri.file(path), inFile.map(toDiagnostic));
    }
  }

  provideCodeActions({ uri }: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    return this.#problems
      .filter(({ path }) => vscode.Uri.file(path).toString() === uri.toString())
      .filter((problem) => rangeOf(problem).intersection(range) !== undefined)
      .flatMap((problem) => mending(problem, uri) ?? []);
  }

  dispose(): void {
    vscode.Disposable.from(this.#diagnostics, this.#registration).dispose();
  }
}

function mending(problem: AgentProblem, uri: vscode.Uri): vscode.CodeAction | undefined {
  if (problem.replacement === undefined) return undefined;
  const action = new vscode.CodeAction(`Spell it ${problem.replacement}`, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [toDiagnostic(problem)];
  action.isPreferred = true;
  action.edit = new vscode.WorkspaceEdit();
  action.edit.replace(uri, rangeOf(problem), problem.replacement);
  return action;
}

function toDiagnostic(problem: AgentProblem): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    rangeOf(problem),
    problem.message,
    problem.severity === "warning" ? vscode.DiagnosticSeverity.Warning : vscode.DiagnosticSeverity.Error,
  );
  diagnostic.source = "Flightdeck";
  return diagnostic;
}

const rangeOf = ({ line, column, endColumn = Number.MAX_SAFE_INTEGER }: AgentProblem): vscode.Range =>
  new vscode.Range(line, column, line, endColumn);
