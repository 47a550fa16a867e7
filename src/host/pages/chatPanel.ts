import * as vscode from "vscode";
import type { SessionId } from "../../core/ids.ts";
import type { ChatPage, ChatPageOptions } from "./chatPage.ts";
import type { ChatStart } from "./chatStart.ts";
import { PanelPage } from "./panelPage.ts";

/** A chat's panel: says what it shows before its page is loaded, too. */
export class ChatPanel implements vscode.Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly #start: ChatStart;
  readonly #opened: PanelPage<ChatPage>;
  readonly #keptChanged = new vscode.EventEmitter<void>();

  /** Fires when something else is needed to show the same again. */
  readonly onKept = this.#keptChanged.event;

  constructor(options: ChatPageOptions, start: ChatStart) {
    this.panel = options.panel;
    this.#start = start;
    const kept = (): void => this.#keptChanged.fire();
    this.#opened = new PanelPage(
      options.panel,
      (code) => new code.ChatPage(options, start, kept),
      options.log,
    );
    this.panel.onDidDispose(() => this.#keptChanged.dispose());
  }

  /** The session that is shown; undefined before its first message. */
  get session(): SessionId | undefined {
    const { page } = this.#opened;
    return page === undefined ? this.#start.session : page.session;
  }

  /** What is needed to show the same again. */
  get kept(): ChatStart {
    return this.#opened.page?.kept ?? this.#start;
  }

  /** Puts another conversation, or a new one, in the place of this one. */
  async show(start: ChatStart): Promise<void> {
    await (await this.#opened.whenLoaded())?.show(start);
  }

  dispose(): void {
    this.#opened.page?.dispose();
    this.#keptChanged.dispose();
  }
}
