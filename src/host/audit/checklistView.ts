import * as vscode from "vscode";
import type { ViewId } from "../manifest.ts";
import type { ChecklistNode } from "./checklistNodes.ts";

const VIEW: ViewId = "flightdeck.checklist";

/** What the view shows once a project has been audited. */
export interface ChecklistContents {
  children(node?: ChecklistNode): readonly ChecklistNode[];
  item(node: ChecklistNode): vscode.TreeItem;
}

/** The Checklist view, empty and with its welcome until there is something to show. */
export class ChecklistView implements vscode.TreeDataProvider<ChecklistNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #view: vscode.TreeView<ChecklistNode>;
  #contents: ChecklistContents | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor() {
    this.#view = vscode.window.createTreeView(VIEW, { treeDataProvider: this, showCollapseAll: true });
  }

  /** @param summary stands above the list. */
  show(contents: ChecklistContents, summary: string): void {
    this.#contents = contents;
    // Its type forgets that undefined takes the message away.
    (this.#view as { message: string | undefined }).message = summary === "" ? undefined : summary;
    this.#changed.fire();
  }

  getTreeItem(node: ChecklistNode): vscode.TreeItem {
    return this.#contents?.item(node) ?? new vscode.TreeItem("");
  }

  getChildren(node?: ChecklistNode): ChecklistNode[] {
    return [...(this.#contents?.children(node) ?? [])];
  }

  dispose(): void {
    vscode.Disposable.from(this.#view, this.#changed).dispose();
  }
}
