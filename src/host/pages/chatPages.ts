import * as vscode from "vscode";
import type { SessionId } from "../../core/ids.ts";
import { panelType } from "../manifest.ts";
import type { Revivable } from "../revival.ts";
import type { ChatPageOptions } from "./chatPage.ts";
import { ChatPanel } from "./chatPanel.ts";
import { untitled, type ChatStart } from "./chatStart.ts";
import { comesBack, createPanel } from "./createPanel.ts";

/** The open chat panels. */
export class ChatPages implements Revivable, vscode.Disposable {
  readonly page = "chat";
  readonly #options: Omit<ChatPageOptions, "panel">;
  readonly #pages = new Set<ChatPanel>();
  readonly #serializer: vscode.Disposable;
  readonly #panelsChanged = new vscode.EventEmitter<void>();

  readonly onPanelsChange = this.#panelsChanged.event;
  constructor(options: Omit<ChatPageOptions, "panel">) {
    this.#options = options;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(panelType("chat"), {
      deserializeWebviewPanel: (panel, state: unknown) => {
        this.#add(panel, parseStart((state as { readonly restore?: unknown } | undefined)?.restore));
        return Promise.resolve();
      },
    });
  }

  /** Shows a session, in its panel where it has one; without one, the panel that was used last. */
  async show({ session }: { readonly session?: SessionId } = {}): Promise<void> {
    const open = [...this.#pages].findLast((page) => session === undefined || page.session === session);
    if (open !== undefined) open.panel.reveal();
    else if (session === undefined) await this.showNew();
    else this.#add(createPanel("chat", "Chat", vscode.ViewColumn.Active), { session });
  }

  /** Shows an empty chat; one that is still empty is used again. */
  async showNew(start: Omit<ChatStart, "session"> = {}): Promise<void> {
    const isPrivate = start.private === true;
    const empty = [...this.#pages].find(
      ({ session, kept }) => session === undefined && (kept.private === true) === isPrivate,
    );
    if (empty === undefined) {
      this.#add(createPanel("chat", untitled(start), vscode.ViewColumn.Active), start);
      return;
    }
    empty.panel.reveal();
    if (start.agent !== undefined) await empty.show(start);
  }

  /** Whether the person can see this session now. */
  isVisible(session: SessionId): boolean {
    return [...this.#pages].some((page) => page.session === session && page.panel.visible);
  }

  /** The session of the panel that the person used last. */
  get current(): SessionId | undefined {
    const pages = [...this.#pages];
    return (
      pages.find(({ panel }) => panel.active) ??
      pages.find(({ panel }) => panel.visible) ??
      pages.at(-1)
    )?.session;
  }

  /** A deleted session's panels become empty ones. */
  async forget(session: SessionId): Promise<void> {
    for (const page of this.#pages) if (page.session === session) await page.show({});
  }

  kept(): readonly ChatStart[] {
    return [...this.#pages].map((page) => page.kept);
  }

  reopen(kept: unknown): void {
    this.#add(createPanel("chat", "Chat", comesBack(vscode.ViewColumn.Active)), parseStart(kept));
  }

  dispose(): void {
    this.#panelsChanged.dispose();
    this.#serializer.dispose();
    for (const page of this.#pages) page.dispose();
  }

  #add(panel: vscode.WebviewPanel, start: ChatStart): void {
    const page = new ChatPanel({ ...this.#options, panel }, start);
    this.#pages.add(page);
    page.onKept(() => this.#panelsChanged.fire());
    panel.onDidDispose(() => {
      this.#pages.delete(page);
      this.#panelsChanged.fire();
    });
    this.#panelsChanged.fire();
  }
}

/** What a page gave back after a reload; it may be anything. */
function parseStart(kept: unknown): ChatStart {
  const { session, agent, model, attached, parent } = (kept ?? {}) as Record<string, unknown>;
  return {
    ...(typeof session === "string" && { session: session as SessionId }),
    ...(typeof agent === "string" && { agent }),
    ...(typeof model === "string" && { model }),
    ...parseHandoff(attached, parent),
  };
}

function parseHandoff(attached: unknown, parent: unknown): Pick<ChatStart, "attached" | "parent"> {
  const { label, text } = (attached ?? {}) as Record<string, unknown>;
  const { session, seq } = (parent ?? {}) as Record<string, unknown>;
  return {
    ...(typeof label === "string" && typeof text === "string" && { attached: { label, text } }),
    ...(typeof session === "string" &&
      typeof seq === "number" && { parent: { session: session as SessionId, seq } }),
  };
}
