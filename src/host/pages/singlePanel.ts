import * as vscode from "vscode";
import type { Log } from "../../core/ports.ts";
import { panelType, type PageName } from "../manifest.ts";
import type { Revivable } from "../revival.ts";
import { comesBack, createPanel } from "./createPanel.ts";
import { loadPage, type PageCode } from "./panelPage.ts";

export interface SinglePanelOptions {
  readonly page: PageName;
  /** Of the panel. */
  readonly title: string;
  /** Puts the page into its panel. */
  readonly fill: (panel: vscode.WebviewPanel, code: PageCode) => void;
  readonly log: Log;
}

/** A page of which each window has one panel, and whose panel looks the same whenever it is opened. */
export class SinglePanel implements Revivable, vscode.Disposable {
  readonly page: PageName;
  readonly #options: SinglePanelOptions;
  readonly #serializer: vscode.Disposable;
  readonly #panelsChanged = new vscode.EventEmitter<void>();
  #panel: vscode.WebviewPanel | undefined;

  readonly onPanelsChange = this.#panelsChanged.event;

  constructor(options: SinglePanelOptions) {
    this.page = options.page;
    this.#options = options;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(panelType(this.page), {
      deserializeWebviewPanel: (panel) => {
        this.#add(panel);
        return Promise.resolve();
      },
    });
  }

  show(): void {
    if (this.#panel === undefined)
      this.#add(createPanel(this.page, this.#options.title, vscode.ViewColumn.Active));
    else this.#panel.reveal();
  }

  kept(): readonly unknown[] {
    return this.#panel === undefined ? [] : [{}];
  }

  reopen(): void {
    if (this.#panel === undefined)
      this.#add(createPanel(this.page, this.#options.title, comesBack(vscode.ViewColumn.Active)));
  }

  dispose(): void {
    this.#panelsChanged.dispose();
    this.#serializer.dispose();
  }

  #add(panel: vscode.WebviewPanel): void {
    const { fill, log } = this.#options;
    this.#panel = panel;
    panel.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = undefined;
      this.#panelsChanged.fire();
    });
    this.#panelsChanged.fire();
    void loadPage(panel, (code) => fill(panel, code), log);
  }
}
