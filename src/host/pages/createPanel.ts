import * as vscode from "vscode";
import { panelType, type PageName } from "../manifest.ts";

/** A new panel beside or in place of what is open. */
export function createPanel(page: PageName, title: string, column: vscode.ViewColumn): vscode.WebviewPanel {
  return vscode.window.createWebviewPanel(panelType(page), title, column, {
    enableScripts: true,
    enableFindWidget: true,
  });
}
