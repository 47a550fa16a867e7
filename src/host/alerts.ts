import * as vscode from "vscode";
import { run } from "./commands.ts";
import type { ChatPages } from "./pages/chatPages.ts";
import type { SessionAlert, SessionViews } from "./sessionViews.ts";

/** Tells the person that a safeguard or a failure ended a turn, wherever they are looking. */
export class Alerts implements vscode.Disposable {
  readonly #chats: ChatPages;
  readonly #subscription: vscode.Disposable;

  constructor(views: SessionViews, chats: ChatPages) {
    this.#chats = chats;
    this.#subscription = views.onAlert((alert) => void this.#tell(alert));
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  async #tell({ session, title, failure, text, advice }: SessionAlert): Promise<void> {
    const open = "Open Chat";
    const settings = "Budget Settings";
    const offers = failure === "budget_exceeded" ? [open, settings] : [open];
    const chosen = await vscode.window.showWarningMessage(
      `“${title}” was ended: ${text} ${advice}`,
      ...offers,
    );
    if (chosen === open) await this.#chats.show({ session });
    if (chosen === settings) await run("openBudgetSettings");
  }
}
