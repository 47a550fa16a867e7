import * as vscode from "vscode";
import type { ApprovalRequest } from "../core/approvals.ts";
import type { ChatPages } from "./pages/chatPages.ts";
import type { ApprovalBroker } from "./ports/approvals.ts";

/** Tells the person that an agent waits for them, where its chat is not in sight. */
export class ApprovalNotices implements vscode.Disposable {
  readonly #chats: ChatPages;
  readonly #subscription: vscode.Disposable;

  constructor(approvals: ApprovalBroker, chats: ChatPages) {
    this.#chats = chats;
    this.#subscription = approvals.onAsked((request) => void this.#tell(request));
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  async #tell({ session, tool, title }: ApprovalRequest): Promise<void> {
    if (this.#chats.isVisible(session)) return;
    const look = "Look at It";
    const chosen = await vscode.window.showInformationMessage(`An agent asks to run ${tool} ${title}`, look);
    if (chosen === look) await this.#chats.show({ session });
  }
}
