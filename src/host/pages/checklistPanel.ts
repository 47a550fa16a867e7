import type * as vscode from "vscode";
import type { Log } from "../../core/ports.ts";
import type { ChecklistContract } from "../../protocol/checklist.ts";
import type { AuditHost } from "../audit/auditHost.ts";
import { run } from "../commands.ts";
import { WebviewPage } from "./webviewPage.ts";

export interface ChecklistOptions {
  readonly extensionUri: vscode.Uri;
  /** The audit, loaded when it is first needed. */
  readonly audit: () => Promise<AuditHost>;
  readonly log: Log;
}

/** Puts the checklist's report into its panel. What it shows and does is the audit's. */
export function fillChecklistPanel(panel: vscode.WebviewPanel, options: ChecklistOptions): void {
  const { extensionUri, audit, log } = options;
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
      openTrace: async ({ trace }) => void (await run("traces.open", { trace })),
      fix: async (item) => (await audit()).fix(item),
      explain: async ({ code }) => (await audit()).explain(code),
      export: async ({ format }) => (await audit()).export(format),
    },
  });
  panel.onDidDispose(() => following?.dispose());
}
