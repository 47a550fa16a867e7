import * as vscode from "vscode";
import type { Log } from "../../core/ports.ts";
import type { ChecklistContract } from "../../protocol/checklist.ts";
import type { AuditHost } from "../audit/auditHost.ts";
import { panelType } from "../manifest.ts";
import type { Revivable } from "../revival.ts";
import { createPanel, WebviewPage } from "./webviewPage.ts";

export interface ChecklistPagesOptions {
  readonly extensionUri: vscode.Uri;
  /** The audit, loaded when it is first needed. */
  readonly audit: () => Promise<AuditHost>;
  readonly log: Log;
}

/** The checklist's report: one panel per window. What it shows and does is the audit's. */
export class ChecklistPages implements Revivable, vscode.Disposable {
  readonly page = "checklist";
  readonly #options: ChecklistPagesOptions;
  readonly #serializer: vscode.Disposable;
  readonly #panelsChanged = new vscode.EventEmitter<void>();
  #panel: vscode.WebviewPanel | undefined;

  readonly onPanelsChange = this.#panelsChanged.event;

  constructor(options: ChecklistPagesOptions) {
    this.#options = options;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(panelType("checklist"), {
      deserializeWebviewPanel: (panel) => {
        this.#fill(panel);
        return Promise.resolve();
      },
    });
  }

  show(): void {
    if (this.#panel === undefined)
      this.#fill(createPanel("checklist", "Checklist", vscode.ViewColumn.Active));
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
    const { extensionUri, audit, log } = this.#options;
    let following: vscode.Disposable | undefined;
    const page = new WebviewPage<ChecklistContract>({
      panel,
      page: "checklist",
      extensionUri,
      log,
      handlers: {
        open: async () => {
          const host = await audit();
          following ??= host.onNews((news) => page.post(news));
          host.begin();
          return () => host.shown;
        },
        run: async () => (await audit()).runQuietly(),
        cancel: async () => (await audit()).cancel(),
        openPlace: async (place) => (await audit()).openPlace(place),
        openTrace: async ({ trace }) => (await audit()).openTrace(trace),
        fix: async (item) => (await audit()).fix(item),
        explain: async ({ code }) => (await audit()).explain(code),
        export: async ({ format }) => (await audit()).export(format),
      },
    });
    this.#panel = panel;
    panel.onDidDispose(() => {
      following?.dispose();
      if (this.#panel === panel) this.#panel = undefined;
      this.#panelsChanged.fire();
    });
    this.#panelsChanged.fire();
  }
}
