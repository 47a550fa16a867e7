import * as vscode from "vscode";
import { completionsAt, type AgentCompletion } from "../../views/agentFile/completions.ts";
import { hoverAt } from "../../views/agentFile/hover.ts";
import type { LazyEngine } from "../lazyEngine.ts";
import { dialectOf } from "./agentDocuments.ts";
import { knownNames } from "./knownNames.ts";

/** What can stand at a place of an agent file's frontmatter. */
export async function complete(
  engine: LazyEngine,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.CompletionItem[]> {
  const dialect = dialectOf(document);
  if (dialect === undefined) return [];
  const known = await knownNames(await engine.get());
  const found = completionsAt(document.getText(), toPlace(position), dialect, known);
  return found.map((completion, order) => toItem(completion, order, position.line));
}

function toItem(completion: AgentCompletion, order: number, line: number): vscode.CompletionItem {
  const { name, detail, snippet, kind, from, to } = completion;
  const isField = kind === "field";
  const item = new vscode.CompletionItem(
    name,
    isField ? vscode.CompletionItemKind.Property : vscode.CompletionItemKind.Value,
  );
  if (isField) item.documentation = new vscode.MarkdownString(detail);
  else item.detail = detail;
  item.insertText = new vscode.SnippetString(snippet);
  item.range = new vscode.Range(line, from, line, to);
  item.filterText = name;
  // In the order of the table: what matters most comes first.
  item.sortText = String(order).padStart(4, "0");
  if (isField) item.command = { title: "Suggest", command: "editor.action.triggerSuggest" };
  return item;
}

/** What a word of an agent file's frontmatter means. */
export async function hover(
  engine: LazyEngine,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.Hover | undefined> {
  const dialect = dialectOf(document);
  if (dialect === undefined) return undefined;
  const known = await knownNames(await engine.get());
  const found = hoverAt(document.getText(), toPlace(position), dialect, known);
  if (found === undefined) return undefined;
  const range = new vscode.Range(position.line, found.from, position.line, found.to);
  return new vscode.Hover(new vscode.MarkdownString(found.text), range);
}

const toPlace = ({ line, character }: vscode.Position) => ({ line, column: character });
