import * as vscode from "vscode";
import type { SessionId } from "../../core/ids.ts";
import type { Log } from "../../core/ports.ts";
import type { LazyEngine } from "../lazyEngine.ts";
import { panelType } from "../manifest.ts";
import type { Revivable } from "../revival.ts";
import type { SessionViews } from "../sessionViews.ts";
import type { VirtualTexts } from "../virtualTexts.ts";
import type { ChatPages } from "./chatPages.ts";
import type { TracePages } from "./tracePages.ts";
import { comesBack, createPanel } from "./createPanel.ts";
import { loadPage, type PageCode } from "./panelPage.ts";

export interface ComparePagesOptions {
  readonly extensionUri: vscode.Uri;
  readonly engine: LazyEngine;
  readonly chats: ChatPages;
  readonly traces: TracePages;
  readonly texts: VirtualTexts;
  readonly views: SessionViews;
  readonly log: Log;
}

/** Which sessions a page compares. */
export interface Sides {
  readonly left: SessionId;
  readonly right: SessionId;
}

/** The pages on which two sessions stand beside each other. */
export class ComparePages implements Revivable, vscode.Disposable {
  readonly page = "compare";
  readonly #options: ComparePagesOptions;
  readonly #serializer: vscode.Disposable;
  readonly #panelsChanged = new vscode.EventEmitter<void>();
  readonly #panels = new Map<vscode.WebviewPanel, Sides>();

  readonly onPanelsChange = this.#panelsChanged.event;

  constructor(options: ComparePagesOptions) {
    this.#options = options;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(panelType("compare"), {
      deserializeWebviewPanel: (panel, state: unknown) => {
        const sides = parseSides((state as { readonly restore?: unknown } | undefined)?.restore);
        if (sides === undefined) panel.dispose();
        else this.#add(panel, sides);
        return Promise.resolve();
      },
    });
  }

  /** Compares two sessions; asks for those that are not named. */
  async ask(argument?: unknown, selected?: unknown): Promise<void> {
    const { askSessions } = await import("../onDemand.ts");
    const sides = await askSessions(await this.#options.engine.get(), argument, selected);
    if (sides !== undefined) this.show(sides);
  }

  show(sides: Sides): void {
    const open = [...this.#panels].find(
      ([, { left, right }]) => left === sides.left && right === sides.right,
    );
    if (open === undefined) this.#add(createPanel("compare", "Compare", vscode.ViewColumn.Active), sides);
    else open[0].reveal();
  }

  kept(): readonly Sides[] {
    return [...this.#panels.values()];
  }

  reopen(kept: unknown): void {
    const sides = parseSides(kept);
    if (sides !== undefined)
      this.#add(createPanel("compare", "Compare", comesBack(vscode.ViewColumn.Active)), sides);
  }

  dispose(): void {
    this.#panelsChanged.dispose();
    this.#serializer.dispose();
  }

  #add(panel: vscode.WebviewPanel, sides: Sides): void {
    this.#note(panel, sides);
    panel.onDidDispose(() => {
      this.#panels.delete(panel);
      this.#panelsChanged.fire();
    });
    const fill = ({ fillComparePanel }: PageCode): void =>
      fillComparePanel(panel, sides, { ...this.#options, onSides: (shown) => this.#note(panel, shown) });
    void loadPage(panel, fill, this.#options.log);
  }

  #note(panel: vscode.WebviewPanel, sides: Sides): void {
    this.#panels.set(panel, sides);
    this.#panelsChanged.fire();
  }
}

/** What a page gave back after a reload; it may be anything. */
function parseSides(kept: unknown): Sides | undefined {
  const { left, right } = (kept ?? {}) as Record<string, unknown>;
  if (typeof left !== "string" || typeof right !== "string") return undefined;
  return { left: left as SessionId, right: right as SessionId };
}
