import * as vscode from "vscode";
import type { McpProblem } from "../../core/mcp.ts";

/** What is wrong in `.mcp.json` and `.vscode/mcp.json`, in the Problems panel. */
export class McpProblems implements vscode.Disposable {
  readonly #diagnostics = vscode.languages.createDiagnosticCollection("flightdeck-mcp");

  show(problems: readonly McpProblem[]): void {
    this.#diagnostics.clear();
    const paths = new Set(problems.map(({ path }) => path));
    for (const path of paths) {
      const inFile = problems.filter((problem) => problem.path === path);
      this.#diagnostics.set(vscode.Uri.file(path), inFile.map(toDiagnostic));
    }
  }

  dispose(): void {
    this.#diagnostics.dispose();
  }
}

function toDiagnostic({ line, column, server, message }: McpProblem): vscode.Diagnostic {
  const range = new vscode.Range(line, column, line, Number.MAX_SAFE_INTEGER);
  const text = server === undefined ? message : `MCP server ${server}: ${message}`;
  const diagnostic = new vscode.Diagnostic(range, text, vscode.DiagnosticSeverity.Error);
  diagnostic.source = "Flightdeck";
  return diagnostic;
}
