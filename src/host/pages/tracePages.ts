import * as vscode from "vscode";
import type { SessionId } from "../../core/ids.ts";
import type { SpanContext } from "../../core/telemetry.ts";
import { panelType } from "../manifest.ts";
import type { Revivable } from "../revival.ts";
import { TracePage, type TracePageOptions } from "./tracePage.ts";
import { createPanel } from "./webviewPage.ts";

/** The open trace panels, one per session. */
export class TracePages implements Revivable, vscode.Disposable {
  readonly page = "trace";
  readonly #options: Omit<TracePageOptions, "panel">;
  readonly #pages = new Map<SessionId, TracePage>();
  readonly #serializer: vscode.Disposable;
  readonly #panelsChanged = new vscode.EventEmitter<void>();

  readonly onPanelsChange = this.#panelsChanged.event;

  constructor(options: Omit<TracePageOptions, "panel">) {
    this.#options = options;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(panelType("trace"), {
      deserializeWebviewPanel: (panel, state: unknown) => {
        const session = (state as { restore?: { session?: unknown } } | undefined)?.restore?.session;
        if (typeof session === "string") this.#add(panel, session as SessionId);
        else panel.dispose();
        return Promise.resolve();
      },
    });
  }

  /** Shows a session's traces, beside the chat where nothing of it is open yet. */
  show(session: SessionId, reveal?: SpanContext): void {
    const open = this.#pages.get(session);
    if (open === undefined) {
      this.#add(createPanel("trace", "Trace", vscode.ViewColumn.Beside), session, reveal);
      return;
    }
    open.panel.reveal(undefined, reveal !== undefined);
    if (reveal !== undefined) open.reveal(reveal);
  }

  kept(): readonly SessionId[] {
    return [...this.#pages.keys()];
  }

  reopen(kept: unknown): void {
    if (typeof kept === "string") this.show(kept as SessionId);
  }

  dispose(): void {
    this.#panelsChanged.dispose();
    this.#serializer.dispose();
    for (const page of this.#pages.values()) page.dispose();
  }

  #add(panel: vscode.WebviewPanel, session: SessionId, reveal?: SpanContext): void {
    this.#pages.set(session, new TracePage({ ...this.#options, panel }, session, reveal));
    panel.onDidDispose(() => {
      this.#pages.delete(session);
      this.#panelsChanged.fire();
    });
    this.#panelsChanged.fire();
  }
}
