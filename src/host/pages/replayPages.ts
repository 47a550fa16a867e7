import * as vscode from "vscode";
import type { SessionId, TraceId } from "../../core/ids.ts";
import type { Log } from "../../core/ports.ts";
import type { PlaybackSource } from "../../engine/playback.ts";
import type { LazyEngine } from "../lazyEngine.ts";
import { panelType } from "../manifest.ts";
import type { Revivable } from "../revival.ts";
import type { SessionViews } from "../sessionViews.ts";
import type { VirtualTexts } from "../virtualTexts.ts";
import type { ChatPages } from "./chatPages.ts";
import type { TracePages } from "./tracePages.ts";
import { comesBack, createPanel } from "./createPanel.ts";
import { loadPage } from "./panelPage.ts";

export interface ReplayPagesOptions {
  readonly extensionUri: vscode.Uri;
  readonly engine: LazyEngine;
  readonly views: SessionViews;
  readonly chats: ChatPages;
  readonly traces: TracePages;
  readonly texts: VirtualTexts;
  readonly log: Log;
}

/** The open replay panels, one per recording. What they do is loaded with the first of them. */
export class ReplayPages implements Revivable, vscode.Disposable {
  readonly page = "replay";
  readonly #options: ReplayPagesOptions;
  readonly #panels = new Map<
    string,
    { readonly panel: vscode.WebviewPanel; readonly source: PlaybackSource }
  >();
  readonly #serializer: vscode.Disposable;
  readonly #panelsChanged = new vscode.EventEmitter<void>();

  readonly onPanelsChange = this.#panelsChanged.event;

  constructor(options: ReplayPagesOptions) {
    this.#options = options;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(panelType("replay"), {
      deserializeWebviewPanel: (panel, state: unknown) => {
        const source = sourceOf((state as { readonly restore?: unknown } | undefined)?.restore);
        if (source === undefined) panel.dispose();
        else this.#add(panel, source);
        return Promise.resolve();
      },
    });
  }

  show(source: PlaybackSource): void {
    const open = this.#panels.get(keyOf(source));
    if (open !== undefined) open.panel.reveal();
    else this.#add(createPanel("replay", "Replay", vscode.ViewColumn.Active), source);
  }

  kept(): readonly PlaybackSource[] {
    return [...this.#panels.values()].map(({ source }) => source);
  }

  reopen(kept: unknown): void {
    const source = sourceOf(kept);
    if (source !== undefined && !this.#panels.has(keyOf(source)))
      this.#add(createPanel("replay", "Replay", comesBack(vscode.ViewColumn.Active)), source);
  }

  dispose(): void {
    this.#panelsChanged.dispose();
    this.#serializer.dispose();
  }

  #add(panel: vscode.WebviewPanel, source: PlaybackSource): void {
    const key = keyOf(source);
    this.#panels.set(key, { panel, source });
    panel.onDidDispose(() => {
      if (this.#panels.get(key)?.panel === panel) this.#panels.delete(key);
      this.#panelsChanged.fire();
    });
    this.#panelsChanged.fire();
    void loadPage(
      panel,
      ({ fillReplayPanel }) => fillReplayPanel({ ...this.#options, panel }, source),
      this.#options.log,
    );
  }
}

const keyOf = (source: PlaybackSource): string => JSON.stringify(source);

/** What a panel showed, as it was kept over a reload. */
function sourceOf(kept: unknown): PlaybackSource | undefined {
  const { session, file, trace } = (kept ?? {}) as Partial<Record<"session" | "file" | "trace", unknown>>;
  if (typeof session === "string") return { session: session as SessionId };
  if (typeof file === "string") return { file };
  return typeof trace === "string" ? { trace: trace as TraceId } : undefined;
}
