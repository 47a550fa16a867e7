import * as vscode from "vscode";
import type { Log } from "../../core/ports.ts";
import type { LazyEngine } from "../lazyEngine.ts";
import { panelType } from "../manifest.ts";
import type { Revivable } from "../revival.ts";
import type { ReceiverHost } from "../traces/receiverHost.ts";
import type { TracePages } from "./tracePages.ts";
import { createPanel } from "./webviewPage.ts";

export interface ConnectPagesOptions {
  readonly extensionUri: vscode.Uri;
  readonly engine: LazyEngine;
  readonly receiver: ReceiverHost;
  readonly traces: TracePages;
  readonly log: Log;
}

/** The page that shows how an agent sends its spans here: one panel per window. */
export class ConnectPages implements Revivable, vscode.Disposable {
  readonly page = "connect";
  readonly #options: ConnectPagesOptions;
  readonly #serializer: vscode.Disposable;
  readonly #panelsChanged = new vscode.EventEmitter<void>();
  #panel: vscode.WebviewPanel | undefined;

  readonly onPanelsChange = this.#panelsChanged.event;

  constructor(options: ConnectPagesOptions) {
    this.#options = options;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(panelType("connect"), {
      deserializeWebviewPanel: (panel) => {
        this.#fill(panel);
        return Promise.resolve();
      },
    });
  }

  show(): void {
    if (this.#panel === undefined)
      this.#fill(createPanel("connect", "Connect Your Agent", vscode.ViewColumn.Active));
    else this.#panel.reveal();
  }

  kept(): readonly unknown[] {
    return this.#panel === undefined ? [] : [{}];
  }

  reopen(): void {
    this.show();
  }

  dispose(): void {
    this.#panelsChanged.dispose();
    this.#serializer.dispose();
  }

  #fill(panel: vscode.WebviewPanel): void {
    this.#panel = panel;
    panel.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = undefined;
      this.#panelsChanged.fire();
    });
    this.#panelsChanged.fire();
    void import("../onDemand.ts").then(({ fillConnectPanel }) => fillConnectPanel(panel, this.#options));
  }
}
