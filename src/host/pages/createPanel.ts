import * as vscode from "vscode";
import { panelType, type PageName } from "../manifest.ts";

/** Where a panel appears, and whether it takes the focus. */
export type PanelPlace = Parameters<typeof vscode.window.createWebviewPanel>[2];

/** A page that comes back by itself leaves the focus where the person is: taken, it would close what they pick from. */
export const comesBack = (viewColumn: vscode.ViewColumn): PanelPlace => ({ viewColumn, preserveFocus: true });

/** A new panel beside or in place of what is open. */
export function createPanel(page: PageName, title: string, place: PanelPlace): vscode.WebviewPanel {
  return vscode.window.createWebviewPanel(panelType(page), title, place, {
    enableScripts: true,
    enableFindWidget: true,
  });
}
