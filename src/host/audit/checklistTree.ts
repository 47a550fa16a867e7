import * as vscode from "vscode";
import type { Audited } from "../../audit/messages.ts";
import type { ViewId } from "../manifest.ts";
import { childNodes, toTreeItem, topNodes, type ChecklistNode } from "./checklistNodes.ts";

const VIEW: ViewId = "flightdeck.checklist";

/** Categories, their items by state, and below each item the places that prove it or lack it. */
export class ChecklistTree implements vscode.TreeDataProvider<ChecklistNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #view: vscode.TreeView<ChecklistNode>;
  #audited: readonly Audited[] = [];

  readonly onDidChangeTreeData = this.#changed.event;

  constructor() {
    this.#view = vscode.window.createTreeView(VIEW, { treeDataProvider: this, showCollapseAll: true });
  }

  show(audited: readonly Audited[]): void {
    this.#audited = audited;
    const message = audited.map(({ summary }) => summary).join(" ");
    // Its type forgets that undefined takes the message away.
    (this.#view as { message: string | undefined }).message = message === "" ? undefined : message;
    this.#changed.fire();
  }

  getTreeItem(node: ChecklistNode): vscode.TreeItem {
    return toTreeItem(node);
  }

  getChildren(node?: ChecklistNode): ChecklistNode[] {
    return [...(node === undefined ? topNodes(this.#audited) : childNodes(node))];
  }

  dispose(): void {
    vscode.Disposable.from(this.#view, this.#changed).dispose();
  }
}
