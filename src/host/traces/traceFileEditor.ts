import * as vscode from "vscode";
import type { Log } from "../../core/ports.ts";
import { showError } from "../commands.ts";
import type { LazyEngine } from "../lazyEngine.ts";
import { TRACE_FILE_EDITOR, TRACE_JSON_EDITOR } from "../manifest.ts";
import type { TracePages } from "../pages/tracePages.ts";

/** Shows `*.otlp.json` as what it holds. Nothing of it is recorded. */
export function registerTraceFiles(engine: LazyEngine, pages: TracePages, log: Log): vscode.Disposable {
  const provider: vscode.CustomReadonlyEditorProvider = {
    openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
    resolveCustomEditor: async ({ uri }, panel) => {
      try {
        const { viewFile } = await import("../onDemand.ts");
        pages.showViewed((await viewFile(engine, uri)).traces, panel);
      } catch (error) {
        panel.webview.html = NOTHING;
        await showError(error, log);
      }
    },
  };
  return vscode.Disposable.from(
    ...[TRACE_FILE_EDITOR, TRACE_JSON_EDITOR].map((type) =>
      vscode.window.registerCustomEditorProvider(type, provider),
    ),
  );
}

const NOTHING =
  "<p>This file cannot be shown as a trace. Use <i>Reopen Editor With…</i> to see its text.</p>";
